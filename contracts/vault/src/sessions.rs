//! Sessions: grants that somebody brings before the first payment. Those that come with it are the
//! batch's ([`crate::batch`]).

use bursar_abi::IVault;
use bursar_policy::{
    eip712,
    session::{self, Session},
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, books::Books, signature};

/// Opens a session that an agent granted to a new key. Both have signed it; whoever of them calls by itself
/// need not have. From then on any facilitator settles what the key signs.
///
/// # Errors
/// `AddressInvalid`, `ConsentInvalid`, `ConsentExpired`, `AgentUnknown`, `AgentBound`, `PolicyInvalid`,
/// `VersionExhausted`, `DelegationEnded`.
pub fn register<H: Host>(vault: &Vault<'_, H>, call: IVault::registerSessionCall) -> Outcome {
    let IVault::registerSessionCall { session: written, parentSignature, agentSignature } = call;
    let session = Session::from(&written);
    let Session { parent, agent, .. } = session;
    vault.require_party(agent)?;
    let digest = eip712::session_digest(vault.domain_separator(), &session);
    let signatures = [
        (parent, signature::is_contract(vault, parent), parentSignature),
        (agent, false, agentSignature),
    ];
    signature::require_all(vault, digest, &signatures)?;
    let treasury = session::open(&mut vault.slots(), &session, vault.now())
        .map_err(|fault| Refusal::grant(fault, parent, agent))?;
    let mut books = Books::open(vault, treasury)?;
    books.record(&IVault::SessionOpened::of(treasury, &session));
    books.close();
    Ok(())
}
