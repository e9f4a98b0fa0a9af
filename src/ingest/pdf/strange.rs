//! Letters of one script that a document says are those of another: fonts without a usable list have the bytes of Chinese, Russian
//! or Greek letters read as accented Latin ones. Knows no PDF.

/// So many such letters, and such a part of all letters, are no accident.
const FEWEST: usize = 30;
const SHARE: usize = 10;
/// No language that is written in Latin letters has so many accented ones in a row.
const RUN: usize = 4;
/// … or so many different ones.
const DIFFERENT: usize = 3;

/// Runs of accented letters and signs that are no words of any language, if there are many: an example.
pub(super) fn letters(text: &str) -> Option<String> {
    let is_high = |c: char| matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}');
    let (mut strange, mut example) = (0_usize, None);
    for run in text.split(|c: char| !is_high(c)) {
        let letters = run.chars().count();
        let mut different: Vec<char> = run.chars().take(RUN * 4).collect();
        different.sort_unstable();
        different.dedup();
        if letters >= RUN && different.len() >= DIFFERENT && run.chars().any(char::is_alphabetic) {
            strange += letters;
            example.get_or_insert_with(|| run.chars().take(12).collect::<String>());
        }
    }
    let all = text.chars().filter(|c| c.is_alphabetic()).count();
    example.filter(|_| strange >= FEWEST && strange * SHARE >= all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_latin(words: &str, encoding: &'static encoding_rs::Encoding) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(&encoding.encode(words).0).0.into_owned()
    }

    #[test]
    fn letters_of_other_scripts_that_are_read_as_latin_ones_are_noticed() {
        let chinese = as_latin("码头的灯晚上又亮了，村里没有人见过看门人，冬天之后他带着梯子回来。", encoding_rs::GBK);
        assert!(letters(&chinese).is_some(), "{chinese}");
        let russian = as_latin("Фонари на причале снова горят вечером, и на один меньше", encoding_rs::WINDOWS_1251);
        assert!(letters(&russian).is_some(), "{russian}");
    }

    #[test]
    fn accented_words_are_words() {
        for words in [
            "Où l’été a-t-il été fêté ? À Noël, dès l’aube, la forêt répétée — créée, éméchée, où ça ?",
            "Größe, Übermut, süßlich, Ähre, Öl; på ön är åå; Ærø, Øresund",
            "Ação, ações, coração, corações, pães, mãe, não; ¿Qué? ¡Sí! «été»",
            "3 °C ± 2 °C ······· ×× ÷ ½ ¼ §§ 12 ²³",
            "Ráðið var það, þótt öðru væri æði þörf á því.",
        ] {
            let text = words.repeat(20);
            assert_eq!(letters(&text), None);
        }
    }
}
