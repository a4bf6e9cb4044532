//! The snapshot as it is committed, and as people read it.

use std::fmt::Write as _;

use super::{
    Batch, Row, Section, Snapshot,
    batches::{SEQUENCED_SLOPE, SLOPE},
    targets::TARGETS,
};

/// Where the snapshot is committed, from the project's root.
pub const SNAPSHOT: &str = "test/contracts/gas-snapshot.json";
/// Where its table is.
pub const TABLE: &str = "docs/gas.md";

/// What L1 costs in the table that has it: wei for a unit, sixteen of which are a compressed byte. Ten
/// times the chain's base fee of 0.1 gwei, so that a compressed byte takes 160 gas.
pub(super) const L1_PRICE: u64 = 1_000_000_000;

/// What differs between the committed snapshot and a new one, a line each; empty if nothing does.
#[must_use]
pub fn differences(committed: &Snapshot, measured: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    if committed.programs != measured.programs {
        lines.push(format!("programs: {:?} -> {:?}", committed.programs, measured.programs));
    }
    if committed.payment_gas_limit != measured.payment_gas_limit {
        let (old, new) = (committed.payment_gas_limit, measured.payment_gas_limit);
        lines.push(format!("least gas limit of a payment: {old} -> {new}"));
    }
    for row in &measured.rows {
        match committed.row(&row.name) {
            Some(old) if old == row => {}
            Some(old) => lines.push(format!("{}: {} -> {}", row.name, brief(old), brief(row))),
            None => lines.push(format!("{}: new, {}", row.name, brief(row))),
        }
    }
    let gone = committed.rows.iter().filter(|row| measured.row(&row.name).is_none());
    lines.extend(gone.map(|row| format!("{}: no longer measured", row.name)));
    lines
}

fn brief(row: &Row) -> String {
    let cached = row.cached.map(|gas| format!(", cached {gas}")).unwrap_or_default();
    format!("{}{cached}, {} bytes", row.uncached, row.calldata_bytes)
}

/// The snapshot as Markdown.
#[must_use]
pub fn markdown(snapshot: &Snapshot) -> String {
    let mut text = INTRODUCTION.to_owned();
    write_programs(&mut text, snapshot);
    write_targets(&mut text, snapshot);
    write_batches(&mut text, snapshot);
    write_batches_with_l1(&mut text, snapshot);
    for (section, title) in [
        (Section::Payments, "One payment through the facade"),
        (Section::Direct, "The same payment without a vault, enforcing nothing"),
        (Section::Administration, "Administration"),
        (Section::Deployment, "Deployment"),
    ] {
        let rows: Vec<_> = snapshot.rows.iter().filter(|row| row.section == section).collect();
        write_rows(&mut text, title, &rows);
        if section == Section::Payments {
            write_gas_limit(&mut text, snapshot);
        }
    }
    text
}

const INTRODUCTION: &str = "\
# Gas

Written by `cargo run --bin gas-snapshot`, compared in CI with `--check`.
Every figure is a receipt's `gasUsed` on the dev chain: whole transactions, with the 21,000 and the
calldata in them, ArbOS 51, L1 price 0, on a test token of USDC's cost shape (proxy, pause flag,
blocklist bit in the balance word). *Cached* means that the programs are in the chain's cache, as
ArbWasmCache puts them there. *Token* is the part that the token's own `transfer` takes. A zero byte
of calldata costs 12 gas less than another: signatures and nonces make rows differ by a few dozen.
";

const BATCHES: &str = "
## Batches

`settleBatch`, ten agents and ten vendors on the treasury's shared list unless the name says otherwise,
vendors paid before. A *warm* nonce finds an expired one in its table word, and each has a word of its
own; a *sequenced* one finds others in the word of its lane. *Brotli* is the calldata at level 1, by which Nitro guesses what it will cost on L1.

| what | payments | gas | each | cached, each | calldata bytes each | brotli bytes each |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
";

const BATCHES_WITH_L1: &str = "
## The same batches where L1 is not free

Programs cached, and an L1 price of 1 gwei for each of a compressed byte's 16 units, ten times the base
fee of L2 (0.1 gwei on the dev chain): 160 gas for a compressed byte. The price is an assumption, chosen to
show the proportion; the part for L1 moves with the ratio of the two prices.

| what | payments | gas | each | for L1, each | brotli bytes |
| --- | ---: | ---: | ---: | ---: | ---: |
";

fn write_programs(text: &mut String, snapshot: &Snapshot) {
    text.push_str("\n## Programs\n\n");
    text.push_str("| program | wasm bytes | brotli bytes | gas to start | cached |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: |\n");
    for program in &snapshot.programs {
        let (uncached, cached) = program.init_gas;
        let sizes = [program.wasm_bytes, program.brotli_bytes].map(|size| grouped(size as u64));
        let [wasm, brotli] = sizes;
        let (name, uncached, cached) = (&program.name, grouped(uncached), grouped(cached));
        line(text, format_args!("| {name} | {wasm} | {brotli} | {uncached} | {cached} |"));
    }
}

