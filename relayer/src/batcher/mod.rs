//! The batcher: takes signed authorizations, settles them in as few transactions as it can, and knows
//! of each what became of it.
//!
//! - What is accepted is on disk before anybody is told so (`journal`), and so is every signed
//!   transaction before any node hears of it (`lane`).
//! - A batch closes when it is full, old enough, or out of gas (`book`, `trial`). One `eth_call` says
//!   which of its payments would be refused; those are answered and leave it.
//! - One signer lane owns its nonces (`lane`): it raises fees, fills gaps, and goes by the chain when
//!   the two disagree (`track`).
//! - A vault's payment is settled when its own event says so, whoever sent the transaction (`follow`).
//!
//! Nothing is paid twice because the contracts do not pay a nonce twice. So whenever it is not known
//! what became of a transaction, its payments simply go on; none is refused while something that was
//! sent for it may still land.

mod book;
mod ends;
mod errands;
mod error;
mod evidence;
mod fees;
mod follow;
mod gas;
mod journal;
mod lane;
mod node;
mod settings;
mod status;
mod track;
mod trial;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use alloy::primitives::{B256, TxHash};
use alloy::signers::local::PrivateKeySigner;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use self::book::Book;
use self::errands::Errands;
use self::follow::Ear;
use self::journal::Journal;
use self::lane::Lane;
use self::node::Node;
use self::status::Status;
use crate::approval::Approvals;
use crate::chain::Chain;
use crate::indexer::{Follower, IndexedBlock};
use crate::payment::{PaymentKey, Refusal, Settlement, SignedAuthorization, Standing};
use crate::session::Sessions;
use crate::store::Store;
use crate::store::intents::{Entered, History, Intents};

pub use self::errands::Errand;
pub use self::error::BatcherError;
pub use self::fees::{AboveCeiling, FeePolicy, Fees};
pub use self::settings::Settings;
pub use self::status::Health;
pub(crate) use self::trial::verdicts;

/// How long the lane may need to take up what is only in the store: at its start, and after a
/// reorganisation.
const TAKE_UP: Duration = Duration::from_millis(50);

/// Settles payments. Clones share everything.
#[derive(Clone, Debug)]
pub struct Batcher {
    intents: Intents,
    book: Arc<Book>,
    errands: Arc<Errands>,
    journal: Journal,
    ear: Ear,
    settings: Arc<Settings>,
    status: Arc<Status>,
}

/// What became of handing in a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is new: it will be settled if it can be.
    Fresh,
    /// It was accepted before, and stands there. Another message with the same key than
    /// `payment` may have been.
    Known {
        /// What was accepted.
        payment: Box<SignedAuthorization>,
        /// Where it stands.
        standing: Standing,
    },
}

/// What became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Paid.
    Settled(Settlement),
    /// It will not be paid.
    Refused(Refusal),
    /// It was taken back before it was sent, see [`Batcher::withdraw`].
    Withdrawn,
    /// Not known yet.
    Pending {
        /// What may still land, if it was sent.
        transaction: Option<TxHash>,
    },
}

impl From<Standing> for Outcome {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Settled(settlement) => Self::Settled(settlement),
            Standing::Refused(refusal) => Self::Refused(refusal),
            Standing::Withdrawn => Self::Withdrawn,
            Standing::Sent { transaction } => Self::Pending { transaction: Some(transaction) },
            Standing::Queued => Self::Pending { transaction: None },
        }
    }
}

