//! Approvals that are registered before the payment, the only way for the facade.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;
use bursar_abi::IVault;
use bursar_policy::{Signature, approvals, layout, roles::Roles, signers::Signers as _};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, books::Books, signature::Chain};

/// Registers the caller's approval of the authorization with this digest. A contract approves like this.
/// What the digest is of, the approver must know.
///
/// # Errors
/// `TreasuryUnknown`; `Unauthorized` for a caller who is no approver.
pub fn approve<H: Host>(vault: &Vault<'_, H>, call: IVault::approvePaymentCall) -> Outcome {
    let IVault::approvePaymentCall { treasury, digest } = call;
    register(vault, treasury, digest, &[vault.sender()])
}

/// Registers approvals that approvers have signed, whoever brings them: 64 bytes r, vs of each.
///
/// # Errors
/// `TreasuryUnknown`, `CalldataInvalid` for bytes that are no signatures, `GasInsufficient`;
/// `Unauthorized` where one is by nobody who is an approver.
pub fn register_signed<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::registerApprovalsCall,
) -> Outcome {
    let IVault::registerApprovalsCall { treasury, digest, signatures } = call;
    let (words, []) = signatures.as_chunks::<32>() else { return Err(invalid()) };
    let (pairs, []) = words.as_chunks::<2>() else { return Err(invalid()) };
    let mut signers = Vec::with_capacity(pairs.len());
    for [r, vs] in pairs {
        let signature = Signature::from_compact(B256::new(*r), B256::new(*vs));
        let signature = signature.map_err(|_| invalid())?;
        signers.push(layout::address_in(Chain(vault).recover(digest, &signature)?));
    }
    register(vault, treasury, digest, &signers)
}

fn invalid() -> Refusal {
    let selector = IVault::registerApprovalsCall::SELECTOR.into();
    IVault::CalldataInvalid { selector }.into()
}

/// Registers who approves. Only what is new is an entry of the audit chain: nobody makes it longer by
/// repeating what others signed.
#[inline(never)]
fn register<H: Host>(
    vault: &Vault<'_, H>,
    treasury: u64,
    digest: B256,
    approvers: &[Address],
) -> Outcome {
    let mut books = Books::open(vault, treasury)?;
    let slot = layout::approval_slot(treasury, digest);
    let before = vault.load(slot);
    let mut given = before;
    for &approver in approvers {
        let word = vault.load(layout::roles_slot(treasury, approver));
        if !Roles::unpack(word).has(Roles::APPROVER) {
            return Err(IVault::Unauthorized { treasury, account: approver }.into());
        }
        let with = approvals::give(given, word);
        if with != given {
            books.record(&IVault::PaymentApproved { treasury, digest, approver });
            given = with;
        }
    }
    if given != before {
        vault.store(slot, given);
        books.close();
    }
    Ok(())
}

/// Takes back what the caller registered. No brake, and so not hot: what an approver signed can still be
/// brought with the batch, and who must stop a payment for certain freezes its agent.
///
/// # Errors
/// `TreasuryUnknown`.
pub fn revoke<H: Host>(vault: &Vault<'_, H>, call: IVault::revokeApprovalCall) -> Outcome {
    let IVault::revokeApprovalCall { treasury, digest } = call;
    let mut books = Books::open(vault, treasury)?;
    let (slot, approver) = (layout::approval_slot(treasury, digest), vault.sender());
    let given = vault.load(slot);
    let word = vault.load(layout::roles_slot(treasury, approver));
    let without = approvals::take_back(given, word);
    if without != given {
        vault.store(slot, without);
        books.record(&IVault::ApprovalRevoked { treasury, digest, approver });
        books.close();
    }
    Ok(())
}
