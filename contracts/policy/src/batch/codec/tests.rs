mod extended;
mod grants;

use super::*;
use crate::nonce::SequencedNonce;
use crate::session::Session;
use std::string::ToString;

const NOW: u64 = 1_800_000_000;

fn address(byte: u8) -> Address {
    Address::repeat_byte(byte)
}

const KEY: Signature =
    Signature { r: B256::repeat_byte(0x22), s: B256::repeat_byte(0x33), odd_y: true };

fn item(agent: u8, vendor: u8) -> Item<'static> {
    Item {
        agent: address(agent),
        vendor: address(vendor),
        value: 1_000_000,
        valid_after: 0,
        valid_before: NOW,
        nonce: B256::repeat_byte(0x11),
        signature: KEY.into(),
    }
}

/// The bytes of two items of two agents for one vendor, in parts that tests put together anew.
struct Parts {
    format: Vec<u8>,
    agents: Vec<u8>,
    vendors: Vec<u8>,
    base: Vec<u8>,
    grants: Vec<u8>,
    items: Vec<Vec<u8>>,
}

impl Parts {
    fn new() -> Self {
        let table = |rows: &[u8]| {
            let count = [u8::try_from(rows.len()).unwrap()];
            let rows = rows.iter().flat_map(|row| [*row; 20]);
            count.into_iter().chain(rows).collect()
        };
        Self {
            format: vec![1],
            agents: table(&[0xa1, 0xa2]),
            vendors: table(&[0xb1]),
            // 1,800,000,000.
            base: vec![0x80, 0xa4, 0xa7, 0xda, 0x06],
            grants: vec![],
            items: vec![Self::item(0, 0, 0), Self::item(1, 0, 5)],
        }
    }

    /// An item of 1,000,000 units, valid for ever before.
    fn item(agent: u8, vendor: u8, before: u8) -> Vec<u8> {
        let numbers = vec![agent, vendor, 0xc0, 0x84, 0x3d, before, 0];
        [numbers, vec![0x11; 32], vec![0x22; 32], vec![0xb3], vec![0x33; 31]].concat()
    }

    fn bytes(&self) -> Vec<u8> {
        let Self { format, agents, vendors, base, grants, items } = self;
        let parts = [format, agents, vendors, base, grants, &items.concat()];
        parts.into_iter().flatten().copied().collect()
    }
}

#[track_caller]
fn assert_refused(parts: &Parts, fault: Malformed) {
    assert_eq!(decode(&parts.bytes()), Err(fault));
}

#[test]
fn encode_writes_the_documented_bytes() {
    let later = Item { valid_before: NOW + 5, ..item(0xa2, 0xb1) };
    let items = [item(0xa1, 0xb1), later];
    assert_eq!(encode(&items), Ok(Parts::new().bytes()));
    let bytes = Parts::new().bytes();
    let batch = decode(&bytes).unwrap();
    assert!(batch.items().eq(items));
    assert!(batch.agents().eq([address(0xa1), address(0xa2)]));
    assert!(batch.vendors().eq([address(0xb1)]));
    assert_eq!(batch.entries().len(), 2);
}

/// Sequenced nonces of one agent, in the order in which they are written.
const NONCES: [(u64, u64); 7] = [(0, 5), (0, 6), (300, 0), (300, 1), (300, 4), (0, 7), (0, 3)];

fn sequenced() -> Parts {
    let item = |payer, nonce: &[u8]| {
        let numbers = vec![payer, 0, 0xc0, 0x84, 0x3d, 0, 0];
        [&numbers, nonce, &[0x22; 32], &[0xb3], &[0x33; 31]].concat()
    };
    Parts {
        agents: [vec![1], vec![0xa1; 20]].concat(),
        items: vec![
            item(1, &[10]),
            item(1, &[0]),
            // Another lane, and on from there.
            item(2, &[0xac, 0x02, 0]),
            item(1, &[0]),
            item(1, &[4]),
            // Back again, and from 0; 3 comes late.
            item(2, &[0, 14]),
            item(1, &[9]),
        ],
        ..Parts::new()
    }
}

#[test]
fn encode_writes_the_documented_bytes_of_sequenced_nonces() {
    let items = NONCES.map(|(lane, sequence)| Item {
        nonce: SequencedNonce { lane, sequence }.into(),
        ..item(0xa1, 0xb1)
    });
    assert_eq!(encode(&items), Ok(sequenced().bytes()));
    assert!(decode(&sequenced().bytes()).unwrap().items().eq(items));
}

#[test]
fn steps_reach_every_sequence_from_everywhere() {
    let sequences =
        [0, 1, 2, 63, 64, 1 << 32, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX - 1, u64::MAX];
    let nonces = sequences.iter().flat_map(|one| sequences.map(|other| [*one, other])).flatten();
    let items: Vec<_> = nonces
        .map(|sequence| {
            let nonce = SequencedNonce { lane: u64::MAX, sequence }.into();
            Item { nonce, ..item(1, 2) }
        })
        .collect();
    let bytes = encode(&items).unwrap();
    assert!(decode(&bytes).unwrap().items().eq(items));
}

