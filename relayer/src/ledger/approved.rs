//! Approvals that the vaults do not know yet. Their payments pass as if they were registered: the batcher
//! brings them along.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::roles::Roles;
use bursar_policy::{Config, Denied, Lineage, Storage as _, TreasuryState, approvals, layout};

use super::{Ledger, State};
use crate::approval::{Approval, Crowded, Treasury};
use crate::mirror::{MirrorFault, Overlay};

/// Where a payment stands whose approval was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The treasury that pays.
    pub treasury: u64,
    /// How many of its approvers approve the payment, this one among them.
    pub approvals: usize,
    /// How many must, over the agent's threshold; with 0, nothing passes there.
    pub required: u8,
    /// It was here before.
    pub is_known: bool,
}

/// Why an approval is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    /// Who would pay is no live agent.
    #[error("{0} is no agent of any treasury of this vault")]
    AgentUnknown(Address),
    /// The key that signed has not the role; or it signed something else, and this is nobody's.
    #[error(
        "{signer}, whose signature of this authorization it is, is no approver of treasury {treasury:#018x}"
    )]
    NotApprover {
        /// Whose key it is.
        signer: Address,
        /// Of the agent.
        treasury: u64,
    },
    /// The payer itself has signed; whatever its roles, that approves nothing.
    #[error("{0} is the payer; what it pays it never approves itself")]
    Own(Address),
    /// The authorization has expired.
    #[error("the authorization has expired")]
    Expired,
    /// No vault ever makes such a payment.
    #[error("no approval makes it one that a vault makes: {0}")]
    NeverPaid(#[from] Denied),
    /// The treasury would not pay it yet, or nobody keeps what is not needed for so long.
    #[error(
        "the authorization lives longer than the {seconds} s that the treasury, and this relayer, allow"
    )]
    TooLong {
        /// That it may live: the less of the two.
        seconds: u64,
    },
    /// It was paid, or its nonce used up otherwise.
    #[error("the authorization was used")]
    Used,
    /// As many are kept as may be.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The mirror cannot follow the chain any more; nothing is promised.
    #[error(transparent)]
    Mirror(#[from] MirrorFault),
}

impl Ledger {
    /// Whether an approval may be [kept](Ledger::keep_approval), at `now` (Unix seconds).
    ///
    /// # Errors
    /// [`NotCounted`].
    pub fn check_approval(&self, approval: &Approval, now: u64) -> Result<Counted, NotCounted> {
        self.state().check_approval(approval, now)
    }

    /// Keeps an approval: from here on its payment counts it. It is in the store already.
    ///
    /// # Errors
    /// [`NotCounted`], if something has changed since it was looked at.
    pub fn keep_approval(&self, approval: &Approval, now: u64) -> Result<Counted, NotCounted> {
        let state = self.state();
        let counted = state.check_approval(approval, now)?;
        let (mut words, treasury) = state.payer_of(approval, now);
        let is_registered = is_registered(&mut words, treasury, approval);
        // In whichever block: whatever is undone, the signature is here to be brought again.
        state.approvals.put(approval, treasury, is_registered.then_some(u64::MAX));
        Ok(counted)
    }

    /// How many approvals are kept for their payments.
    pub fn kept_approvals(&self) -> usize {
        self.state().approvals.len()
    }

    /// By digest and approver, some of the approvals that are of no more use and still in the store; nobody
    /// is told of them again.
    pub(crate) fn forgotten_approvals(&self) -> Vec<(B256, Address)> {
        self.state().approvals.take_forgotten()
    }

    /// Takes up an approval from the store, at the block `tip` of the mirror, after the sessions.
    pub fn resume_approval(&self, approval: &Approval, tip: u64) {
        let state = self.state();
        let (mut words, treasury) = state.payer_of(approval, state.now);
        let is_registered = is_registered(&mut words, treasury, approval);
        state.approvals.put(approval, treasury, is_registered.then_some(tip));
        if !is_approver(&mut words, treasury, approval.approver) {
            let treasury = Treasury { vault: approval.vault, id: treasury };
            state.approvals.dismiss(treasury, approval.approver, tip);
        }
        if state.mirror.is_settled(&approval.key()) {
            state.approvals.settle(approval.key(), tip);
        }
    }
}

impl State {
    fn check_approval(&self, approval: &Approval, now: u64) -> Result<Counted, NotCounted> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        let Approval { vault, authorization, digest, approver: signer, .. } = *approval;
        // Also if it was never valid.
        if authorization.valid_before <= U256::from(now) {
            return Err(NotCounted::Expired);
        }
        if self.mirror.is_settled(&approval.key()) {
            return Err(NotCounted::Used);
        }
        let (mut words, treasury) = self.payer_of(approval, now);
        if treasury == 0 {
            return Err(NotCounted::AgentUnknown(authorization.from));
        }
        if signer == authorization.from {
            return Err(NotCounted::Own(signer));
        }
        if !is_approver(&mut words, treasury, signer) {
            return Err(NotCounted::NotApprover { signer, treasury });
        }
        authorization.payment(vault, Config::unpack(words.load(layout::CONFIG_SLOT)).token)?;
        let state = TreasuryState::unpack(words.load(layout::treasury_state_slot(treasury)));
        let seconds = state.longest_life(now).min(self.approvals.longest_life());
        if authorization.valid_before > U256::from(now.saturating_add(seconds)) {
            return Err(NotCounted::TooLong { seconds });
        }
        let mut signers = self.approvals.signers(digest);
        let is_known = signers.contains(&signer);
        if !is_known {
            self.approvals.check_room(Treasury { vault, id: treasury })?;
        }
        signers.push(signer);
        let approvals =
            approvals::count(&mut words, treasury, authorization.from, digest, &signers);
        Ok(Counted { treasury, approvals, required: state.approvals, is_known })
    }

    /// The words as the payment that is approved finds them, and the treasury that pays; 0 for none.
    fn payer_of(&self, approval: &Approval, now: u64) -> (Overlay<'_>, u64) {
        let agent = approval.authorization.from;
        let mut words = self.words(approval.vault, agent, now);
        let lineage = Lineage::load(&mut words, agent, approval.authorization.to);
        let treasury = lineage.members.first().map_or(0, |payer| payer.words.treasury_id);
        (words, treasury)
    }
}

fn is_approver(words: &mut Overlay<'_>, treasury: u64, account: Address) -> bool {
    Roles::unpack(words.load(layout::roles_slot(treasury, account))).has(Roles::APPROVER)
}

/// Whether the vault has noted the approval.
fn is_registered(words: &mut Overlay<'_>, treasury: u64, approval: &Approval) -> bool {
    let account = words.load(layout::roles_slot(treasury, approval.approver));
    let noted = words.load(layout::approval_slot(treasury, approval.digest));
    // Of whoever never was an approver, nothing is noted.
    is_approver(words, treasury, approval.approver) && approvals::give(noted, account) == noted
}
