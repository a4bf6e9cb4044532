//! The x402 facilitator: what may be paid is verified from memory, what is to be paid goes to the
//! batcher, and of every payment at most one caller is told that it succeeded.
//!
//! **Verify** says yes to a payment that would settle in a block now, and in one when the promise
//! ends ([`config::Settlement::hold_seconds`](crate::config::Settlement), or when the authorization
//! expires, if that is sooner), and whose room no other payment takes that was promised here. It says
//! no to what is settling or settled.
//!
//! **Settle** answers `success: true` at most once for each authorization: servers keep no memory,
//! and ten copies of one paid request must not buy ten resources. Every other call, at the same time
//! or later, is told `duplicate_settlement` with the transaction's hash; only the same caller with
//! the same `Idempotency-Key` is told of the same success again. What may still land when patience
//! ends is `settlement_pending`, always with a hash, and asking again waits for that transaction.
//!
//! **Contract payers** sign by their code, of which memory knows nothing: once everything else is in order,
//! verify asks the vault, so often in a minute.
//!
//! **Sessions** that both have signed are taken by `POST /sessions`, and from then on payments of their keys
//! are verified and settled as if they were open: the grant goes to the vault with the first of them.
//!
//! **Approvals** of payments over a threshold are taken by `POST /approvals`, from approvers' keys, and count
//! from then on as if they were registered: they go to the vault with the payment.

mod approvals;
mod assets;
mod caller;
mod contracts;
mod failures;
mod handed;
mod http;
mod reason;
mod refusals;
mod refused;
mod screen;
mod sessions;
mod settle;
mod tokens;
mod verify;
mod window;
pub mod wire;

use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::Address;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::contracts::Asked;
use self::failures::Failures;
use self::refusals::Refusals;
use self::refused::Refused;
use self::screen::{Screen, Screened};
use crate::batcher::Batcher;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::indexer;
use crate::ledger::Ledger;
use crate::reporter::Reporter;
use crate::store::{ApprovalSlips, Grants, Store};

pub use assets::{Asset, AssetError, AssetKind, Assets};
pub use http::{Desk, router};
pub use reason::Reason;

/// Verifies and settles.
#[derive(Debug)]
pub struct Facilitator {
    screen: Screen,
    parts: Parts,
    failures: Failures,
    asked: Asked,
    refusals: Refusals,
    patience: Duration,
    /// Held by whoever takes a session or an approval, so that limits hold whoever else asks.
    taking: Mutex<()>,
}

/// What a facilitator works with.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Where plain tokens are asked.
    pub chain: Chain,
    /// What can be settled.
    pub assets: Arc<Assets>,
    /// Who decides about vaults' payments.
    pub ledger: Arc<Ledger>,
    /// How far the index is that the ledger follows, if there are vaults.
    pub index: Option<watch::Receiver<indexer::Status>>,
    /// Where what is handed in is written down.
    pub slips: Slips,
    /// Who settles.
    pub batcher: Batcher,
    /// Who puts denials on record, if anybody does.
    pub reporter: Option<Arc<Reporter>>,
    /// The time.
    pub clock: Arc<Clock>,
    /// The account that sends.
    pub signer: Address,
    /// Where accepted payments are seen to their end.
    pub payments: TaskTracker,
    /// When they are left to the next start.
    pub stop: CancellationToken,
}

/// What was handed in for payments to come, on disk.
#[derive(Clone, Debug)]
pub struct Slips {
    /// Grants of sessions.
    pub grants: Grants,
    /// Approvals.
    pub approvals: ApprovalSlips,
}

impl Slips {
    /// Those of chain `chain_id` in `store`.
    pub fn new(store: &Store, chain_id: u64) -> Self {
        let grants = Grants::new(store.clone(), chain_id);
        Self { grants, approvals: ApprovalSlips::new(store.clone(), chain_id) }
    }
}

impl Facilitator {
    /// A facilitator as configured.
    pub fn new(parts: Parts, config: &Config) -> Self {
        let screen = Screen {
            assets: Arc::clone(&parts.assets),
            ledger: Arc::clone(&parts.ledger),
            network: format!("eip155:{}", parts.chain.id()),
            v1_network: config.chain.v1_network.clone(),
        };
        let config::Settlement { patience_seconds, .. } = config.settlement;
        Self {
            screen,
            parts,
            failures: Failures::new(config.failures.clone()),
            asked: Asked::new(&config.contracts),
            refusals: Refusals::default(),
            patience: Duration::from_secs(patience_seconds.get().into()),
            taking: Mutex::default(),
        }
    }

    /// What can be settled here, and who sends the transactions.
    pub fn supported(&self) -> wire::Supported {
        let kind = |version, network: &String| wire::Kind {
            version,
            scheme: wire::SCHEME,
            network: network.clone(),
        };
        let Screen { network, v1_network, .. } = &self.screen;
        let v1 = v1_network.iter().map(|network| kind(1, network));
        wire::Supported {
            kinds: std::iter::once(kind(2, network)).chain(v1).collect(),
            extensions: Vec::new(),
            signers: [("eip155:*", vec![self.parts.signer])].into(),
        }
    }

    /// # Errors
    /// [`Reason::Budget`] if payer or vendor failed too often of late.
    fn check_failures(&self, screened: &Screened, now: u64) -> Result<(), Refused> {
        let wait = self.failures.wait(&screened.payment, now);
        wait.map_or(Ok(()), |seconds| {
            let words =
                "too many payments of this payer did not settle, or the token does not pay this vendor";
            Err(Refused::because(Reason::Budget, words).until(seconds))
        })
    }
}
