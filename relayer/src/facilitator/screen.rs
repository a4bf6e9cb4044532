//! What a payment shows by itself: the right kind, network, asset, payee, amount and time, cheapest
//! first, and then its signature, if a key's.

use std::sync::Arc;

use alloy::primitives::{U256, hex};
use bursar_policy::{Signature, eip712};

use super::assets::{Asset, AssetKind, Assets};
use super::contracts::SIGNATURE_BYTES;
use super::wire::{Request, SCHEME, Terms, Version};
use super::{Reason, Refused};
use crate::ledger::Ledger;
use crate::payment::{PaymentSignature, SignedAuthorization, signer_of};

/// The last 32 bytes of a signature that asks for a contract to be created (ERC-6492).
const ERC6492_SUFFIX: [u8; 32] =
    hex!("6492649264926492649264926492649264926492649264926492649264926492");

/// Seconds that an authorization must still live, as the published facilitator asks for.
const LEAST_LIFE_SECONDS: u64 = 6;

/// Looks at payments.
#[derive(Clone, Debug)]
pub(super) struct Screen {
    pub(super) assets: Arc<Assets>,
    /// Who knows which agents sign by their code.
    pub(super) ledger: Arc<Ledger>,
    /// CAIP-2.
    pub(super) network: String,
    /// The chain's name in version 1.
    pub(super) v1_network: Option<String>,
}

/// A payment as the server required it, for an asset that is settled here, and signed, if by a key.
#[derive(Clone, Debug)]
pub(super) struct Screened {
    pub(super) payment: SignedAuthorization,
    pub(super) kind: AssetKind,
}

impl Screen {
    /// Everything that does not depend on when it is asked.
    ///
    /// # Errors
    /// [`Refused`] with the reason that the published facilitator has for it.
    pub(super) fn screen(&self, request: &Request) -> Result<Screened, Refused> {
        self.check_terms(request)?;
        let asset = self.assets.get(request.asset).ok_or_else(|| {
            Refused::because(Reason::Asset, format!("{} is not settled here", request.asset))
        })?;
        check_domain("name", request.domain_name.as_deref(), &asset.name, Reason::DomainName)?;
        let version = request.domain_version.as_deref();
        check_domain("version", version, &asset.version, Reason::DomainVersion)?;
        check_message(request)?;
        let (signature, authorization) = (self.signature(request, asset)?, request.authorization);
        let payment = SignedAuthorization { asset: request.asset, authorization, signature };
        Ok(Screened { payment, kind: asset.kind })
    }

    /// The signature, checked if a key's; the payer's own policy says whose it has to be.
    fn signature(&self, request: &Request, asset: &Asset) -> Result<PaymentSignature, Refused> {
        let (bytes, payer) = (&request.signature, request.authorization.from);
        if bytes.ends_with(&ERC6492_SUFFIX) {
            let words = "no contract is created here (ERC-6492); deploy it, and sign without that";
            return Err(Refused::because(Reason::Factory, words));
        }
        let is_vault = asset.kind == AssetKind::Vault;
        if is_vault && self.ledger.is_contract_payer(request.asset, payer) {
            if bytes.len() > SIGNATURE_BYTES {
                let words = format!("the signature has more than {SIGNATURE_BYTES} bytes");
                return Err(Refused::because(Reason::Signature, words));
            }
            return Ok(PaymentSignature::Contract(bytes.clone()));
        }
        if bytes.len() != 65 {
            let words =
                "not 65 bytes r, s, v, and the payer is no agent whose contract signs for it";
            return Err(Refused::because(Reason::Signature, words));
        }
        let signature = Signature::from_bytes(bytes)?;
        let digest = eip712::transfer_digest(asset.separator, &request.authorization);
        if signer_of(digest, &signature) != Some(payer) {
            return Err(Refused::plain(Reason::Signature));
        }
        Ok(signature.into())
    }

    fn check_terms(&self, request: &Request) -> Result<(), Refused> {
        let Request { accepted, required, .. } = request;
        if [accepted, required].into_iter().any(|Terms { scheme, .. }| scheme != SCHEME) {
            return Err(Refused::plain(Reason::Scheme));
        }
        let network = match request.version {
            Version::V1 => self.v1_network.as_deref(),
            Version::V2 => Some(self.network.as_str()),
        };
        let Some(network) = network else {
            let words = "version 1 has no name for this chain; use version 2";
            return Err(Refused::because(Reason::Network, words));
        };
        if [accepted, required].into_iter().any(|terms| terms.network != network) {
            return Err(Refused::because(Reason::Network, format!("only {network} is served")));
        }
        Ok(())
    }
}

fn check_domain(
    what: &str,
    stated: Option<&str>,
    own: &str,
    reason: Reason,
) -> Result<(), Refused> {
    match stated.filter(|stated| !stated.is_empty()) {
        None => {
            let words = format!("extra.{what} is missing: it is {own:?}");
            Err(Refused::because(Reason::DomainMissing, words))
        }
        Some(stated) if stated != own => {
            Err(Refused::because(reason, format!("extra.{what} must be {own:?}")))
        }
        Some(_) => Ok(()),
    }
}

fn check_message(request: &Request) -> Result<(), Refused> {
    let Request { authorization, pay_to, amount, .. } = request;
    if authorization.to != *pay_to {
        let words = format!("signed for {}, required is {pay_to}", authorization.to);
        return Err(Refused::because(Reason::Recipient, words));
    }
    if authorization.value != *amount {
        let words = format!("signed for {}, required is {amount}", authorization.value);
        return Err(Refused::because(Reason::Value, words));
    }
    Ok(())
}

/// Whether an authorization can be used at `now` and for long enough to settle it.
pub(super) fn check_time(payment: &SignedAuthorization, now: u64) -> Result<(), Refused> {
    let authorization = &payment.authorization;
    authorization.check_time(now).map_err(Refused::from)?;
    let least = now.saturating_add(LEAST_LIFE_SECONDS);
    if authorization.valid_before < U256::from(least) {
        let words = format!("expires at {}, too soon after {now}", authorization.valid_before);
        return Err(Refused::because(Reason::ValidBefore, words));
    }
    Ok(())
}
