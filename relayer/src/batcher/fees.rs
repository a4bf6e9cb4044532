//! What a transaction offers for its gas (EIP-1559), and how that rises when it does not land.

/// Wei per gas that a transaction offers. 64 bits are 18 ether per gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fees {
    /// `maxFeePerGas`.
    pub max_fee: u64,
    /// `maxPriorityFeePerGas`.
    pub tip: u64,
}

/// The bounds that a lane keeps to. Wei per gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeePolicy {
    /// `maxFeePerGas` never goes above this.
    pub ceiling: u64,
    /// What is offered on top of the base fee at first; Arbitrum drops it.
    pub tip: u64,
}

/// Base fee and tip are above the ceiling: nothing is sent until the base fee falls, or the ceiling
/// is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "gas costs {needed} wei now, above the ceiling of {ceiling}; wait, or raise the ceiling in the configuration"
)]
pub struct AboveCeiling {
    /// What a transaction would have to offer.
    pub needed: u64,
    /// What it may offer.
    pub ceiling: u64,
}

/// A replacement must offer an eighth more in both numbers: nodes ask for 10 per cent (geth, Nitro) to
/// 12.5.
const BUMP_PART: u64 = 8;

impl FeePolicy {
    /// What a new transaction offers: it stays valid while the base fee doubles, where the ceiling
    /// allows.
    ///
    /// # Errors
    /// [`AboveCeiling`] if it would not even be valid now.
    pub fn quote(&self, base_fee: u64) -> Result<Fees, AboveCeiling> {
        let Self { ceiling, tip } = *self;
        let needed = base_fee.saturating_add(tip);
        if needed > ceiling {
            return Err(AboveCeiling { needed, ceiling });
        }
        Ok(Fees { max_fee: needed.saturating_add(base_fee).min(ceiling), tip })
    }

    /// What a replacement of a transaction that offered `sent` offers; none if the ceiling leaves no
    /// room for one that nodes would take.
    pub fn bump(&self, sent: Fees, base_fee: u64) -> Option<Fees> {
        let fresh = base_fee.saturating_mul(2).saturating_add(self.tip).min(self.ceiling);
        let max_fee = raised(sent.max_fee)?.max(fresh);
        let fees = Fees { max_fee, tip: raised(sent.tip)?.max(self.tip).min(max_fee) };
        (max_fee <= self.ceiling).then_some(fees)
    }
}

/// At least an eighth more, and one wei.
fn raised(fee: u64) -> Option<u64> {
    fee.checked_add(fee.div_ceil(BUMP_PART).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: FeePolicy = FeePolicy { ceiling: 1_000, tip: 10 };

    #[test]
    fn quote_covers_a_base_fee_twice_as_high_when_the_ceiling_allows() {
        assert_eq!(POLICY.quote(100), Ok(Fees { max_fee: 210, tip: 10 }));
        assert_eq!(POLICY.quote(600), Ok(Fees { max_fee: 1_000, tip: 10 }));
    }

    #[test]
    fn quote_refuses_when_gas_costs_more_than_the_ceiling() {
        assert!(POLICY.quote(990).is_ok());
        assert_eq!(POLICY.quote(991), Err(AboveCeiling { needed: 1_001, ceiling: 1_000 }));
    }

    #[test]
    fn bump_stops_when_the_ceiling_leaves_no_room() {
        let sent = Fees { max_fee: 889, tip: 0 };
        assert_eq!(POLICY.bump(sent, 0), None);
        let sent = Fees { max_fee: 888, tip: 0 };
        assert_eq!(POLICY.bump(sent, 0), Some(Fees { max_fee: 999, tip: 10 }));
    }

    #[test]
    fn bump_follows_the_base_fee_when_it_rose_by_more() {
        let sent = Fees { max_fee: 100, tip: 10 };
        assert_eq!(POLICY.bump(sent, 300), Some(Fees { max_fee: 610, tip: 12 }));
    }

    proptest! {
        #[test]
        fn prop_bump_is_an_eighth_more_in_both_and_never_over_the_ceiling(
            ceiling in any::<u64>(), tip in any::<u64>(), base in any::<u64>(),
            max_fee in any::<u64>(), sent_tip in any::<u64>(),
        ) {
            let sent = Fees { max_fee, tip: sent_tip.min(max_fee) };
            let policy = FeePolicy { ceiling, tip };
            if let Some(bumped) = policy.bump(sent, base) {
                prop_assert!(bumped.max_fee <= ceiling && bumped.tip <= bumped.max_fee);
                for (old, new) in [(sent.max_fee, bumped.max_fee), (sent.tip, bumped.tip)] {
                    let enough = u128::from(new) * 8 >= u128::from(old) * 9;
                    prop_assert!(new > old && enough, "{old} {new}");
                }
            }
        }
    }
}
