//! Puts denials on record: what was refused here because an agent broke its own payment cap or its own
//! list, in treasuries that gave the reporter's account that role.
//!
//! A record costs the reporter gas and buys nobody anything at once, so everything here is bounded, and
//! what is over a bound, or fails, is dropped: a denial that is not on record was refused all the same.

mod budget;
mod record;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alloy::primitives::Address;
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::roles::Roles;
use bursar_policy::{Config, Lineage, Storage as _, breaker, layout, room};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::budget::{Budget, Dropped};
use self::record::Recorder;
use crate::chain::{Chain, ChainError};
use crate::clock::Clock;
use crate::config;
use crate::ledger::Ledger;
use crate::mirror::{Mirror, Mirrored as _};
use crate::payment::SignedAuthorization;

/// Denials that may wait for the next transaction; one more is dropped.
const QUEUE: usize = 1_024;

/// Takes denials, as many as there is budget for.
#[derive(Debug)]
pub struct Reporter {
    account: Address,
    ledger: Arc<Ledger>,
    budget: Arc<Mutex<Budget>>,
    queue: mpsc::Sender<SignedAuthorization>,
}

/// What a reporter works with.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What the vaults hold.
    pub ledger: Arc<Ledger>,
    /// The time.
    pub clock: Arc<Clock>,
    /// When to end.
    pub stop: CancellationToken,
}

impl Reporter {
    /// A reporter that sends by `signer`, to the node at `rpc_url`; and what it does until it is told to
    /// stop. Gas is not bid higher than `ceiling` (wei).
    ///
    /// # Errors
    /// [`ChainError`] if the node does not answer.
    pub async fn start(
        rpc_url: &str,
        signer: PrivateKeySigner,
        settings: config::Reporter,
        ceiling: u64,
        parts: Parts,
    ) -> Result<(Self, BoxFuture<'static, ()>), ChainError> {
        let account = signer.address();
        let chain = Chain::connect(rpc_url, Some(signer)).await?;
        let Parts { ledger, clock, stop } = parts;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let budget = Arc::new(Mutex::new(Budget::new(settings.clone())));
        let recorder =
            Recorder { chain, account, budget: Arc::clone(&budget), clock, ceiling, settings };
        let running = async move {
            let _ = stop.run_until_cancelled(recorder.run(waiting)).await;
        };
        Ok((Self { account, ledger, budget, queue }, running.boxed()))
    }

    /// Whether [`Reporter::offer`] could be of use, were the payment refused at `now` (Unix seconds).
    pub fn wants(&self, payment: &SignedAuthorization, now: u64) -> bool {
        self.treasury(payment, now).is_some()
    }

    /// Whose denial it is, if it may be recorded.
    fn treasury(&self, payment: &SignedAuthorization, now: u64) -> Option<u64> {
        self.ledger.look(|mirror| recordable(mirror, payment, self.account, now))
    }

    /// Has the denial of a payment recorded, if it is one that counts, of a treasury that this account
    /// reports for, and within the budgets. `payment` is signed by its agent, and was refused at `now`
    /// (Unix seconds).
    pub fn offer(&self, payment: &SignedAuthorization, now: u64) {
        let Some(treasury) = self.treasury(payment, now) else { return };
        let admitted = lock(&self.budget).admit(&payment.key(), treasury, now);
        let taken = admitted
            .and_then(|()| self.queue.try_send(payment.clone()).map_err(|_| Dropped::Queue));
        match taken {
            Ok(()) | Err(Dropped::Known) => {}
            Err(dropped) => count_dropped(dropped, 1),
        }
    }
}

/// The treasury, if `account` may have this denial recorded, and a breaker would count it.
fn recordable(
    mirror: &Mirror,
    payment: &SignedAuthorization,
    account: Address,
    now: u64,
) -> Option<u64> {
    let SignedAuthorization { asset, authorization, .. } = payment;
    let mut vault = mirror.vault(*asset);
    let token = Config::unpack(vault.load(layout::CONFIG_SLOT)).token;
    let asked = authorization.payment(*asset, token).ok()?;
    let lineage = Lineage::load(&mut vault, asked.agent, asked.vendor);
    let own = lineage.members.first()?.words;
    let treasury = own.treasury_id;
    let roles = Roles::unpack(vault.load(layout::roles_slot(treasury, account)));
    let is_recordable = treasury != 0
        && roles.has(Roles::REPORTER)
        && breaker::counts(&own, &asked, now)
        // The vault leaves what lives longer than a payment may.
        && asked.valid_before.saturating_sub(now) <= room(&own, now).validity
        && !mirror.is_settled(&payment.key());
    is_recordable.then_some(treasury)
}

fn lock(budget: &Mutex<Budget>) -> MutexGuard<'_, Budget> {
    budget.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count_dropped(dropped: Dropped, denials: u64) {
    metrics::counter!("bursar_denials_dropped_total", "why" => dropped.name()).increment(denials);
}
