//! Evaluation answers for any bits; what is packed comes back.

use crate::strategies::{limit, moment, payment, period, policy, word, words};
use alloy_primitives::Address;
use bursar_policy::{
    AgentLimits, AgentPolicy, AgentState, AgentWords, Binding, Config, EditFault, Limit, Link,
    Payment, Pending, Policy, TreasuryLimits, TreasuryState, VendorEntry, VendorTerms, Window,
    Words, edit, evaluate, nonce, room, spendable,
};
use proptest::prelude::*;

/// Values of interest: any, and those around what may be spent.
fn values(words: &Words, now: u64, any: u64) -> [u64; 4] {
    let most = spendable(words, now);
    [any, most, most.saturating_add(1), most / 2]
}

fn balance(words: &Words) -> u64 {
    TreasuryState::unpack(words.treasury.state).balance
}

fn lifetime(words: &Words) -> u64 {
    words.agent.rules().1.lifetime
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn prop_evaluate_answers_for_any_words_and_charges_what_it_accepts(
        words in words(), any in any::<u64>(), lives in any::<u64>(), now in moment(),
    ) {
        for value in values(&words, now, any) {
            for valid_before in [lives, now.saturating_add(1)] {
                let payment = Payment { valid_before, ..payment(value, now) };
                match evaluate(&words, &payment, now) {
                    Ok(after) => {
                        prop_assert_eq!(balance(&after), balance(&words) - value);
                        prop_assert_eq!(lifetime(&after), lifetime(&words).saturating_add(value));
                        prop_assert_eq!(after.agent.policy, words.agent.policy);
                        prop_assert_eq!(after.agent.limits, words.agent.limits);
                        prop_assert_eq!(after.agent.schedule, words.agent.schedule);
                        prop_assert_eq!(after.treasury.limits, words.treasury.limits);
                    }
                    Err(denied) => prop_assert!(value == 0 || denied.room < u64::MAX),
                }
            }
        }
    }

    #[test]
    fn prop_evaluate_accepts_only_what_fits_into_every_room(
        words in words(), any in any::<u64>(), now in moment(),
    ) {
        let rooms = room(&words, now);
        for value in values(&words, now, any) {
            let payment = payment(value, now);
            if evaluate(&words, &payment, now).is_ok() {
                let amounts = [
                    rooms.payment, rooms.period, rooms.budget, rooms.vendor, rooms.treasury,
                    rooms.balance,
                ];
                prop_assert!(amounts.into_iter().all(|room| value <= room), "{rooms:?}");
                prop_assert!(rooms.count > 0, "{rooms:?}");
                prop_assert!(payment.valid_before - now <= rooms.validity, "{rooms:?}");
            }
        }
    }

    #[test]
    fn prop_spendable_is_never_less_than_what_any_vendor_can_be_paid(
        words in words(), vendor in word(), any in any::<u64>(), now in moment(),
    ) {
        let most = spendable(&words, now);
        let elsewhere = Words { vendor, ..words };
        prop_assert_eq!(spendable(&elsewhere, now), most);
        for value in values(&words, now, any) {
            if evaluate(&elsewhere, &payment(value, now), now).is_ok() {
                prop_assert!(value <= most);
            }
        }
    }

    /// Where no list and no horizon stands in the way, `spendable` is also never more.
    #[test]
    fn prop_spendable_can_be_paid_when_anyone_may_be(words in words(), now in 0..4_000_000_000u64) {
        let policy = AgentPolicy::unpack(words.agent.policy);
        let open = AgentPolicy { vendors: bursar_policy::VendorMode::Any, ..policy };
        let state = TreasuryState {
            longest_validity: 60,
            ..TreasuryState::unpack(words.treasury.state)
        };
        let mut words = words;
        // The word of a session has no list.
        words.agent.policy = if policy.is_session() { words.agent.policy } else { open.pack() };
        words.treasury.state = state.pack();
        let most = spendable(&words, now);
        let approved = Payment { is_approved: true, ..payment(most, now) };
        prop_assert_eq!(evaluate(&words, &approved, now).is_ok(), most > 0);
    }

    #[test]
    fn prop_nonce_words_answer_for_any_bits(
        word in word(), own: bool, fingerprint in any::<u64>(), until in any::<u64>(),
        now in moment(),
    ) {
        let used = nonce::is_used(word, || own, fingerprint, now);
        let claim = nonce::claim(word, || own, fingerprint, until, now);
        prop_assert_eq!(claim.is_err(), used);
        let counted = nonce::SequencedNonce { lane: until, sequence: fingerprint };
        prop_assert_eq!(counted.claim(word).is_err(), counted.is_used(word));
    }

    #[test]
    fn prop_edits_answer_for_any_words(
        words in words(), policy in policy(), limits in prop::option::of(limit()), now in moment(),
        binding in word(),
    ) {
        let version = AgentPolicy::unpack(words.agent.policy).version;
        if let Ok(edited) = edit::edit_policy(&words.agent, &policy, version, now) {
            prop_assert_eq!(edited.policy(), policy);
            prop_assert_eq!(
                AgentState::unpack(edited.state).lifetime,
                AgentState::unpack(words.agent.state).lifetime
            );
        }
        let gone = AgentWords { policy: alloy_primitives::U256::ZERO, ..words.agent };
        let owner = Binding::unpack(binding).treasury;
        if let Ok(joined) = edit::join(binding, &gone, owner, &policy, now) {
            prop_assert_eq!(joined.words.policy(), policy);
            prop_assert_eq!(Binding::unpack(joined.binding).treasury, owner);
        }
        let treasury = TreasuryState::unpack(words.treasury.state);
        let limits = TreasuryLimits {
            limit: limits, longest_validity: 1, delay: 7, settlers_only: true, approvals: 3,
        };
        match edit::edit_treasury(&words.treasury, &limits, treasury.version, now) {
            Ok(edited) => {
                let after = TreasuryState::unpack(edited.state);
                prop_assert_eq!(after.limits(edited.limits), limits);
                prop_assert_eq!(after.balance, treasury.balance);
            }
            Err(fault) => {
                prop_assert_eq!(fault, EditFault::VersionExhausted { version: u32::MAX });
            }
        }
    }

    #[test]
    fn prop_policies_come_back_from_words(policy in policy(), treasury: u64, version in 0..1u32 << 18) {
        prop_assert_eq!(policy.validate(), Ok(()));
        let (word, limits, schedule) = policy.to_words(treasury, version);
        prop_assert_eq!(AgentPolicy::unpack(word.pack()), word);
        prop_assert_eq!(AgentLimits::unpack(limits.pack()), limits);
        prop_assert_eq!(Policy::from_words(&word, &limits, schedule), policy);
        prop_assert_eq!((word.treasury, word.version), (treasury, version));
    }

    #[test]
    fn prop_states_and_limits_come_back_from_words(
        window in (any::<u64>(), any::<u64>(), any::<u32>()),
        lifetime: u64, count in 0..1u32 << 20, frozen: bool, tripped: bool, listed: bool,
        limit in prop::option::of(limit()),
    ) {
        let (spent, previous, index) = window;
        let window = Window { spent, previous, index };
        prop_assert_eq!(Window::unpack(window.pack()), window);
        let state = AgentState { window, lifetime, count, frozen, tripped };
        prop_assert_eq!(AgentState::unpack(state.pack()), state);
        let entry = VendorEntry { window, listed, limit };
        prop_assert_eq!(VendorEntry::unpack(entry.pack()), entry);
        if let Some(limit) = limit {
            prop_assert_eq!(Limit::unpack(limit.pack()), limit);
        }
    }

    #[test]
    fn prop_treasuries_bindings_and_config_come_back_from_words(
        numbers in (any::<u64>(), any::<u64>(), any::<u32>(), any::<u32>()),
        flags: [bool; 5], delay in 0..1u32 << 22, approvals in 0..16u8,
        binding in (any::<u64>(), any::<u32>(), 0..16u8, 0..1u32 << 18, period()),
        token: [u8; 20], decimals: u8,
    ) {
        let (balance, entries, version, longest_validity) = numbers;
        let [exists, frozen, capped, settlers_only, delayed] = flags;
        let state = TreasuryState {
            balance, entries, version, longest_validity, exists, frozen, capped, delay,
            settlers_only, approvals, delayed,
        };
        prop_assert_eq!(TreasuryState::unpack(state.pack()), state);
        let (treasury, generation, nonce_bits, version, period) = binding;
        let binding = Binding { treasury, generation, nonce_bits, version, period };
        prop_assert_eq!(Binding::unpack(binding.pack()), binding);
        let link = Link { parent: Address::new(token), generation };
        prop_assert_eq!(Link::unpack(link.pack()), link);
        let config = Config { token: Address::new(token), decimals };
        prop_assert_eq!(Config::unpack(config.pack()), config);
    }

    /// What unpacking understands of any bits, packing keeps.
    #[test]
    fn prop_unpacking_any_bits_is_stable(word in word(), now in moment()) {
        macro_rules! stable {
            ($($view:ty),*) => {$(
                let read = <$view>::unpack(word);
                prop_assert_eq!(<$view>::unpack(read.pack()), read);
            )*};
        }
        stable!(
            AgentPolicy, AgentState, AgentLimits, VendorEntry, TreasuryState, Window, Limit,
            Binding, Config, Link, Pending
        );
        let entry = VendorEntry::unpack(word);
        prop_assert!(entry.at(now).window.index >= entry.window.index);
        edit::edit_vendor(word, &VendorTerms::default(), now).expect("no limit to refuse");
        prop_assert!(!VendorEntry::unpack(edit::remove_vendor(word)).listed);
    }
}
