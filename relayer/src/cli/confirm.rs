//! Questions before something is sent.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::bail;

use super::report::table;

/// Shows `lines` and asks whether to do `what`.
///
/// # Errors
/// If the answer is not yes, or if there is nobody to answer.
pub(super) fn ask(what: &str, lines: &[(&str, String)]) -> anyhow::Result<()> {
    if !io::stdin().is_terminal() {
        bail!(
            "{what}: nobody can answer the question whether to do this; give --yes to do it without"
        );
    }
    let mut screen = io::stderr();
    write!(screen, "{what}:\n{}\nDo it? [y/N] ", table(lines))?;
    screen.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => bail!("not confirmed; nothing was sent"),
    }
}
