//! A vault with one treasury, one agent and one vendor on the shared list, written word by word.

use alloy_primitives::{Address, B256, U256};
use bursar_policy::{
    Binding, Config, Pending, Policy, TreasuryState, VendorEntry, VendorMode, layout, roles::Roles,
};
use stylus_sdk::testing::{TestVM, state::VMState};

pub(crate) const TREASURY: u64 = 7;
pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const TOKEN: Address = Address::repeat_byte(0x70);
pub(crate) const OWNER: Address = Address::repeat_byte(0x01);
pub(crate) const ADMIN: Address = Address::repeat_byte(0x02);
pub(crate) const GUARDIAN: Address = Address::repeat_byte(0x03);
pub(crate) const STRANGER: Address = Address::repeat_byte(0x04);
pub(crate) const AGENT: Address = Address::repeat_byte(0xa6);
pub(crate) const VENDOR: Address = Address::repeat_byte(0xfe);
/// An object for which something waits that guardians may call off.
pub(crate) const SOFT: B256 = B256::repeat_byte(0x50);
/// An object for which something waits that they may not.
pub(crate) const FIRM: B256 = B256::repeat_byte(0xf1);

/// A chain whose every outside call succeeds and returns the word of `answer`: to the recovery of a
/// signature, the address that signed.
pub(crate) fn chain(sender: Address, answer: Address) -> TestVM {
    let policy = Policy { payment_cap: 1_000, vendors: VendorMode::Shared, ..Policy::default() };
    let (word, ..) = policy.to_words(TREASURY, 1);
    let treasury = TreasuryState { balance: 10_000, ..TreasuryState::CREATED };
    let listed = VendorEntry { listed: true, ..VendorEntry::default() };
    let words = [
        (layout::CONFIG_SLOT, Config { token: TOKEN, decimals: 6 }.pack()),
        (layout::treasury_state_slot(TREASURY), treasury.pack()),
        (layout::owner_slot(TREASURY), layout::word_of(OWNER)),
        (layout::roles_slot(TREASURY, ADMIN), U256::from(Roles::ADMIN.bits())),
        (layout::roles_slot(TREASURY, GUARDIAN), U256::from(Roles::GUARDIAN.bits())),
        (layout::agent_policy_slot(AGENT), word.pack()),
        (layout::binding_slot(AGENT), Binding { treasury: TREASURY, ..Binding::default() }.pack()),
        (layout::shared_vendor_slot(TREASURY, VENDOR), listed.pack()),
        (layout::pending_slot(TREASURY, SOFT.into()), Pending::of(b"more", NOW, false).pack()),
        (layout::pending_slot(TREASURY, FIRM.into()), Pending::of(b"home", NOW, true).pack()),
    ];
    TestVM::from(VMState {
        storage: words.into_iter().map(|(slot, word)| (slot, B256::from(word))).collect(),
        msg_sender: sender,
        block_timestamp: NOW,
        return_data: answer.into_word().to_vec(),
        ..VMState::default()
    })
}
