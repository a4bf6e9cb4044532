//! The task of `bursar serve` that watches the programs of its vaults, and keeps them alive.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::Address;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{DAY, KeepaliveError, Life, Program, unusable_since};
use crate::batcher::Batcher;
use crate::chain::{Chain, ChainError, Revert};
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::policy_file::time;

/// How much of the chain's time passes from one look to the next, seconds: by that, programs live.
const LOOK_SECONDS: u64 = 600;

/// How often it is found out whether so much has passed.
const BEAT: Duration = Duration::from_secs(1);

/// What watches. It sends by the batcher's lane, which alone gives out its account's nonces.
pub(crate) struct Watch {
    chain: Chain,
    vaults: Vec<Address>,
    settings: config::Programs,
    /// The batcher's account.
    sender: Address,
    batcher: Batcher,
    clock: Arc<Clock>,
}

impl Watch {
    /// Of the vaults in `config`; `sender` is the account of `batcher`.
    pub(crate) fn new(
        config: &Config,
        chain: Chain,
        sender: Address,
        batcher: Batcher,
        clock: Arc<Clock>,
    ) -> Self {
        let vaults = config.vaults.iter().map(|vault| vault.address).collect();
        Self { chain, vaults, settings: config.programs.clone(), sender, batcher, clock }
    }

    /// What somebody should see to, as it is after each look; and the task that looks until `stop`.
    pub(crate) fn start(
        self,
        stop: CancellationToken,
    ) -> (watch::Receiver<Vec<String>>, impl Future<Output = ()> + Send) {
        let (told, concerns) = watch::channel(Vec::new());
        let watching = stop.run_until_cancelled_owned(async move {
            let mut due = 0;
            loop {
                let now = self.clock.now();
                if now >= due {
                    self.look(&told).await;
                    due = now.saturating_add(LOOK_SECONDS);
                }
                tokio::time::sleep(BEAT).await;
            }
        });
        let watching = async {
            let _ = watching.await;
        };
        (concerns, watching)
    }

    /// Looks at every program once. Says in the log what changed, not what still is so.
    async fn look(&self, told: &watch::Sender<Vec<String>>) {
        let mut concerns = Vec::new();
        for vault in &self.vaults {
            if let Err(error) = self.attend_to(*vault, &mut concerns).await {
                concerns
                    .push(format!("the programs of the vault {vault} are not watched: {error}"));
            }
        }
        let before = told.send_replace(concerns.clone());
        for concern in concerns.iter().filter(|concern| !before.contains(concern)) {
            tracing::error!("{concern}");
        }
        metrics::counter!("bursar_program_looks_total").increment(1);
    }

    async fn attend_to(
        &self,
        vault: Address,
        concerns: &mut Vec<String>,
    ) -> Result<(), ChainError> {
        let since = unusable_since(&self.chain, vault).await?;
        let mut opens_rescue = false;
        for program in super::of(&self.chain, vault).await? {
            let life = program.life(&self.chain).await?;
            measure(&program, &life);
            match life {
                Life::Unusable(why) => {
                    opens_rescue |= program.role.opens_rescue();
                    concerns.push(unusable(&program, &why, since));
                }
                Life::Left(seconds) => concerns.extend(self.usable(&program, seconds).await),
            }
        }
        if let Some(since) = since.filter(|_| !opens_rescue) {
            concerns.push(format!(
                "the vault {vault} has on record since {} that hot or cold program cannot run, and both can; `bursar programs clear` takes it back",
                time(since)
            ));
        }
        Ok(())
    }

    /// Keeps a program alive if it is time, and says what is wrong with it.
    async fn usable(&self, program: &Program, left: u64) -> Vec<String> {
        let mut concerns = Vec::new();
        if is_below(left, self.settings.warn_days) {
            concerns.push(format!("{program} expires in {} days", left / DAY));
        }
        if self.settings.keepalive && is_below(left, self.settings.keepalive_days) {
            match self.keep_alive(program).await {
                Ok(()) => tracing::info!("{program} is to be kept alive"),
                // Only where programs are configured to be kept alive so early.
                Err(KeepaliveError::TooSoon { .. }) => {}
                Err(error) => concerns.push(format!("{program} is not kept alive: {error}")),
            }
        }
        concerns
    }

    async fn keep_alive(&self, program: &Program) -> Result<(), KeepaliveError> {
        let most = self.settings.max_fee_wei.get();
        self.batcher.run_errand(program.keepalive(&self.chain, self.sender, most).await?);
        metrics::counter!("bursar_program_keepalives_total").increment(1);
        Ok(())
    }
}

/// What to do about a program that cannot run; its vault has that on record since `since`.
fn unusable(program: &Program, why: &Revert, since: Option<u64>) -> String {
    let advice = if !program.role.opens_rescue() {
        "views fail, while money and brakes go on".to_owned()
    } else if let Some(since) = since {
        format!("that is on record since {}", time(since))
    } else {
        "`bursar programs record` lets owners take their balances home in 30 days".to_owned()
    };
    format!("{program} cannot run: {why}; {advice}")
}

/// Whether fewer than `days` are in `left` seconds.
fn is_below(left: u64, days: NonZeroU32) -> bool {
    left < u64::from(days.get()).saturating_mul(DAY)
}

#[allow(clippy::cast_precision_loss, reason = "figures; exact below 2^53")]
fn measure(program: &Program, life: &Life) {
    let labels = [("vault", program.vault.to_string()), ("program", program.role.to_string())];
    let (left, is_unusable) = match life {
        Life::Left(seconds) => (*seconds, false),
        Life::Unusable(_) => (0, true),
    };
    metrics::gauge!("bursar_program_seconds_left", &labels).set(left as f64);
    metrics::gauge!("bursar_program_unusable", &labels).set(f64::from(u8::from(is_unusable)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_below_from_the_second_on_that_breaks_into_the_last_days() {
        let days = NonZeroU32::new(60).unwrap();
        assert!(!is_below(60 * DAY, days));
        assert!(is_below(60 * DAY - 1, days));
        assert!(!is_below(u64::MAX, NonZeroU32::MAX));
    }
}
