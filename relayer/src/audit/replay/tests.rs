use super::*;
use alloy::primitives::{U256, address, b256};
use bursar_abi::IVault::{Deposited, PaymentSettled, TreasuryCreated};

const CHAIN: u64 = 412_346;
const VAULT: Address = address!("00000000000000000000000000000000000b0b5a");
const TREASURY: u64 = 0x0123_4567_89ab_cdef;
const OWNER: Address = address!("00000000000000000000000000000000000000a1");

fn entry(data: LogData, block: u64) -> Entry {
    let transaction = B256::with_last_byte(u8::try_from(block).unwrap());
    Entry { data, timestamp: block.saturating_add(1_700_000_000), block, transaction }
}

/// Three transactions: creation, deposit, two payments at once; each closed by its head.
fn history() -> Vec<Entry> {
    let payment = |byte| PaymentSettled {
        treasury: TREASURY,
        agent: OWNER,
        vendor: VAULT,
        value: U256::from(7),
        nonce: B256::repeat_byte(byte),
    };
    let blocks = [
        vec![
            TreasuryCreated { treasury: TREASURY, owner: OWNER, salt: B256::ZERO, delay: 0 }
                .encode_log_data(),
        ],
        vec![
            Deposited { treasury: TREASURY, from: OWNER, value: U256::from(100) }.encode_log_data(),
        ],
        vec![payment(1).encode_log_data(), payment(2).encode_log_data()],
    ];
    let (mut head, mut first, mut log) = (genesis(CHAIN, VAULT, TREASURY), 0, Vec::new());
    for (events, block) in blocks.into_iter().zip(1..) {
        let count = u32::try_from(events.len()).unwrap();
        for data in events {
            let added = entry(data, block);
            head = extend(head, entry_hash(added.timestamp, added.data.topics(), &added.data.data));
            log.push(added);
        }
        let stated = AuditHead { treasury: TREASURY, firstSeq: first, count, head };
        log.push(entry(stated.encode_log_data(), block));
        first = first.saturating_add(count.into());
    }
    log
}

fn replay(log: &[Entry]) -> (Replay, Result<(), Fault>) {
    let mut replay = Replay::new(CHAIN, VAULT, TREASURY);
    let outcome = log.iter().try_for_each(|entry| replay.apply(entry));
    (replay, outcome)
}

#[test]
fn apply_follows_a_whole_history() {
    let (replay, outcome) = replay(&history());
    assert_eq!((outcome, replay.entries()), (Ok(()), 4));
    assert_eq!(replay.compare(4, replay.head()), Ok(()));
}

#[test]
fn genesis_depends_on_chain_vault_and_treasury() {
    let head = Replay::new(CHAIN, VAULT, TREASURY).head();
    // cast keccak $(cast abi-encode "f(uint256,address,uint64)" 412346 0x…0b0b5a 0x0123456789abcdef)
    assert_eq!(head, b256!("9980e8d7700c84ed50f1de7293b9ae12b05b066c17285fb27d1fd509c7963c64"));
}

#[test]
fn apply_skips_the_events_of_the_facade() {
    let mut log = history();
    let transfer = Transfer { from: OWNER, to: VAULT, value: U256::from(7) };
    let used = AuthorizationUsed { authorizer: OWNER, nonce: B256::ZERO };
    log.insert(4, entry(transfer.encode_log_data(), 3));
    log.insert(4, entry(used.encode_log_data(), 3));
    assert_eq!(replay(&log).0.head(), replay(&history()).0.head());
}

#[test]
fn apply_finds_the_entry_when_a_log_is_altered() {
    for (position, block, first) in [(0, 1, 0), (2, 2, 1), (5, 3, 2)] {
        let mut log = history();
        log[position].timestamp += 1;
        let (replay, outcome) = replay(&log);
        assert!(
            matches!(outcome, Err(Fault::Head { block: b, first: f, .. }) if (b, f) == (block, first))
        );
        assert_eq!(replay.entries(), first, "stays at the last entry that holds");
    }
}

#[test]
fn apply_finds_the_entry_when_data_is_altered() {
    let mut log = history();
    let forged = Deposited { treasury: TREASURY, from: OWNER, value: U256::from(99) };
    log[2].data = forged.encode_log_data();
    assert!(matches!(replay(&log).1, Err(Fault::Head { block: 2, .. })));
}

#[test]
fn apply_finds_the_place_when_a_log_is_left_out() {
    for (position, block, stated, found) in [(0, 1, 1, 0), (2, 2, 1, 0), (4, 3, 2, 1)] {
        let mut log = history();
        log.remove(position);
        let outcome = replay(&log).1.unwrap_err();
        assert!(
            matches!(outcome, Fault::Count { block: b, stated: s, found: f, .. } if (b, s, f) == (block, stated, found)),
            "{outcome}"
        );
    }
}

#[test]
fn apply_finds_the_place_when_two_logs_are_swapped() {
    let mut log = history();
    log.swap(4, 5);
    assert!(matches!(replay(&log).1, Err(Fault::Head { block: 3, first: 2, .. })));
}

#[test]
fn apply_finds_the_gap_when_a_whole_transaction_is_left_out() {
    let mut log = history();
    log.drain(2..4);
    assert!(matches!(replay(&log).1, Err(Fault::Sequence { stated: 2, found: 1, block: 3, .. })));
}

#[test]
fn apply_counts_too_many_when_a_head_is_left_out() {
    let mut log = history();
    log.remove(1);
    assert!(matches!(replay(&log).1, Err(Fault::Sequence { stated: 1, found: 0, block: 2, .. })));
}

#[test]
fn compare_finds_logs_without_a_head() {
    let mut log = history();
    log.pop();
    let (replay, outcome) = replay(&log);
    assert_eq!(outcome, Ok(()));
    assert_eq!(replay.compare(4, B256::ZERO), Err(Fault::Loose { first: 2, found: 2 }));
}

#[test]
fn compare_finds_that_storage_knows_more_or_something_else() {
    let log = history();
    let (whole, _) = replay(&log);
    let (part, _) = replay(&log[..4]);
    assert_eq!(part.compare(4, whole.head()), Err(Fault::StoredEntries { stated: 4, found: 2 }));
    let stated = B256::repeat_byte(1);
    assert_eq!(whole.compare(4, stated), Err(Fault::StoredHead { stated, found: whole.head() }));
}