#[test]
fn items_keep_their_order_whatever_the_tables_order_is() {
    let items = [item(9, 1), item(1, 9), item(5, 5), item(9, 1)];
    let bytes = encode(&items).unwrap();
    assert!(decode(&bytes).unwrap().items().eq(items));
}

#[test]
fn empty_batch_is_written_and_read() {
    let bytes = encode(&[]).unwrap();
    assert_eq!(bytes, [1, 0, 0, 0]);
    assert_eq!(decode(&bytes), Ok(Batch::default()));
}

#[test]
fn hundred_payments_of_a_dollar_take_less_than_110_bytes_each() {
    let items: Vec<_> = (0..100u8)
        .map(|number| Item {
            // TypeScript signs for a minute from now, Go for an hour, both from ever before.
            valid_before: NOW + if number % 2 == 0 { 60 } else { 3_600 },
            ..item(number % 10, 100 + number / 10)
        })
        .collect();
    let bytes = encode(&items).unwrap();
    // Selector, offset, length, and what pads the last word.
    let calldata = 4 + 64 + bytes.len().next_multiple_of(32);
    assert!(calldata <= 110 * items.len(), "{calldata}");
}

/// Ten agents that count their payments, ten vendors.
#[test]
fn hundred_sequenced_payments_of_a_dollar_take_less_than_80_bytes_each() {
    let items: Vec<_> = (0..100u8)
        .map(|number| Item {
            valid_before: NOW + if number % 2 == 0 { 60 } else { 3_600 },
            nonce: SequencedNonce { lane: 0, sequence: 100_000 + u64::from(number / 10) }.into(),
            ..item(number % 10, 100 + number / 10)
        })
        .collect();
    let bytes = encode(&items).unwrap();
    let calldata = 4 + 64 + bytes.len().next_multiple_of(32);
    assert!(calldata <= 80 * items.len(), "{calldata}");
}

#[test]
fn times_of_every_client_come_back() {
    let times =
        [(0, 0), (0, 1), (1, 2), (NOW - 600, NOW + 60), (0, u64::MAX), (u64::MAX - 1, u64::MAX)];
    let items =
        times.map(|(valid_after, valid_before)| Item { valid_after, valid_before, ..item(1, 2) });
    let bytes = encode(&items).unwrap();
    assert!(decode(&bytes).unwrap().items().eq(items));
}

#[test]
fn encode_refuses_what_is_never_valid_and_names_it() {
    for (valid_after, valid_before) in [(1, 1), (2, 1), (u64::MAX, 0)] {
        let never = Item { valid_after, valid_before, ..item(1, 2) };
        assert_eq!(encode(&[item(1, 2), never]), Err(Unencodable::NeverValid(1)));
    }
    assert!(Unencodable::NeverValid(1).to_string().starts_with("item 1 "));
}

#[test]
fn encode_refuses_a_high_s_and_names_it() {
    let signature = Signature { s: B256::repeat_byte(0x80), ..KEY };
    let high = Item { signature: signature.into(), ..item(1, 2) };
    assert_eq!(encode(&[high]), Err(Unencodable::Signature(0)));
    let approval = Approval { item: 1, signature };
    let items = [item(1, 2), item(1, 2)];
    assert_eq!(encode_with(&items, &[], &[approval]), Err(Unencodable::Signature(1)));
}

#[test]
fn decode_refuses_when_the_format_is_another() {
    assert_eq!(decode(&[]), Err(Malformed::Format));
    for format in [0, 3] {
        assert_refused(&Parts { format: vec![format], ..Parts::new() }, Malformed::Format);
    }
}

#[test]
fn decode_refuses_every_prefix_but_whole_items() {
    let parts = Parts::new();
    let bytes = parts.bytes();
    let items: usize = parts.items.iter().map(Vec::len).sum();
    let head = bytes.len() - items;
    for length in 1..bytes.len() {
        let expected = match length {
            // The tables are there, but not every row is used.
            _ if length == head || length == head + parts.items[0].len() => Malformed::RowUnused,
            _ => Malformed::Truncated,
        };
        assert_eq!(decode(&bytes[..length]), Err(expected), "{length}");
    }
}

#[test]
fn decode_refuses_trailing_bytes() {
    for trailing in 1..100 {
        let items = [Parts::new().items, vec![vec![0; trailing]]].concat();
        assert_refused(&Parts { items, ..Parts::new() }, Malformed::Truncated);
    }
}

#[test]
fn decode_refuses_numbers_that_have_a_shorter_form() {
    for long in [vec![0x80, 0x00], vec![0x80, 0xa4, 0xa7, 0xda, 0x86, 0x00]] {
        assert_refused(&Parts { base: long, ..Parts::new() }, Malformed::Number);
    }
}

