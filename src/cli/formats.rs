//! `postil formats`: what can be read and written.

use super::common::{DONE, Result, print_lines};
use crate::{exchange::FORMATS, ingest::endings_to_choose};

pub(super) fn run() -> Result {
    let mut table = String::from("format        ending    in   out  what\n");
    for format in FORMATS {
        let yes = |yes: bool| if yes { "yes" } else { "-" };
        let ending = format!(".{}", format.ending);
        table.push_str(&format!(
            "{:<13} {ending:<9} {:<4} {:<4} {}: {}. Leaves out {}\n",
            format.name,
            yes(format.is_read()),
            yes(format.is_written()),
            format.title,
            format.carries,
            format.leaves_out()
        ));
    }
    let endings: Vec<String> = endings_to_choose().map(|ending| format!(".{ending}")).collect();
    table.push_str(&format!("\nArticles are read from {}\n", endings.join(" ")));
    print_lines(&table)?;
    Ok(DONE)
}
