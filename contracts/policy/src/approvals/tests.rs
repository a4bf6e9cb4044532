use super::*;
use crate::layout::treasury_state;
use proptest::prelude::*;
use std::{collections::BTreeMap, vec::Vec};

const TREASURY: u64 = 7;
const DIGEST: B256 = B256::repeat_byte(0xd1);
/// An agent that is no approver.
const PAYER: Address = Address::repeat_byte(0xa1);

#[derive(Default)]
struct Memory(BTreeMap<U256, U256>);

impl Storage for Memory {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

impl Memory {
    fn requiring(approvals: u8) -> Self {
        let mut memory = Self::default();
        let state = TreasuryState { approvals, ..TreasuryState::CREATED };
        memory.store(layout::treasury_state_slot(TREASURY), state.pack());
        memory
    }

    fn set(&mut self, account: Address, roles: Roles) -> Result<(), Exhausted> {
        assign(self, TREASURY, account, roles).map(|assignment| assignment.store(self))
    }

    fn register(&mut self, account: Address) {
        let slot = layout::approval_slot(TREASURY, DIGEST);
        let account = self.load(layout::roles_slot(TREASURY, account));
        let approvals = give(self.load(slot), account);
        self.store(slot, approvals);
    }

    fn suffices(&mut self, signers: &[Address]) -> bool {
        suffice(self, TREASURY, PAYER, DIGEST, signers)
    }
}

fn account(number: u16) -> Address {
    Address::left_padding_from(&number.saturating_add(1).to_be_bytes())
}

/// A treasury that requires `approvals` of three approvers.
fn three(approvals: u8) -> (Memory, [Address; 3]) {
    let (mut memory, accounts) = (Memory::requiring(approvals), [0, 1, 2].map(account));
    for account in accounts {
        memory.set(account, Roles::APPROVER).expect("240 numbers");
    }
    (memory, accounts)
}

#[test]
fn suffice_counts_what_is_registered_and_what_is_carried_and_each_approver_once() {
    let (mut memory, [a, b, c]) = three(2);
    assert!(!memory.suffices(&[]));
    assert!(!memory.suffices(&[a]));
    assert!(!memory.suffices(&[a, a, a]));
    assert!(memory.suffices(&[a, b]));
    assert!(memory.suffices(&[c, a, b]));
    memory.register(a);
    memory.register(a);
    assert!(!memory.suffices(&[]));
    assert!(!memory.suffices(&[a]));
    assert!(memory.suffices(&[c]));
    memory.register(b);
    assert!(memory.suffices(&[]));
}

#[test]
fn suffice_refuses_when_strangers_or_other_roles_sign() {
    let (mut memory, [a, ..]) = three(2);
    let everything_else = Roles::ALL.without(Roles::APPROVER);
    let admin = account(9);
    memory.set(admin, everything_else).expect("needs no number");
    assert!(!memory.suffices(&[a, admin, Address::ZERO, account(10)]));
}

#[test]
fn suffice_refuses_when_the_approver_was_removed_after_it_approved() {
    let (mut memory, [a, b, _]) = three(2);
    memory.register(a);
    assert!(memory.suffices(&[b]));
    memory.set(b, Roles::ADMIN).expect("has a number");
    assert!(!memory.suffices(&[b]));
    memory.set(a, Roles::NONE).expect("has a number");
    memory.set(b, Roles::APPROVER).expect("has a number");
    assert!(!memory.suffices(&[b]), "registered, but no approver any more");
    memory.set(a, Roles::APPROVER).expect("has a number");
    assert!(memory.suffices(&[b]), "an approver again, under its old number");
}

#[test]
fn suffice_refuses_everything_when_no_number_is_required() {
    let (mut memory, accounts) = three(0);
    for account in accounts {
        memory.register(account);
    }
    assert!(!memory.suffices(&accounts));
}

#[test]
fn suffice_asks_for_the_treasury_and_the_digest() {
    let (mut memory, [a, b, c]) = three(1);
    memory.register(a);
    assert!(memory.suffices(&[]));
    let other = B256::repeat_byte(0xd2);
    assert!(!suffice(&mut memory, TREASURY, PAYER, other, &[]));
    let state = memory.load(layout::treasury_state_slot(TREASURY));
    memory.store(layout::treasury_state_slot(8), state);
    assert!(!suffice(&mut memory, 8, PAYER, DIGEST, &[a, b, c]));
}

#[test]
fn suffice_never_counts_the_agent_that_pays() {
    let (mut memory, [a, b, _]) = three(1);
    let suffices = |memory: &mut Memory, payer, signers: &[Address]| {
        suffice(memory, TREASURY, payer, DIGEST, signers)
    };
    assert!(!suffices(&mut memory, a, &[a]), "carried");
    memory.register(a);
    assert!(!suffices(&mut memory, a, &[]), "registered");
    assert!(!suffices(&mut memory, a, &[a, a]), "both");
    assert!(suffices(&mut memory, a, &[b]), "somebody else's");
    assert!(suffices(&mut memory, b, &[]), "for somebody else");
}

#[test]
fn take_back_leaves_the_other_approvals() {
    let (mut memory, [a, b, _]) = three(1);
    memory.register(a);
    memory.register(b);
    let slot = layout::approval_slot(TREASURY, DIGEST);
    let of = |memory: &mut Memory, who| memory.load(layout::roles_slot(TREASURY, who));
    let (of_a, of_b) = (of(&mut memory, a), of(&mut memory, b));
    let left = take_back(memory.load(slot), of_a);
    assert_eq!(left, give(U256::ZERO, of_b));
    assert_eq!(take_back(left, U256::ZERO), left, "a stranger takes nothing back");
}

#[test]
fn assign_gives_240_numbers_and_then_only_those_that_were_given_before() {
    let mut memory = Memory::requiring(1);
    for number in 0..u16::from(MOST) {
        memory.set(account(number), Roles::APPROVER).expect("240 numbers");
        memory.set(account(number), Roles::NONE).expect("has a number");
    }
    assert_eq!(memory.set(account(240), Roles::APPROVER), Err(Exhausted));
    assert_eq!(memory.set(account(240), Roles::ADMIN), Ok(()));
    assert!(!memory.suffices(&[account(239)]));
    assert_eq!(memory.set(account(239), Roles::APPROVER), Ok(()));
    assert!(memory.suffices(&[account(239)]));
    assert!(!memory.suffices(&[account(240), account(238)]));
}

#[test]
fn assign_keeps_the_number_through_every_change_of_roles() {
    let (mut memory, [a, b, _]) = three(1);
    for roles in [Roles::NONE, Roles::ADMIN, Roles::ALL, Roles::APPROVER] {
        memory.set(b, roles).expect("has a number");
        let word = memory.load(layout::roles_slot(TREASURY, b));
        assert_eq!(APPROVER.get(word), 2);
        assert_eq!(Roles::unpack(word), roles);
    }
    assert_eq!(APPROVER.get(memory.load(layout::roles_slot(TREASURY, a))), 1);
}

/// The bits above the last number are none: in the treasury's word they say which number is next.
#[test]
fn words_of_any_bits_give_and_count_no_number_above_the_last() {
    let mut memory = Memory::requiring(1);
    for slot in [layout::approvers_slot(TREASURY), layout::approval_slot(TREASURY, DIGEST)] {
        memory.store(slot, U256::MAX);
    }
    assert_eq!(count(&mut memory, TREASURY, PAYER, DIGEST, &[]), usize::from(MOST));
    let numbered = |number: u8| APPROVER.with(U256::ZERO, u64::from(number) + 1);
    assert_eq!(give(U256::ZERO, numbered(MOST - 1)), U256::ONE << (MOST - 1));
    assert_eq!(give(U256::ZERO, numbered(MOST)), U256::ZERO);
}

proptest! {
    /// Against a model that knows sets only: who is an approver, and who has registered.
    #[test]
    fn prop_suffice_counts_the_approvers_of_today(
        required in 0..4u8,
        steps in prop::collection::vec((0..6u16, 0..3u8), 0..60),
        signers in prop::collection::vec(0..8u16, 0..6),
        payer in 0..8u16,
    ) {
        let mut memory = Memory::requiring(required);
        let (mut present, mut registered) = (Vec::new(), Vec::new());
        for (number, step) in steps {
            let who = account(number);
            match step {
                0 => {
                    memory.set(who, Roles::APPROVER).expect("few accounts");
                    present.push(who);
                }
                1 => {
                    memory.set(who, Roles::GUARDIAN).expect("few accounts");
                    present.retain(|known| *known != who);
                }
                // The vault asks for the role; here whoever ever had it registers.
                _ => {
                    let had_role = memory.load(layout::roles_slot(TREASURY, who)) >> 8 != U256::ZERO;
                    memory.register(who);
                    if had_role {
                        registered.push(who);
                    }
                }
            }
        }
        let signers: Vec<_> = signers.into_iter().map(account).collect();
        let payer = account(payer);
        present.retain(|known| *known != payer);
        present.sort_unstable();
        present.dedup();
        let approves = |who: &&Address| registered.contains(who) || signers.contains(who);
        let count = present.iter().filter(approves).count();
        let expected = required != 0 && count >= usize::from(required);
        let is_enough = suffice(&mut memory, TREASURY, payer, DIGEST, &signers);
        prop_assert_eq!(is_enough, expected);
    }

    #[test]
    fn prop_words_of_any_bits_count_no_more_than_240_approvers(
        account in any::<[u64; 4]>(), treasury in any::<[u64; 4]>(),
        approvals in any::<[u64; 4]>(), state in any::<[u64; 4]>(), bits in any::<u8>(),
    ) {
        let [account, treasury, approvals, state] =
            [account, treasury, approvals, state].map(U256::from_limbs);
        let roles = Roles::unpack(U256::from(bits));
        let mut memory = Memory::default();
        memory.store(layout::treasury_state_slot(TREASURY), state);
        memory.store(layout::approvers_slot(TREASURY), treasury);
        memory.store(layout::approval_slot(TREASURY, DIGEST), approvals);
        memory.store(layout::roles_slot(TREASURY, Address::ZERO), account);
        let required = treasury_state::APPROVALS.get(state);
        let most = (treasury & PRESENT).count_ones();
        let is_enough = memory.suffices(&[Address::ZERO]);
        prop_assert!(!is_enough || required != 0 && most >= required as usize);
        if memory.set(Address::ZERO, roles).is_ok() {
            let account = memory.load(layout::roles_slot(TREASURY, Address::ZERO));
            prop_assert_eq!(Roles::unpack(account), roles);
        }
    }
}