#[test]
fn decode_refuses_numbers_over_64_bits() {
    let largest = [vec![0xff; 9], vec![0x01]].concat();
    let mut parts = Parts { base: largest, ..Parts::new() };
    parts.items = vec![Parts::item(0, 0, 0), Parts::item(1, 0, 0)];
    assert_eq!(decode(&parts.bytes()).unwrap().entries()[0].valid_before, u64::MAX);
    for wide in [[vec![0xff; 9], vec![0x02]].concat(), vec![0xff; 11], vec![0x80; 11]] {
        assert_refused(&Parts { base: wide, ..Parts::new() }, Malformed::Number);
    }
}

#[test]
fn decode_refuses_a_table_that_does_not_ascend() {
    let rows = |first: u8, second: u8| [vec![2], vec![first; 20], vec![second; 20]].concat();
    for agents in [rows(0xa2, 0xa1), rows(0xa1, 0xa1)] {
        assert_refused(&Parts { agents, ..Parts::new() }, Malformed::Unsorted);
    }
}

#[test]
fn decode_refuses_a_count_of_rows_that_is_not_there() {
    for count in [vec![3], vec![0xff, 0x7f], [vec![0xff; 9], vec![0x01]].concat()] {
        let vendors = [count, vec![0xb1; 20]].concat();
        assert_refused(&Parts { vendors, items: vec![], ..Parts::new() }, Malformed::Truncated);
    }
}

#[test]
fn decode_refuses_a_row_that_no_item_names() {
    let items = vec![Parts::item(0, 0, 0)];
    assert_refused(&Parts { items, ..Parts::new() }, Malformed::RowUnused);
}

#[test]
fn decode_refuses_an_item_of_no_row() {
    for stranger in [Parts::item(2, 0, 0), Parts::item(0, 1, 0), Parts::item(0x7f, 0x7f, 0)] {
        let items = [Parts::new().items, vec![stranger]].concat();
        assert_refused(&Parts { items, ..Parts::new() }, Malformed::RowUnknown);
    }
}

#[test]
fn decode_refuses_a_base_that_no_item_has() {
    let items = vec![Parts::item(0, 0, 1), Parts::item(1, 0, 5)];
    assert_refused(&Parts { items, ..Parts::new() }, Malformed::Base);
    assert_eq!(decode(&[1, 0, 0, 1]), Err(Malformed::Base));
}

#[test]
fn decode_refuses_times_out_of_range() {
    let largest = [vec![0xff; 9], vec![0x01]].concat();
    assert_refused(&Parts { base: largest, ..Parts::new() }, Malformed::Time);
    // Valid since nothing or before: that is written as a length of zero.
    for base in [4, 5] {
        let mut parts = Parts { base: vec![base], ..Parts::new() };
        parts.items[0][6] = 5;
        assert_refused(&parts, Malformed::Time);
    }
}

#[test]
fn decode_refuses_a_high_s() {
    let mut parts = Parts::new();
    let s = parts.items[1].len() - 32;
    parts.items[1][s..].fill(0xff);
    assert_refused(&parts, Malformed::Signature);
}

#[test]
fn decode_refuses_a_sequenced_nonce_in_32_bytes() {
    let mut parts = Parts::new();
    let nonce = B256::from(SequencedNonce { lane: 1, sequence: 2 });
    parts.items[0][7..39].copy_from_slice(nonce.as_slice());
    assert_refused(&parts, Malformed::Nonce);
    // What is none, whatever it begins with, is written like that.
    parts.items[0][15] = 1;
    assert!(decode(&parts.bytes()).is_ok());
}

#[test]
fn decode_refuses_the_lane_that_the_agent_is_in() {
    let mut parts = sequenced();
    // Lane 0 at the beginning, and the last item's once more.
    for (index, lane) in [(0, 0), (6, 0)] {
        parts.items[index][0] = 2;
        parts.items[index].insert(7, lane);
        assert_refused(&parts, Malformed::Nonce);
        parts = sequenced();
    }
    parts.items[0][0] = 2;
    parts.items[0].insert(7, 1);
    assert!(decode(&parts.bytes()).is_ok());
}

#[test]
fn decode_refuses_a_style_that_there_is_not() {
    let mut parts = sequenced();
    for payer in [3, 4, 0x7f] {
        parts.items[0][0] = payer;
        assert_refused(&parts, Malformed::RowUnknown);
    }
}

#[test]
fn faults_are_contiguous_and_found_again() {
    for (fault, code) in Malformed::ALL.into_iter().zip(1u8..) {
        assert_eq!(fault.code(), code);
        assert_eq!(Malformed::from_code(code), Some(fault));
    }
    assert_eq!(Malformed::from_code(0), None);
}
