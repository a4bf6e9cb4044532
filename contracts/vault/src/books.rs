//! A treasury while a call changes it: its state word, its roles, and the end of its audit chain.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use bursar_abi::IVault;
use bursar_policy::{
    Loosening, Pending, TreasuryState, Waiting, layout,
    roles::{Action, Roles, may},
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, codec};

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
    /// `TreasuryUnknown`; `TreasuryForeign` in a batch of edits of another treasury.
    pub(crate) fn open(vault: &'v Vault<'h, H>, id: u64) -> Outcome<Self> {
        if vault.batch().is_some_and(|treasury| treasury != id) {
            return Err(IVault::TreasuryForeign { treasury: id }.into());
        }
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
        books.require(action)?;
        Ok(books)
    }

    /// Checks that the caller's roles allow `action`.
    ///
    /// # Errors
    /// `Unauthorized`.
    #[inline(never)]
    pub(crate) fn require(&self, action: Action) -> Outcome {
        let (treasury, account) = (self.id, self.vault.sender());
        let is_owner = account == self.owner();
        // The owner may do everything, whatever roles were given to him besides.
        let roles = if is_owner { Roles::NONE } else { roles_of(self.vault, treasury, account) };
        if !may(action, is_owner, roles) {
            return Err(IVault::Unauthorized { treasury, account }.into());
        }
        Ok(())
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn owner(&self) -> Address {
        self.vault.load_address(layout::owner_slot(self.id))
    }

    /// The state after an edit that expected `expected`.
    ///
    /// # Errors
    /// `VersionMismatch`, `VersionExhausted`.
    pub(crate) fn edited(&self, expected: u32) -> Outcome<TreasuryState> {
        self.state.edited(expected).map_err(|fault| Refusal::edit(fault, Address::ZERO))
    }

    /// Whether the call may edit `object` now; whatever waited for the object does not any more. If
    /// not, it has been asked for: that is logged, and nothing else may change. `version_at` is where
    /// in the calldata the version is that the call expects, if it does, see [`codec::version_at`].
    ///
    /// # Errors
    /// `EditWaiting`.
    // Once in a program, and not once for each edit.
    #[inline(never)]
    pub(crate) fn admit(
        &mut self,
        object: U256,
        loosening: Loosening,
        version_at: Option<usize>,
    ) -> Outcome<bool> {
        if !self.state.delayed {
            return Ok(true);
        }
        let (vault, treasury) = (self.vault, self.id);
        let slot = layout::pending_slot(treasury, object);
        let call = codec::expecting_any_version(vault.calldata(), version_at);
        let asked = Pending::unpack(vault.load(slot))
            .admit(loosening, self.state.delay, &call, vault.now())
            .map_err(|Waiting { ready_at }| IVault::EditWaiting { readyAt: ready_at })?;
        vault.store(slot, asked.unwrap_or_default().pack());
        let Some(Pending { ready_at, firm, .. }) = asked else { return Ok(true) };
        self.record(&IVault::EditRequested {
            treasury,
            object: object.into(),
            readyAt: ready_at,
            firm,
            call: call.into(),
        });
        Ok(false)
    }

    /// Voids what waits for `object`, for a brake that was pulled on it.
    #[inline(never)]
    pub(crate) fn void(&self, object: U256) {
        if self.state.delayed {
            self.vault.store(layout::pending_slot(self.id, object), U256::ZERO);
        }
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
    Roles::unpack(vault.load(layout::roles_slot(treasury, account)))
}
