//! The `bursar` command line: reads arguments, calls the library, prints what came of it.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::main().await
}
