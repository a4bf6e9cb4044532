//! Batches as bytes: what is read was written, and in no other way.

use crate::inputs::{Written, write};
use alloy_primitives::Address;
use bursar_policy::batch::{Batch, Malformed, decode, encode_with, gas};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// Bytes that may be a batch.
#[derive(Arbitrary, Clone, Debug)]
pub enum Input<'a> {
    /// Any.
    Raw(&'a [u8]),
    /// A batch, with a few changes.
    Written(Written),
}

/// Reads and writes the bytes.
///
/// # Panics
/// If the codec breaks a rule.
pub fn run(input: &Input<'_>) {
    match input {
        Input::Raw(bytes) => check(bytes),
        Input::Written(written) => {
            let items = written.items(0, usize::MAX);
            let grants: Vec<_> = written.grants(0).collect();
            let approvals = written.approvals(items.len());
            let bytes = write(&items, &grants, &approvals);
            let batch = decode(&bytes).expect("what was written");
            assert!(batch.items().eq(items.iter().copied()), "not what was written: {items:?}");
            let mut read = batch.grants().iter();
            assert!(
                read.all(|(_, grant)| grants.contains(grant)),
                "not what was written: {grants:?}"
            );
            assert_eq!(batch.approvals(), approvals, "not what was written");
            check(&written.bytes(&items, &grants, &approvals));
        }
    }
}

/// What is refused has a stable number; what is read is written to the same bytes.
fn check(bytes: &[u8]) {
    match decode(bytes) {
        Ok(batch) => {
            check_tables(&batch);
            let items: Vec<_> = batch.items().collect();
            let grants: Vec<_> = batch.grants().iter().map(|(_, grant)| *grant).collect();
            let again = encode_with(&items, &grants, batch.approvals());
            assert_eq!(again.as_deref(), Ok(bytes), "a second way to write {items:?}");
            let (agents, vendors) = (batch.agents().len(), batch.vendors().len());
            let enough = gas::limit(bytes.len(), agents, vendors, items.len());
            assert!(enough >= gas::limit(0, 0, 0, 0), "{enough}");
        }
        Err(fault) => assert_eq!(Malformed::from_code(fault.code()), Some(fault)),
    }
}

/// Tables are strictly ascending, and hold whom the items name and nobody else.
fn check_tables(batch: &Batch<'_>) {
    let entries = batch.entries();
    let agents: Vec<_> = batch.agents().enumerate().collect();
    let vendors: Vec<_> = batch.vendors().enumerate().collect();
    for table in [&agents, &vendors] {
        assert!(table.is_sorted_by(|(_, row), (_, next)| row < next), "{batch:?}");
    }
    let named =
        |row: usize, name: Address, table: &[(usize, Address)]| table.contains(&(row, name));
    for entry in entries {
        let item = batch.item(entry);
        assert!(named(entry.agent, item.agent, &agents), "{entry:?} of {batch:?}");
        assert!(named(entry.vendor, item.vendor, &vendors), "{entry:?} of {batch:?}");
    }
    assert!(agents.iter().all(|(row, _)| entries.iter().any(|entry| entry.agent == *row)));
    assert!(vendors.iter().all(|(row, _)| entries.iter().any(|entry| entry.vendor == *row)));
}
