//! Counts and quotes in words; knows nothing.

/// `quote` for a label: its first words, at most 40 characters.
pub fn brief(quote: &str) -> String {
    cut(quote, 40)
}

/// `text` on one line with one space between its words, at most so many characters: a longer one ends in “…”. Looks no
/// further than it shows, whatever the length of the text.
pub fn cut(text: &str, longest: usize) -> String {
    let (mut line, mut n, mut is_behind_word) = (String::new(), 0, false);
    for c in text.chars() {
        if c.is_whitespace() {
            is_behind_word = n > 0;
            continue;
        }
        for c in std::mem::take(&mut is_behind_word).then_some(' ').into_iter().chain([c]) {
            line.push(c);
            n += 1;
        }
        if n > longest {
            let kept: String = line.chars().take(longest.saturating_sub(1)).collect();
            return format!("{}…", kept.trim_end());
        }
    }
    line
}

/// `text` on one line with one space between its words.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// “1, 2, 3, 4, 5, 6 and 4 more”.
pub fn listed(numbers: &[usize]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = numbers.iter().take(SHOWN).map(usize::to_string).collect();
    let more = numbers.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// “1 passage”, “1,140 passages”.
pub fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {one}s", thousands(n)) }
}

/// “1 record is”, “5 records are”: for what is said of one and of many in different words.
pub fn counted_are(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one} is") } else { format!("{} {many} are", thousands(n)) }
}

/// “1,140”.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_the_first_words_on_one_line() {
        let check = |text: &str, expected: &str| assert_eq!(cut(text, 10), expected, "{text:?}");
        check(" one\n\n two ", "one two");
        check("0123456789", "0123456789");
        check("0123456789a", "012345678…");
        check("01234567 9 b", "01234567…");
        check("", "");
        let endless = "x".repeat(4_000_000);
        let begun = std::time::Instant::now();
        (0..200).for_each(|_| check(&endless, "xxxxxxxxx…"));
        assert!(begun.elapsed() < std::time::Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([7, 1140, 100_000].map(thousands), ["7", "1,140", "100,000"]);
        assert_eq!([0, 1, 1140].map(|n| counted(n, "passage")), ["0 passages", "1 passage", "1,140 passages"]);
    }
}
