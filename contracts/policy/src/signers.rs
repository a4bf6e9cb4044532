//! Who signed what. Only a chain can recover keys at its own price and ask contracts; what counts as
//! signed is decided here.

use crate::{Signature, layout, limbs};
use alloy_primitives::{Address, B256, U256};

/// What the chain says of signatures.
pub trait Signers {
    /// Why it cannot say anything: too little gas must not look like a signature that is wrong.
    type Error;

    /// The account whose key signed `digest`, as a word; zero if there is none.
    ///
    /// # Errors
    /// What keeps the chain from saying.
    fn recover(&mut self, digest: B256, signature: &Signature) -> Result<U256, Self::Error>;

    /// Whether the contract at `account` takes `signature` for one of `digest` (ERC-1271); `None` where
    /// there is no code.
    ///
    /// # Errors
    /// What keeps the chain from saying.
    fn ask(
        &mut self,
        account: Address,
        digest: B256,
        signature: &[u8],
    ) -> Result<Option<bool>, Self::Error>;
}

/// Whether the key of `account` signed `digest`, whatever code there is at the account.
///
/// # Errors
/// As [`Signers::recover`].
pub fn is_by_key<S: Signers>(
    signers: &mut S,
    account: Address,
    digest: B256,
    signature: &Signature,
) -> Result<bool, S::Error> {
    let signer = signers.recover(digest, signature)?;
    Ok(!account.is_zero() && limbs::equal(&signer, &layout::word_of(account)))
}

/// Whether `account` signed `digest`, as bytes. A contract payer did if its code says so, or, where there
/// is none (an EIP-7702 account whose delegation was taken away), its key. Anybody else did if its key
/// says so, in the 65 bytes r, s, v, whatever code there is.
///
/// # Errors
/// As [`Signers`].
pub fn is_by<S: Signers>(
    signers: &mut S,
    account: Address,
    is_contract: bool,
    digest: B256,
    signature: &[u8],
) -> Result<bool, S::Error> {
    if is_contract && let Some(answer) = signers.ask(account, digest, signature)? {
        return Ok(answer);
    }
    match Signature::from_bytes(signature) {
        Ok(signature) => is_by_key(signers, account, digest, &signature),
        Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;

    const ACCOUNT: Address = Address::repeat_byte(0xa1);
    const DIGEST: B256 = B256::repeat_byte(0xd1);

    /// Every key signature is by `key`; contracts say `answer`.
    struct Chain {
        key: Address,
        answer: Option<bool>,
    }

    impl Signers for Chain {
        type Error = Infallible;

        fn recover(&mut self, digest: B256, _: &Signature) -> Result<U256, Infallible> {
            let signer = if digest == DIGEST { self.key } else { Address::ZERO };
            Ok(layout::word_of(signer))
        }

        fn ask(&mut self, _: Address, _: B256, _: &[u8]) -> Result<Option<bool>, Infallible> {
            Ok(self.answer)
        }
    }

    fn by_contract(key: Address, answer: Option<bool>, signature: &[u8]) -> bool {
        let chain = &mut Chain { key, answer };
        let Ok(is_signed) = is_by(chain, ACCOUNT, true, DIGEST, signature);
        is_signed
    }

    #[test]
    fn is_by_believes_a_contract_payers_code_and_its_key_only_when_there_is_none() {
        let signature = [0; 65];
        assert!(by_contract(Address::ZERO, Some(true), &[]));
        assert!(!by_contract(ACCOUNT, Some(false), &signature));
        assert!(by_contract(ACCOUNT, None, &signature));
        assert!(!by_contract(Address::repeat_byte(2), None, &signature));
        assert!(!by_contract(ACCOUNT, None, &signature[1..]));
    }

    #[test]
    fn is_by_asks_no_code_when_the_account_has_not_agreed_to_it() {
        let chain = &mut Chain { key: Address::ZERO, answer: Some(true) };
        assert_eq!(is_by(chain, ACCOUNT, false, DIGEST, &[0; 65]), Ok(false));
        chain.key = ACCOUNT;
        assert_eq!(is_by(chain, ACCOUNT, false, DIGEST, &[0; 65]), Ok(true));
        assert_eq!(is_by(chain, ACCOUNT, false, DIGEST, &[0; 64]), Ok(false));
    }

    #[test]
    fn is_by_key_refuses_when_nobody_signed_for_nobody() {
        let chain = &mut Chain { key: Address::ZERO, answer: Some(true) };
        let signature = Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false };
        let Ok(is_signed) = is_by_key(chain, Address::ZERO, DIGEST, &signature);
        assert!(!is_signed);
        chain.key = ACCOUNT;
        let Ok(is_signed) = is_by_key(chain, ACCOUNT, DIGEST, &signature);
        assert!(is_signed);
        let Ok(is_signed) = is_by_key(chain, ACCOUNT, B256::ZERO, &signature);
        assert!(!is_signed);
    }
}
