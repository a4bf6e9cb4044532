//! Treasuries: creation, ownership in two steps, roles, and the limits that all agents share.

use alloy_primitives::Address;
use bursar_abi::IVault;
use bursar_policy::{
    Loosening, TreasuryLimits, TreasuryState, TreasuryWords,
    approvals::{self, Exhausted},
    edit, layout,
    roles::{Action, Roles},
    treasury_id,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, books::Books, codec};

/// Creates a treasury that the caller owns, and in which what loosens waits as long as it says. Its id
/// commits to the caller, so nobody can take it first.
///
/// # Errors
/// `NotConfigured`, `PolicyInvalid`; `TreasuryExists` if the caller used the salt before.
pub fn create<H: Host>(vault: &Vault<'_, H>, call: IVault::createTreasuryCall) -> Outcome<u64> {
    vault.config()?;
    let IVault::createTreasuryCall { salt, delay } = call;
    TreasuryLimits { delay, ..TreasuryLimits::DEFAULT }.validate().map_err(Refusal::policy)?;
    let owner = vault.sender();
    let treasury = treasury_id(owner, salt);
    let slot = layout::treasury_state_slot(treasury);
    // 0 says "no treasury" elsewhere, so it can be nobody's id.
    if treasury == 0 || TreasuryState::unpack(vault.load(slot)).exists {
        return Err(IVault::TreasuryExists { treasury }.into());
    }
    vault.store_address(layout::owner_slot(treasury), owner);
    let mut journal = Journal::begin(vault, treasury);
    journal.record(vault, &IVault::TreasuryCreated { treasury, owner, salt, delay });
    let state = TreasuryState { entries: journal.close(vault), ..TreasuryState::created(delay) };
    vault.store(slot, state.pack());
    Ok(treasury)
}

/// Names the account that may take the ownership over; the zero address takes an offer back.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `EditWaiting`.
pub fn transfer_ownership<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::transferOwnershipCall,
) -> Outcome {
    let IVault::transferOwnershipCall { treasury, newOwner } = call;
    let mut books = Books::open_for(vault, treasury, Action::TransferOwnership)?;
    let slot = layout::pending_owner_slot(treasury);
    if books.admit(slot, Loosening::offer(newOwner), None)? {
        vault.store_address(slot, newOwner);
        let owner = vault.sender();
        books.record(&IVault::OwnershipTransferStarted { treasury, owner, newOwner });
    }
    books.close();
    Ok(())
}

/// Takes the ownership that was offered to the caller.
///
/// # Errors
/// `TreasuryUnknown`; `Unauthorized` for anybody to whom it was not offered.
pub fn accept_ownership<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::acceptOwnershipCall,
) -> Outcome {
    let mut books = Books::open(vault, call.treasury)?;
    let (treasury, account) = (call.treasury, vault.sender());
    // Nothing offered is the zero address, and a simulated call may come from there.
    if account.is_zero() || vault.load_address(layout::pending_owner_slot(treasury)) != account {
        return Err(IVault::Unauthorized { treasury, account }.into());
    }
    let previous = books.owner();
    let offer = layout::pending_owner_slot(treasury);
    vault.store_address(layout::owner_slot(treasury), account);
    vault.store_address(offer, Address::ZERO);
    // Another offer may have been on its way; it was not the new owner's.
    books.void(offer);
    books.record(&IVault::OwnershipTransferred {
        treasury,
        previousOwner: previous,
        newOwner: account,
    });
    books.close();
    Ok(())
}

/// Sets all roles of an account.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `RolesInvalid`, `AddressInvalid`, `VersionMismatch`,
/// `VersionExhausted`, `ApproversExhausted`, `EditWaiting`.
pub fn set_roles<H: Host>(vault: &Vault<'_, H>, call: IVault::setRolesCall) -> Outcome {
    let IVault::setRolesCall { treasury, account, roles, expectedVersion } = call;
    let mut books = Books::open_for(vault, treasury, Action::SetRoles)?;
    let Some(new) = Roles::from_bits(roles) else {
        return Err(IVault::RolesInvalid { roles }.into());
    };
    if account.is_zero() {
        return Err(IVault::AddressInvalid { account }.into());
    }
    let edited = books.edited(expectedVersion)?;
    let slots = &mut vault.slots();
    let assignment = approvals::assign(slots, treasury, account, new)
        .map_err(|Exhausted| IVault::ApproversExhausted { treasury })?;
    let slot = layout::roles_slot(treasury, account);
    let loosening = new.loosening(Roles::unpack(vault.load(slot)));
    if books.admit(slot, loosening, codec::version_at::<IVault::setRolesCall>())? {
        books.state = edited;
        assignment.store(slots);
        let version = edited.version;
        books.record(&IVault::RolesSet { treasury, account, roles, version });
    }
    books.close();
    Ok(())
}

/// Replaces the limits that all agents of a treasury share. What they spent goes on counting.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `PolicyInvalid`, `VersionMismatch`, `VersionExhausted`,
/// `EditWaiting`.
pub fn set_limits<H: Host>(vault: &Vault<'_, H>, call: IVault::setTreasuryLimitsCall) -> Outcome {
    let IVault::setTreasuryLimitsCall { treasury, limits: written, expectedVersion } = call;
    let mut books = Books::open(vault, treasury)?;
    let is_delay_kept = written.delay == books.state.delay;
    books.require(if is_delay_kept { Action::SetTreasuryLimits } else { Action::SetDelay })?;
    let limits = TreasuryLimits::try_from(&written).map_err(Refusal::policy)?;
    let slots = &mut vault.slots();
    let before = TreasuryWords::load(slots, treasury);
    let after = edit::edit_treasury(&before, &limits, expectedVersion, vault.now())
        .map_err(|fault| Refusal::edit(fault, Address::ZERO))?;
    let loosening = Loosening::any(limits.loosens(&books.state.limits(before.limits)));
    let version_at = codec::version_at::<IVault::setTreasuryLimitsCall>();
    if books.admit(layout::treasury_state_slot(treasury), loosening, version_at)? {
        after.store(&before, slots, treasury);
        books.state = TreasuryState::unpack(after.state);
        let version = books.state.version;
        books.record(&IVault::TreasuryLimitsSet { treasury, limits: written, version });
    }
    books.close();
    Ok(())
}

/// Lets a frozen treasury pay again.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `EditWaiting`.
pub fn thaw<H: Host>(vault: &Vault<'_, H>, call: IVault::thawTreasuryCall) -> Outcome {
    let treasury = call.treasury;
    let mut books = Books::open_for(vault, treasury, Action::ThawTreasury)?;
    if books.admit(layout::treasury_state_slot(treasury), Loosening::Something, None)? {
        books.state.frozen = false;
        books.record(&IVault::TreasuryThawed { treasury, by: vault.sender() });
    }
    books.close();
    Ok(())
}

/// The id that a treasury of `creator` with `salt` has or would have.
///
/// # Errors
/// None.
pub fn id<H: Host>(_: &Vault<'_, H>, call: IVault::treasuryIdCall) -> Outcome<u64> {
    Ok(treasury_id(call.creator, call.salt))
}
