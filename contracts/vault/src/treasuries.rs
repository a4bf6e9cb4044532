//! Treasuries: creation, ownership in two steps, roles, and the limits that all agents share.

use alloy_primitives::{Address, U256};
use bursar_abi::IVault;
use bursar_policy::{
    TreasuryLimits, TreasuryState, TreasuryWords, edit, layout,
    roles::{Action, Roles},
    treasury_id,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, books::Books};

/// Creates a treasury that the caller owns. Its id commits to the caller, so nobody can take it
/// first.
///
/// # Errors
/// `NotConfigured`; `TreasuryExists` if the caller used the salt before.
pub fn create<H: Host>(vault: &Vault<'_, H>, call: IVault::createTreasuryCall) -> Outcome<u64> {
    vault.config()?;
    let owner = vault.sender();
    let treasury = treasury_id(owner, call.salt);
    let slot = layout::treasury_state_slot(treasury);
    // 0 says "no treasury" elsewhere, so it can be nobody's id.
    if treasury == 0 || TreasuryState::unpack(vault.load(slot)).exists {
        return Err(IVault::TreasuryExists { treasury }.into());
    }
    vault.store_address(layout::owner_slot(treasury), owner);
    let mut journal = Journal::begin(vault, treasury);
    journal.record(vault, &IVault::TreasuryCreated { treasury, owner, salt: call.salt });
    let state = TreasuryState { entries: journal.close(vault), ..TreasuryState::CREATED };
    vault.store(slot, state.pack());
    Ok(treasury)
}

/// Names the account that may take the ownership over; the zero address takes an offer back.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`.
pub fn transfer_ownership<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::transferOwnershipCall,
) -> Outcome {
    let mut books = Books::open_for(vault, call.treasury, Action::TransferOwnership)?;
    vault.store_address(layout::pending_owner_slot(call.treasury), call.newOwner);
    books.record(&IVault::OwnershipTransferStarted {
        treasury: call.treasury,
        owner: vault.sender(),
        newOwner: call.newOwner,
    });
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
    vault.store_address(layout::owner_slot(treasury), account);
    vault.store_address(layout::pending_owner_slot(treasury), Address::ZERO);
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
/// `VersionExhausted`.
pub fn set_roles<H: Host>(vault: &Vault<'_, H>, call: IVault::setRolesCall) -> Outcome {
    let IVault::setRolesCall { treasury, account, roles, expectedVersion } = call;
    let mut books = Books::open_for(vault, treasury, Action::SetRoles)?;
    if Roles::from_bits(roles).is_none() {
        return Err(IVault::RolesInvalid { roles }.into());
    }
    if account.is_zero() {
        return Err(IVault::AddressInvalid { account }.into());
    }
    let version = books.next_version(expectedVersion)?;
    vault.store(layout::roles_slot(treasury, account), U256::from(roles));
    books.record(&IVault::RolesSet { treasury, account, roles, version });
    books.close();
    Ok(())
}

/// Replaces the limits that all agents of a treasury share. What they spent goes on counting.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `PolicyInvalid`, `VersionMismatch`, `VersionExhausted`.
pub fn set_limits<H: Host>(vault: &Vault<'_, H>, call: IVault::setTreasuryLimitsCall) -> Outcome {
    let IVault::setTreasuryLimitsCall { treasury, limits: written, expectedVersion } = call;
    let mut books = Books::open_for(vault, treasury, Action::SetTreasuryLimits)?;
    let limits = TreasuryLimits::try_from(&written).map_err(Refusal::policy)?;
    let slots = &mut vault.slots();
    let before = TreasuryWords::load(slots, treasury);
    let after = edit::edit_treasury(&before, &limits, expectedVersion, vault.now())
        .map_err(|fault| Refusal::edit(fault, Address::ZERO))?;
    after.store(&before, slots, treasury);
    books.state = TreasuryState::unpack(after.state);
    let version = books.state.version;
    books.record(&IVault::TreasuryLimitsSet { treasury, limits: written, version });
    books.close();
    Ok(())
}

/// Lets a frozen treasury pay again.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`.
pub fn thaw<H: Host>(vault: &Vault<'_, H>, call: IVault::thawTreasuryCall) -> Outcome {
    let treasury = call.treasury;
    let mut books = Books::open_for(vault, treasury, Action::ThawTreasury)?;
    books.state.frozen = false;
    books.record(&IVault::TreasuryThawed { treasury, by: vault.sender() });
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
