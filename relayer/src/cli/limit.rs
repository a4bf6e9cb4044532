//! A cap per period as arguments: `--cap 10.00 --per day --mode sliding`.

use bursar::amount::Unit;
use bursar::period;
use bursar_policy::Limit;
use clap::Args;

/// A cap per period.
#[derive(Debug, Args)]
pub(super) struct LimitArgs {
    /// Most per period, in tokens (10.00) or smallest units (10000000u)
    #[arg(long, value_name = "AMOUNT", requires = "per")]
    cap: Option<String>,
    /// The period: hour, day, week, month, or a length such as 3600s, 90min, 12h, 7d
    #[arg(long, value_name = "PERIOD", requires = "cap")]
    per: Option<String>,
    /// How windows meet: fixed, sliding or strict; the last two not for week and month
    #[arg(long, value_name = "MODE", requires = "per")]
    mode: Option<String>,
}

impl LimitArgs {
    /// The cap that the arguments name, if any.
    pub(super) fn read(&self, unit: &Unit) -> anyhow::Result<Option<Limit>> {
        let (Some(cap), Some(per)) = (&self.cap, &self.per) else {
            return Ok(None);
        };
        let period = period::parse(per, self.mode.as_deref())?;
        Ok(Some(Limit { cap: unit.parse(cap)?, period }))
    }
}
