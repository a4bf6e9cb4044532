//! The table of random nonces, and the words of sequenced ones, against sets that forget nothing.

use alloy_primitives::{Address, B256, U256};
use bursar_policy::layout;
use bursar_policy::nonce::{self, Place, SequencedNonce};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const AGENT: Address = Address::repeat_byte(7);
const START: u64 = 1_700_000_000;

/// One attempt: advance the clock, then present an authorization.
#[derive(Clone, Debug)]
struct Attempt {
    advance: u64,
    nonce: u8,
    lives: u64,
    /// Present one of the authorizations seen before instead of a new one.
    replay: Option<prop::sample::Index>,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let advance = prop_oneof![3 => 0..10u64, 2 => 0..200u64, 1 => 0..10_000u64];
    let lives = prop_oneof![4 => 1..300u64, 1 => 1..10_000u64, 1 => Just(u64::MAX)];
    let replay = prop::option::of(any::<prop::sample::Index>());
    (advance, 0..40u8, lives, replay).prop_map(|(advance, nonce, lives, replay)| Attempt {
        advance,
        nonce,
        lives,
        replay,
    })
}

/// What the vault stores for one agent.
#[derive(Default)]
struct Store {
    table: BTreeMap<u64, U256>,
    own: BTreeSet<B256>,
}

impl Store {
    /// Pays unless the nonce is remembered.
    fn pay(&mut self, nonce: B256, nonce_bits: u8, valid_before: u64, now: u64) -> bool {
        let Place { index, fingerprint } = nonce::locate(AGENT, nonce, nonce_bits);
        assert!(index < 1 << nonce_bits && fingerprint < 1 << 48);
        let word = self.table.entry(index).or_default();
        let own = self.own.contains(&nonce);
        let Ok(claim) = nonce::claim(*word, || own, fingerprint, valid_before, now) else {
            return false;
        };
        *word = claim.word;
        if claim.own_slot {
            self.own.insert(nonce);
        }
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn prop_nonces_never_pay_twice_and_never_refuse_a_fresh_one(
        nonce_bits in 0..=3u8, attempts in prop::collection::vec(attempt(), 1..120),
    ) {
        let mut store = Store::default();
        let mut now = START;
        let mut seen: Vec<(u8, u64)> = Vec::new();
        // Authorizations paid, ever; and until when each nonce must be remembered.
        let mut paid = HashSet::new();
        let mut until: HashMap<u8, u64> = HashMap::new();
        for attempt in attempts {
            now += attempt.advance;
            let (nonce, valid_before) = match attempt.replay {
                Some(index) if !seen.is_empty() => *index.get(&seen),
                _ => (attempt.nonce, now.saturating_add(attempt.lives)),
            };
            seen.push((nonce, valid_before));
            if valid_before <= now {
                continue;
            }
            let accepted = store.pay(B256::repeat_byte(nonce), nonce_bits, valid_before, now);
            if until.get(&nonce).is_some_and(|until| *until > now) {
                prop_assert!(!accepted, "nonce {nonce} is live and was paid again");
            }
            if accepted {
                prop_assert!(paid.insert((nonce, valid_before)), "one authorization, twice");
                until.insert(nonce, valid_before);
            } else {
                // 40 nonces have 40 fingerprints, so what is refused was used.
                prop_assert!(until.contains_key(&nonce), "a fresh nonce was refused");
            }
        }
    }

    /// With one word and as many nonces at once as one likes, none is refused and all are remembered.
    #[test]
    fn prop_a_full_table_denies_nothing_and_forgets_nothing(
        count in 1..60u8, lives in 1..10_000u64, later in 0..10_000u64,
    ) {
        let mut store = Store::default();
        let valid_before = START + lives;
        for nonce in 0..count {
            prop_assert!(store.pay(B256::repeat_byte(nonce), 0, valid_before, START));
        }
        let now = (START + later).min(valid_before - 1);
        for nonce in 0..count {
            prop_assert!(!store.pay(B256::repeat_byte(nonce), 0, valid_before, now));
        }
        prop_assert_eq!(store.own.len(), usize::from(count).saturating_sub(3));
    }
}

/// Sequenced nonces that often meet: few lanes, and sequences around the ends of words.
fn counted() -> impl Strategy<Value = SequencedNonce> {
    let lane = prop_oneof![4 => 0..3u64, 1 => any::<u64>(), 1 => Just(u64::MAX)];
    let sequence = prop_oneof![6 => 0..600u64, 1 => u64::MAX - 300..=u64::MAX, 1 => any::<u64>()];
    (lane, sequence).prop_map(|(lane, sequence)| SequencedNonce { lane, sequence })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn prop_sequenced_nonces_pay_exactly_once_in_any_order(
        nonces in prop::collection::vec((0..2u8, counted()), 1..200),
    ) {
        let mut words: HashMap<U256, U256> = HashMap::new();
        let mut paid = HashSet::new();
        for (agent, nonce) in nonces {
            let slot = layout::sequence_slot(Address::repeat_byte(agent), nonce);
            let word = words.entry(slot).or_default();
            prop_assert_eq!(nonce.is_used(*word), paid.contains(&(agent, nonce)));
            match nonce.claim(*word) {
                Ok(claimed) => {
                    prop_assert!(paid.insert((agent, nonce)));
                    *word = claimed;
                }
                Err(nonce::Used) => prop_assert!(paid.contains(&(agent, nonce))),
            }
        }
        let bits: usize = words.values().map(U256::count_ones).sum();
        prop_assert_eq!(bits, paid.len());
    }

    #[test]
    fn prop_a_nonce_is_random_sequenced_or_malformed(bytes: [u8; 32], is_tagged: bool) {
        let mut nonce = B256::new(bytes);
        if is_tagged {
            let tag = B256::from(SequencedNonce { lane: 0, sequence: 0 });
            nonce[..8].copy_from_slice(&tag[..8]);
        }
        let read = SequencedNonce::read(nonce);
        prop_assert_eq!(read.is_some() || nonce::is_malformed(nonce), is_tagged);
        prop_assert!(read.is_none_or(|read| B256::from(read) == nonce));
        nonce[8..16].fill(0);
        let read = SequencedNonce::read(nonce);
        prop_assert_eq!(read.map(B256::from), is_tagged.then_some(nonce));
    }
}

#[test]
fn fingerprints_of_the_model_differ() {
    let fingerprints: HashSet<_> = (0..60)
        .map(|nonce| nonce::locate(AGENT, B256::repeat_byte(nonce), 0).fingerprint)
        .collect();
    assert_eq!(fingerprints.len(), 60);
}