impl Batcher {
    /// Starts settling on `chain`, from the account of `signer`: first what `store` holds. What waits in
    /// `sessions` goes with the payments of its keys, and what waits in `approvals` with those that it
    /// approves. It stops at `stop`; the tasks are done once all clones are dropped, too.
    ///
    /// `chain` needs no signer of its own. The store must be read by no other batcher.
    pub fn start(
        chain: Chain,
        signer: PrivateKeySigner,
        store: Store,
        sessions: Arc<Sessions>,
        approvals: Arc<Approvals>,
        settings: Settings,
        stop: CancellationToken,
    ) -> (Self, JoinSet<()>) {
        let intents = Intents::new(store, chain.id());
        let (book, status) = (Arc::new(Book::default()), Arc::new(Status::default()));
        let (settings, stale) = (Arc::new(settings), Arc::new(AtomicBool::new(true)));
        let errands = Arc::new(Errands::default());
        let (journal, journals) = Journal::new(intents.clone(), Arc::clone(&book));
        let (ear, hears) = Ear::new(intents.clone(), Arc::clone(&book), Arc::clone(&stale));
        let lane = Lane {
            node: Node::new(chain, settings.answer_timeout),
            signer,
            intents: intents.clone(),
            book: Arc::clone(&book),
            sessions,
            approvals,
            errands: Arc::clone(&errands),
            settings: Arc::clone(&settings),
            status: Arc::clone(&status),
            stale,
            is_set: false,
            mined: 0,
            next_nonce: 0,
            slots: BTreeMap::new(),
            former: Vec::new(),
            parked: Vec::new(),
            tracked: None,
            swept: None,
            trouble: None,
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(journals);
        tasks.spawn(hears);
        tasks.spawn(lane.run(stop));
        (Self { intents, book, errands, journal, ear, settings, status }, tasks)
    }

    /// Accepts a payment: it is on disk when this returns, and will be settled even if the process
    /// ends now. An authorization that was accepted before is told so.
    ///
    /// # Errors
    /// - [`BatcherError::AssetUnknown`] for a contract that is not configured.
    /// - [`BatcherError::Full`] or [`BatcherError::GasOfDay`] if it is too much now.
    /// - [`BatcherError::Journal`] if it is not certain to be on disk, [`BatcherError::Store`] if it
    ///   cannot be looked up.
    pub async fn accept(&self, payment: &SignedAuthorization) -> Result<Accepted, BatcherError> {
        let Settings { vaults, tokens, capacity, .. } = &*self.settings;
        if !vaults.contains(&payment.asset) && !tokens.contains(&payment.asset) {
            return Err(BatcherError::AssetUnknown(payment.asset));
        }
        let (open, _) = self.book.counts();
        let full = if open >= *capacity {
            Some(BatcherError::Full(open))
        } else if self.status.is_exhausted(lane::wall_clock() / lane::DAY) {
            Some(BatcherError::GasOfDay(self.settings.gas_per_day))
        } else {
            None
        };
        // What is here already is told where it stands, however much there is to do.
        let entered = match full {
            None => self.journal.enter(payment).await?,
            Some(full) => Entered::Known(self.intents.find(&payment.key()).await?.ok_or(full)?),
        };
        Ok(match entered {
            Entered::Fresh(_) => Accepted::Fresh,
            Entered::Known(intent) => {
                let payment = Box::new(intent.payment);
                Accepted::Known { payment, standing: intent.standing }
            }
        })
    }

    /// What is known of this key. A payment of long ago must not pass for the one that a new
    /// authorization asks for.
    ///
    /// # Errors
    /// [`BatcherError::Store`] if the store cannot be read.
    pub async fn history(&self, key: &PaymentKey) -> Result<History, BatcherError> {
        Ok(self.intents.history(key).await?)
    }

    /// What became of a payment, once that is known; after `patience`, that it is not.
    ///
    /// # Errors
    /// - [`BatcherError::Unknown`] if it was never accepted.
    /// - [`BatcherError::Store`] if the store cannot be read.
    pub async fn outcome(
        &self,
        key: &PaymentKey,
        patience: Duration,
    ) -> Result<Outcome, BatcherError> {
        let end = Instant::now().checked_add(patience);
        loop {
            let standing = match self.book.watch(key) {
                Some(mut standing) => watched(&mut standing, end).await,
                None => self.intents.find(key).await?.ok_or(BatcherError::Unknown)?.standing,
            };
            let is_over = end.is_some_and(|end| Instant::now() >= end);
            if standing.is_final() || is_over {
                return Ok(standing.into());
            }
            // Open, and not in the book: the lane is about to take it up.
            tokio::time::sleep(TAKE_UP).await;
        }
    }

    /// Takes back a payment that waits for a transaction, and says what became of it. If that is
    /// [`Outcome::Withdrawn`], it is on disk that it will never be sent: whoever signed it may sign
    /// anew. What is in a transaction stays, since it may land; and so does what somebody else has
    /// paid, perhaps, until the index can tell.
    ///
    /// # Errors
    /// - [`BatcherError::Unknown`] if it was never accepted.
    /// - [`BatcherError::Store`] if the store failed.
    pub async fn withdraw(&self, key: &PaymentKey) -> Result<Outcome, BatcherError> {
        if !self.book.is_parked(key) && self.intents.withdraw(key).await? {
            metrics::counter!("bursar_withdrawn_payments_total").increment(1);
            self.book.end(key, Standing::Withdrawn);
        }
        self.outcome(key, Duration::ZERO).await
    }

    /// Whether `claimant` may tell of the success of a settled payment: the first that asks may, for
    /// good, and nobody else. It is on disk when this returns. `claimant` names a caller together with
    /// its idempotency key; a random one never may again.
    ///
    /// # Errors
    /// [`BatcherError::Journal`] if the store failed.
    pub async fn claim_success(
        &self,
        key: &PaymentKey,
        claimant: B256,
    ) -> Result<bool, BatcherError> {
        self.journal.claim(*key, claimant).await
    }

    /// Has the lane send a call that is no payment. It is not on disk before it has a nonce, and what
    /// cannot be sent is dropped: whoever wants it looks later whether it is done, and asks again. What
    /// waits or is on its way already is not sent twice.
    pub fn run_errand(&self, errand: Errand) {
        self.errands.add(errand);
        self.book.queued.notify_one();
    }

    /// How it goes.
    pub fn health(&self) -> Health {
        let (open, queued) = self.book.counts();
        Health { fault: self.status.fault(), open, queued }
    }
}

/// Where an open payment stands at its end, or at `end` if that is earlier.
async fn watched(standing: &mut watch::Receiver<Standing>, end: Option<Instant>) -> Standing {
    let over = async {
        match end {
            Some(end) => tokio::time::sleep_until(end).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        // An error says that it ended, and then the last word is the end.
        _ = standing.wait_for(Standing::is_final) => {}
        () = over => {}
    }
    standing.borrow().clone()
}

impl Follower for Batcher {
    fn applied(&self, block: &IndexedBlock) {
        self.ear.applied(block);
    }

    fn rolled_back(&self, last: u64) {
        self.ear.rolled_back(last);
    }
}