fn write_targets(text: &mut String, snapshot: &Snapshot) {
    text.push_str("\n## Targets\n\n");
    text.push_str("| what | target | measured | |\n");
    text.push_str("| --- | ---: | ---: | --- |\n");
    for target in TARGETS {
        let Some(measured) = (target.measured)(snapshot) else { continue };
        let (what, shown) = (target.what, grouped(measured));
        let (bound, verdict) = (target.bound.to_string(), target.bound.verdict(measured));
        line(text, format_args!("| {what} | {bound} | {shown} | {verdict} |"));
    }
}

fn write_gas_limit(text: &mut String, snapshot: &Snapshot) {
    let limit = grouped(snapshot.payment_gas_limit);
    line(
        text,
        format_args!(
            "\nA payment's gas limit must be at least {limit}, though it uses less: the token's call is \
             promised its\nfull cap before it starts, so that nobody makes it fail by sending too \
             little."
        ),
    );
}

fn write_batches(text: &mut String, snapshot: &Snapshot) {
    text.push_str(BATCHES);
    for row in &snapshot.rows {
        let Some(Batch { payments, brotli_bytes, .. }) = row.batch else { continue };
        let each = |total: u64| grouped(total.div_ceil(payments as u64));
        let (name, total, cached) = (&row.name, grouped(row.uncached), row.cached.unwrap_or(0));
        let (gas, cached) = (each(row.uncached), each(cached));
        let bytes = [row.calldata_bytes, brotli_bytes].map(|bytes| each(bytes as u64));
        let [calldata, brotli] = bytes;
        line(
            text,
            format_args!(
                "| {name} | {payments} | {total} | {gas} | {cached} | {calldata} | {brotli} |"
            ),
        );
    }
    for rows in [SLOPE, SEQUENCED_SLOPE] {
        let Some(slope) = slope(snapshot, rows) else { continue };
        let (slope, (fewer, more)) = (grouped(slope), rows);
        line(text, format_args!("\nOne payment more, between {fewer} and {more}: {slope}."));
    }
}

fn write_batches_with_l1(text: &mut String, snapshot: &Snapshot) {
    text.push_str(BATCHES_WITH_L1);
    for row in &snapshot.rows {
        let Some(Batch { payments, brotli_bytes, with_l1 }) = row.batch else { continue };
        let each = |total: u64| grouped(total.div_ceil(payments as u64));
        let for_l1 = with_l1.saturating_sub(row.cached.unwrap_or(0));
        let (name, gas, l1, brotli) =
            (&row.name, grouped(with_l1), each(for_l1), grouped(brotli_bytes as u64));
        let all = each(with_l1);
        line(text, format_args!("| {name} | {payments} | {gas} | {all} | {l1} | {brotli} |"));
    }
}

/// Gas of one payment more in a batch, between two rows.
pub(super) fn slope(snapshot: &Snapshot, (fewer, more): (&str, &str)) -> Option<u64> {
    let (fewer, more) = (snapshot.row(fewer)?, snapshot.row(more)?);
    let payments = more.batch?.payments.checked_sub(fewer.batch?.payments)?;
    more.uncached.checked_sub(fewer.uncached)?.checked_div(payments as u64)
}

fn write_rows(text: &mut String, title: &str, rows: &[&Row]) {
    line(text, format_args!("\n## {title}\n"));
    text.push_str("| what | gas | cached | token | calldata bytes |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: |\n");
    for row in rows {
        let optional = |gas: Option<u64>| gas.map(grouped).unwrap_or_default();
        let calldata = match row.calldata_bytes {
            0 => String::new(),
            bytes => bytes.to_string(),
        };
        let (gas, cached, token) =
            (grouped(row.uncached), optional(row.cached), optional(row.token));
        line(text, format_args!("| {} | {gas} | {cached} | {token} | {calldata} |", row.name));
    }
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String never fails.
    let _ = writeln!(text, "{arguments}");
}

/// A number with a comma before every three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Row, Section, Snapshot, differences, grouped};

    fn row(name: &str, uncached: u64) -> Row {
        Row {
            section: Section::Payments,
            name: name.to_owned(),
            uncached,
            cached: None,
            calldata_bytes: 4,
            token: None,
            batch: None,
        }
    }

    #[test]
    fn grouped_puts_a_comma_before_every_three_digits() {
        assert_eq!(
            [0, 999, 1_000, 21_000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "21,000", "1,234,567"]
        );
    }

    #[test]
    fn differences_names_every_row_that_is_changed_new_or_gone() {
        let old = Snapshot {
            rows: vec![row("same", 1), row("dearer", 1), row("gone", 1)],
            ..Default::default()
        };
        let new = Snapshot {
            rows: vec![row("same", 1), row("dearer", 2), row("new", 1)],
            ..Default::default()
        };
        let lines = differences(&old, &new);
        let names: Vec<_> = lines.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(names, ["dearer", "new", "gone"]);
        assert!(differences(&old, &old).is_empty());
    }
}
