//! When a contract was created.

use alloy::primitives::Address;
use alloy::providers::Provider as _;

use super::{Chain, ChainError};

impl Chain {
    /// The block that created `contract`, which has code from then on, by bisection: some thirty
    /// questions. 0 if the node does not know the state of old blocks.
    ///
    /// # Errors
    /// - [`ChainError::NoContract`] if there is no code at `contract`.
    /// - [`ChainError::Unreachable`] if the node does not answer.
    pub async fn creation_block(&self, contract: Address) -> Result<u64, ChainError> {
        if self.code(contract).await?.is_empty() {
            return Err(ChainError::NoContract(contract));
        }
        // It is in `first..=last`.
        let (mut first, mut last) = (0, self.latest().await?);
        while first < last {
            let middle = first.midpoint(last);
            let code = self.provider.get_code_at(contract).number(middle).await;
            match code.map_err(ChainError::from) {
                Ok(code) if code.is_empty() => first = middle.saturating_add(1),
                Ok(_) => last = middle,
                Err(ChainError::Refused { .. }) => return Ok(0),
                Err(error) => return Err(error),
            }
        }
        Ok(last)
    }
}
