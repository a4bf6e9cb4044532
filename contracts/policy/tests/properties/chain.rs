//! Signatures without a curve: who signed what is written into them.

use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Approval, Item, Signed};
use bursar_policy::{Signature, eip712, signers::Signers};
use std::convert::Infallible;

pub(crate) const DOMAIN: B256 = B256::repeat_byte(0xdd);

/// A chain that believes what signatures say of themselves.
pub(crate) struct Chain {
    /// Where there is code. It takes the digest itself for a signature.
    pub(crate) contracts: Vec<Address>,
}

/// What fits into `s`.
fn cut(digest: B256) -> B256 {
    let mut cut = digest;
    cut[0] &= 0x3f;
    cut
}

/// The signature of `digest` by the key of `signer`.
pub(crate) fn sign(digest: B256, signer: Address) -> Signature {
    Signature { r: signer.into_word(), s: cut(digest), odd_y: false }
}

/// The signature of the authorization in `item` by the key of `signer`.
pub(crate) fn key(item: &Item<'_>, signer: Address) -> Signature {
    sign(digest(item), signer)
}

/// The digest of the authorization in `item`, which contracts take for their signature.
pub(crate) fn digest(item: &Item<'_>) -> B256 {
    eip712::transfer_digest(DOMAIN, &item.authorization())
}

/// The item, signed by its agent's key.
pub(crate) fn signed<'a>(item: Item<'_>) -> Item<'a> {
    let Item { agent, vendor, value, valid_after, valid_before, nonce, .. } = item;
    let signature = Signed::Key(key(&item, agent));
    Item { agent, vendor, value, valid_after, valid_before, nonce, signature }
}

/// The approval of the item at `index` by `approver`.
pub(crate) fn approval(items: &[Item<'_>], index: usize, approver: Address) -> Approval {
    Approval { item: index, signature: key(&items[index], approver) }
}

impl Signers for Chain {
    type Error = Infallible;

    fn recover(&mut self, digest: B256, signature: &Signature) -> Result<U256, Infallible> {
        let is_of_it = signature.s == cut(digest);
        Ok(if is_of_it { signature.r.into() } else { U256::ZERO })
    }

    fn ask(
        &mut self,
        account: Address,
        digest: B256,
        bytes: &[u8],
    ) -> Result<Option<bool>, Infallible> {
        Ok(self.contracts.contains(&account).then_some(bytes == digest.as_slice()))
    }
}
