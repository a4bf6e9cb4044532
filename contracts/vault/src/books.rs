//! A treasury while a call changes it: its state word, its roles, and the end of its audit chain.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use bursar_abi::IVault;
use bursar_policy::{
    TreasuryState, layout,
    roles::{Action, Roles, may},
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal};

/// A treasury that exists, opened for change. What is recorded here counts only once [`Books::close`]
/// has written it down.
#[must_use = "books that are not closed change nothing but the log"]
pub(crate) struct Books<'v, 'h, H> {
    vault: &'v Vault<'h, H>,
    id: u64,
    pub(crate) state: TreasuryState,
    journal: Journal,
}

impl<'v, 'h, H: Host> Books<'v, 'h, H> {
    /// Opens a treasury for anybody.
    ///
    /// # Errors
    /// `TreasuryUnknown`.
    pub(crate) fn open(vault: &'v Vault<'h, H>, id: u64) -> Outcome<Self> {
        let state = TreasuryState::unpack(vault.load(layout::treasury_state_slot(id)));
        if !state.exists {
            return Err(IVault::TreasuryUnknown { treasury: id }.into());
        }
        let journal = Journal::open(vault, id, state.entries);
        Ok(Self { vault, id, state, journal })
    }

    /// Opens a treasury for a caller whose roles in it allow `action`.
    ///
    /// # Errors
    /// `TreasuryUnknown`, `Unauthorized`.
    pub(crate) fn open_for(vault: &'v Vault<'h, H>, id: u64, action: Action) -> Outcome<Self> {
        let books = Self::open(vault, id)?;
        let account = vault.sender();
        let is_owner = account == books.owner();
        // The owner may do everything, whatever roles were given to him besides.
        let roles = if is_owner { Roles::NONE } else { roles_of(vault, id, account) };
        if !may(action, is_owner, roles) {
            return Err(IVault::Unauthorized { treasury: id, account }.into());
        }
        Ok(books)
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn owner(&self) -> Address {
        self.vault.load_address(layout::owner_slot(self.id))
    }

    /// Moves the version on for an edit that expected `expected`; returns the new one.
    ///
    /// # Errors
    /// `VersionMismatch`, `VersionExhausted`.
    pub(crate) fn next_version(&mut self, expected: u32) -> Outcome<u32> {
        self.state =
            self.state.edited(expected).map_err(|fault| Refusal::edit(fault, Address::ZERO))?;
        Ok(self.state.version)
    }

    /// Logs `event` as the treasury's next audit entry.
    pub(crate) fn record(&mut self, event: &impl SolEvent) {
        self.journal.record(self.vault, event);
    }

    /// Stores the state word and the audit head, and logs the head.
    pub(crate) fn close(mut self) {
        self.state.entries = self.journal.close(self.vault);
        self.vault.store(layout::treasury_state_slot(self.id), self.state.pack());
    }
}

/// The roles of `account` in a treasury; the owner's power is not among them.
pub(crate) fn roles_of<H: Host>(vault: &Vault<'_, H>, treasury: u64, account: Address) -> Roles {
    let bits = vault.load(layout::roles_slot(treasury, account)).wrapping_to();
    Roles::from_bits(bits).unwrap_or_default()
}
