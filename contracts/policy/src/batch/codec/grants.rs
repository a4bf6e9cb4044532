//! The grants of sessions that a batch carries.

use super::{Malformed, Reader, Unencodable, put_row, put_signature, put_varint, row_of};
use crate::Signature;
use crate::session::Session;
use alloc::vec::Vec;
use alloy_primitives::Address;

/// Bytes of a grant whose five numbers take one byte each.
const GRANT_BYTES_MIN: usize = 20 + 5 + 4 * 32;

/// A session that both have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What was granted.
    pub session: Session,
    /// By the parent.
    pub by_parent: Signature,
    /// By the key of the session.
    pub by_agent: Signature,
}

impl<'a> Reader<'a> {
    /// Reads the grants, each behind the row of its key in `agents`.
    // Apart from what every batch reads.
    #[cold]
    #[inline(never)]
    pub(super) fn grants(&mut self, agents: &[[u8; 20]]) -> Result<Vec<(usize, Grant)>, Malformed> {
        let rows = self.varint()?;
        let most = usize::try_from(rows).unwrap_or(usize::MAX);
        let mut grants = Vec::with_capacity(most.min(self.0.len() / GRANT_BYTES_MIN));
        for _ in 0..rows {
            let row = self.row()?;
            let agent = agents.get(row).ok_or(Malformed::RowUnknown)?.into();
            if grants.last().is_some_and(|(last, _)| *last >= row) {
                return Err(Malformed::Grants);
            }
            let parent = self.array()?.into();
            let mut numbers = [0; 4];
            for number in &mut numbers {
                *number = self.varint()?;
            }
            let [generation, payment_cap, budget, not_after] = numbers;
            let generation = u32::try_from(generation).map_err(|_| Malformed::Number)?;
            let session = Session { parent, agent, generation, payment_cap, budget, not_after };
            let (by_parent, by_agent) = (self.signature()?, self.signature()?);
            grants.push((row, Grant { session, by_parent, by_agent }));
        }
        Ok(grants)
    }
}

/// Writes `grants`, whose keys are among the `agents`.
pub(super) fn put(
    bytes: &mut Vec<u8>,
    agents: &[Address],
    grants: &[Grant],
) -> Result<(), Unencodable> {
    let mut order: Vec<_> = grants.iter().enumerate().collect();
    order.sort_unstable_by_key(|(_, grant)| grant.session.agent);
    put_row(bytes, grants.len());
    let mut last = None;
    for (index, Grant { session, by_parent, by_agent }) in order {
        let Session { parent, agent, generation, payment_cap, budget, not_after } = *session;
        if last.replace(agent) == Some(agent) || agents.binary_search(&agent).is_err() {
            return Err(Unencodable::Grant(index));
        }
        put_row(bytes, row_of(agents, agent));
        bytes.extend(parent);
        for number in [generation.into(), payment_cap, budget, not_after] {
            put_varint(bytes, number);
        }
        for signature in [by_parent, by_agent] {
            put_signature(bytes, signature).ok_or(Unencodable::GrantSignature(index))?;
        }
    }
    Ok(())
}
