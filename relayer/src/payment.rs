//! What a caller brings to be settled: one signed EIP-3009 message, the name it goes by, and where it
//! stands.

use alloy::primitives::{Address, B256, Bytes, Signature as Recoverable, TxHash, U256};
use alloy::sol_types::SolCall as _;
use bursar_abi::IVault;
use bursar_policy::batch::{self, Item, Signed, Verdict};
use bursar_policy::{Authorization, AuthorizationFault, Denial, Signature, eip712};

/// One authorization on this chain. EIP-3009's nonces are per payer, and each contract keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentKey {
    /// The contract that the message is signed for.
    pub asset: Address,
    /// Who signed it.
    pub payer: Address,
    /// Used once.
    pub nonce: B256,
}

/// An EIP-3009 `TransferWithAuthorization` with its signature. What a signature is good for is the
/// contract's to say: nothing is checked here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAuthorization {
    /// The EIP-712 `verifyingContract`: a vault, or a token with EIP-3009.
    pub asset: Address,
    /// What was signed.
    pub authorization: Authorization,
    /// The payer's signature.
    pub signature: PaymentSignature,
}

/// How a payer signs. In a vault, the payer's policy says which of the two it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentSignature {
    /// By its key.
    Key(Signature),
    /// By its code (ERC-1271), as a contract payer: whatever that takes for a signature.
    Contract(Bytes),
}

impl From<Signature> for PaymentSignature {
    fn from(signature: Signature) -> Self {
        Self::Key(signature)
    }
}

impl PaymentSignature {
    /// Whether only the payer's code can say what it is worth.
    pub const fn is_contract(&self) -> bool {
        matches!(self, Self::Contract(_))
    }

    /// As x402 carries it: r, s and v of a key; what a contract payer signed, as it is.
    pub fn to_bytes(&self) -> Bytes {
        match self {
            Self::Key(signature) => {
                [&signature.r[..], &signature.s[..], &[signature.v()]].concat().into()
            }
            Self::Contract(signature) => signature.clone(),
        }
    }

    /// As a batch holds it.
    fn as_signed(&self) -> Signed<'_> {
        match self {
            Self::Key(signature) => Signed::Key(*signature),
            Self::Contract(signature) => Signed::Bytes(signature),
        }
    }
}

impl SignedAuthorization {
    /// The name of the authorization, under which it is paid at most once.
    pub const fn key(&self) -> PaymentKey {
        let Authorization { from: payer, nonce, .. } = self.authorization;
        PaymentKey { asset: self.asset, payer, nonce }
    }

    /// The EIP-712 digest that was signed, where `asset` is a vault on `chain_id`; a token's domain is
    /// its own.
    pub fn digest(&self, chain_id: u64) -> B256 {
        let domain = eip712::domain_separator(chain_id, self.asset);
        eip712::transfer_digest(domain, &self.authorization)
    }

    /// EIP-3009's call that settles it alone: a vault and a token have it alike.
    pub fn calldata(&self) -> Bytes {
        let Authorization { from, to, value, valid_after, valid_before, nonce } =
            self.authorization;
        match &self.signature {
            PaymentSignature::Key(signature) => {
                let (v, r, s) = (signature.v(), signature.r, signature.s);
                IVault::transferWithAuthorization_0Call {
                    from,
                    to,
                    value,
                    validAfter: valid_after,
                    validBefore: valid_before,
                    nonce,
                    v,
                    r,
                    s,
                }
                .abi_encode()
            }
            PaymentSignature::Contract(signature) => {
                let signature = signature.clone();
                IVault::transferWithAuthorization_1Call {
                    from,
                    to,
                    value,
                    validAfter: valid_after,
                    validBefore: valid_before,
                    nonce,
                    signature,
                }
                .abi_encode()
            }
        }
        .into()
    }

    /// As a batch holds it.
    ///
    /// # Errors
    /// The vault's verdict, where no batch can.
    pub fn item(&self) -> Result<Item<'_>, Verdict> {
        let message = &self.authorization;
        let item = Item {
            agent: message.from,
            vendor: message.to,
            value: u64::try_from(message.value)
                .map_err(|_| Verdict::Denied(Denial::ValueTooWide))?,
            valid_after: u64::try_from(message.valid_after)
                .map_err(|_| Verdict::Fault(AuthorizationFault::NotYetValid))?,
            // Longer than any treasury accepts, so the end may as well be the last that can be written.
            valid_before: message.valid_before.saturating_to(),
            nonce: message.nonce,
            signature: self.signature.as_signed(),
        };
        if item.authorization() != *message {
            return Err(Verdict::Denied(Denial::ValidityTooLong));
        }
        match batch::encode(&[item]) {
            Ok(_) => Ok(item),
            Err(batch::Unencodable::NeverValid(_)) => {
                Err(Verdict::Fault(AuthorizationFault::NotYetValid))
            }
            // The others are about grants and approvals, of which there is none here.
            Err(
                batch::Unencodable::Signature(_)
                | batch::Unencodable::Grant(_)
                | batch::Unencodable::GrantSignature(_)
                | batch::Unencodable::Approval(_),
            ) => Err(Verdict::Fault(AuthorizationFault::InvalidSignature)),
        }
    }
}

/// Where an accepted payment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Waits for a transaction.
    Queued,
    /// In a transaction that may still land; the newest one, if fees were raised.
    Sent {
        /// Its hash.
        transaction: TxHash,
    },
    /// Paid: the contract itself said so, in an event.
    Settled(Settlement),
    /// It will not be paid: nothing that was sent for it can land any more.
    Refused(Refusal),
    /// Taken back before it was in a transaction: it will not be sent. Nothing is wrong with it.
    Withdrawn,
}

impl Standing {
    /// Whether this is the end, short of a reorganisation of the chain.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Queued | Self::Sent { .. } => false,
            Self::Settled(_) | Self::Refused(_) | Self::Withdrawn => true,
        }
    }
}

/// Which transaction paid. It may be somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Its hash.
    pub transaction: TxHash,
    /// Its block.
    pub block: u64,
}

/// Why a payment will not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The vault's verdict, or what comes nearest to it among them for a plain token.
    pub verdict: Verdict,
    /// The contract's own words, where the verdict does not say it all.
    pub detail: Option<String>,
}

impl Refusal {
    /// Whether the token pays others and not this vendor, which no payer can bring about. The vault's
    /// own verdict says so: were nobody paid, the batch would revert, and these be its words.
    pub fn is_of_vendor(&self) -> bool {
        self.verdict == Verdict::PayoutFailed && self.detail.is_none()
    }
}

impl From<Verdict> for Refusal {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, detail: None }
    }
}

/// Who signed `digest`; none if the signature is nobody's. By libsecp256k1, which is five times as
/// fast as Rust's own, and where it is asked: handing 50 microseconds of work to another thread and
/// waiting for it takes the processors as long again.
pub(crate) fn signer_of(digest: B256, signature: &Signature) -> Option<Address> {
    let (r, s) = (U256::from_be_bytes(signature.r.0), U256::from_be_bytes(signature.s.0));
    Recoverable::new(r, s, signature.odd_y).recover_address_from_prehash(&digest).ok()
}
