//! What a command prints: a table for people, or JSON for programs.

use std::io::{self, Write as _};
use std::process::ExitCode;

use alloy::rpc::types::TransactionReceipt;
use bursar::chain::ChainError;
use serde_json::{Map, Value, json};

/// The outcome of a command, in both forms.
#[derive(Debug, Default)]
pub(super) struct Report {
    json: Map<String, Value>,
    lines: Vec<(&'static str, String)>,
    exit: u8,
}

impl Report {
    /// A mined transaction.
    pub(super) fn sent(receipt: &TransactionReceipt) -> Self {
        Self::default()
            .line("transaction", receipt.transaction_hash)
            .value("transaction", receipt.transaction_hash)
            .value("block", receipt.block_number)
            .both("gas used", "gasUsed", receipt.gas_used)
    }

    /// A line of the table.
    pub(super) fn line(mut self, label: &'static str, text: impl ToString) -> Self {
        self.lines.push((label, text.to_string()));
        self
    }

    /// Lines of the table.
    pub(super) fn lines(mut self, lines: Vec<(&'static str, String)>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// A field of the JSON.
    pub(super) fn value(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.json.insert(name.to_owned(), json!(value));
        self
    }

    /// All fields of a JSON object.
    pub(super) fn values(mut self, object: Value) -> Self {
        if let Value::Object(fields) = object {
            self.json.extend(fields);
        }
        self
    }

    /// The same in table and JSON.
    pub(super) fn both(
        self,
        label: &'static str,
        name: &str,
        value: impl serde::Serialize + ToString,
    ) -> Self {
        self.line(label, value.to_string()).value(name, value)
    }

    /// Followed by another report.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.json.extend(other.json);
        self.lines.extend(other.lines);
        self
    }

    /// Ends the program with another code than 0.
    pub(super) const fn exit(mut self, code: u8) -> Self {
        self.exit = code;
        self
    }

    /// The JSON as text, for a file.
    pub(super) fn to_json(&self) -> String {
        format!("{:#}", Value::Object(self.json.clone()))
    }

    /// Prints one of the forms; nothing if there is nothing to say.
    pub(super) fn print(&self, json: bool) -> ExitCode {
        if self.json.is_empty() && self.lines.is_empty() {
            return ExitCode::from(self.exit);
        }
        let text = if json { self.to_json() } else { table(&self.lines) };
        // A reader that went away has seen enough.
        let _ = writeln!(io::stdout(), "{text}");
        ExitCode::from(self.exit)
    }
}

/// Lines with their texts below each other.
pub(super) fn table(lines: &[(&str, String)]) -> String {
    let width = lines.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
    let lines: Vec<String> =
        lines.iter().map(|(label, text)| format!("  {label:width$}  {text}")).collect();
    lines.join("\n")
}

/// Prints why a command failed.
pub(super) fn fail(error: &anyhow::Error, json: bool) -> ExitCode {
    let message = format!("{error:#}");
    if json {
        let mut fields = json!({ "message": message });
        if let Some(revert) = revert(error) {
            fields["revert"] = revert;
        }
        eprintln!("{}", json!({ "error": fields }));
    } else {
        eprintln!("bursar: {message}");
    }
    ExitCode::FAILURE
}

/// The contract's own error, if one is the cause.
fn revert(error: &anyhow::Error) -> Option<Value> {
    let reverted = error.chain().find_map(|cause| match cause.downcast_ref::<ChainError>() {
        Some(ChainError::Reverted(revert)) => Some(revert),
        _ => None,
    })?;
    let denial =
        reverted.denial().map(|denial| json!({ "code": denial.code(), "name": denial.name() }));
    Some(json!({ "name": reverted.name(), "denial": denial }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_puts_texts_below_each_other() {
        let lines = [("a", "1".to_owned()), ("long", "2".to_owned())];
        assert_eq!(table(&lines), "  a     1\n  long  2");
    }
}
