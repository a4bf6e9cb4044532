//! From signed transactions and call requests to what the EVM runs.

use alloy::{
    consensus::{
        SignableTransaction as _, Transaction as _, TxEnvelope, Typed2718 as _,
        transaction::{Recovered, SignerRecoverable as _},
    },
    eips::eip2718::{Decodable2718 as _, Encodable2718 as _},
    primitives::{Address, Bytes, Signature, TxKind, U256, keccak256},
    rpc::types::TransactionRequest,
    signers::SignerSync as _,
};
use revm::{context::TxEnv, context_interface::either::Either};

use super::Error;
use crate::{accounts::DevAccount, config::BASEFEE, evm::L1_UNITS_PER_BYTE};

/// A signed transaction and who signed it.
pub type SignedTx = Recovered<TxEnvelope>;

/// Decodes an EIP-2718 transaction and recovers its sender.
///
/// # Errors
/// [`Error::Undecodable`] if it is no transaction, [`Error::Signature`] if the signature is no good,
/// [`Error::Blobs`] if it carries blobs.
pub fn decode(raw: &[u8]) -> Result<SignedTx, Error> {
    let tx = TxEnvelope::decode_2718_exact(raw).map_err(|e| Error::Undecodable(e.to_string()))?;
    if tx.is_eip4844() {
        return Err(Error::Blobs);
    }
    tx.try_into_recovered().map_err(|_| Error::Signature)
}

/// Builds the transaction that `request` describes, completely filled in, and signs it with the key
/// of `account`; without a key, for an impersonated sender, with a signature that names the sender.
pub(super) fn sign(
    request: TransactionRequest,
    sender: Address,
    account: Option<&DevAccount>,
) -> Result<SignedTx, Error> {
    let incomplete = |_| Error::Incomplete;
    let tx = request.build_typed_tx().map_err(incomplete)?;
    if tx.is_eip4844() {
        return Err(Error::Blobs);
    }
    let signature = match account {
        Some(account) => {
            account.signer.sign_hash_sync(&tx.signature_hash()).map_err(|_| Error::Signature)?
        }
        None => Signature::new(sender.into_word().into(), U256::from(1), false),
    };
    let tx: TxEnvelope = tx.into_signed(signature).into();
    Ok(Recovered::new_unchecked(tx, sender))
}

/// What the EVM runs for a transaction in a block. Tips are dropped: the sender pays the base fee,
/// whatever the transaction's type.
pub(super) fn environment(tx: &SignedTx, chain_id: u64) -> TxEnv {
    let authorizations = tx.authorization_list().unwrap_or_default();
    TxEnv {
        tx_type: if authorizations.is_empty() { 2 } else { 4 },
        caller: tx.signer(),
        gas_limit: tx.gas_limit(),
        gas_price: tx.max_fee_per_gas(),
        kind: tx.kind(),
        value: tx.value(),
        data: tx.input().clone(),
        nonce: tx.nonce(),
        chain_id: Some(chain_id),
        access_list: tx.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: Some(0),
        authorization_list: authorizations.iter().cloned().map(Either::Left).collect(),
        ..TxEnv::default()
    }
}

/// What the EVM runs for an `eth_call`, with `gas` as its limit.
pub(super) fn call_environment(request: &TransactionRequest, gas: u64, chain_id: u64) -> TxEnv {
    let authorizations = request.authorization_list.clone().unwrap_or_default();
    TxEnv {
        tx_type: if authorizations.is_empty() { 2 } else { 4 },
        caller: request.from.unwrap_or_default(),
        gas_limit: gas,
        gas_price: fee_cap(request),
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: input(request),
        nonce: request.nonce.unwrap_or_default(),
        chain_id: Some(chain_id),
        access_list: request.access_list.clone().unwrap_or_default(),
        gas_priority_fee: Some(0),
        authorization_list: authorizations.into_iter().map(Either::Left).collect(),
        ..TxEnv::default()
    }
}

/// Wei per gas that a request is ready to pay; zero if it does not say.
pub(super) fn fee_cap(request: &TransactionRequest) -> u128 {
    request.max_fee_per_gas.or(request.gas_price).unwrap_or_default()
}

/// Calldata of a request, whichever of its two names it uses.
pub(super) fn input(request: &TransactionRequest) -> Bytes {
    request.input.input().cloned().unwrap_or_default()
}

/// Gas for a transaction's place on L1: its compressed size at `l1_price` wei per unit.
pub(super) fn poster_gas(tx: &SignedTx, l1_price: U256) -> u64 {
    if l1_price.is_zero() {
        return 0;
    }
    poster_gas_of(&tx.encoded_2718(), l1_price)
}

/// The same for a request that is not signed yet, as if it were. What is not known stands in as bytes
/// that compress as little as real ones, so that the estimate is not below what will be charged.
pub(super) fn request_poster_gas(request: &TransactionRequest, l1_price: U256) -> u64 {
    if l1_price.is_zero() {
        return 0;
    }
    let mut complete = request.clone();
    let [r, s] = ["r", "s"].map(|seed| U256::from_be_bytes(keccak256(seed).0));
    let [number, ..] = r.into_limbs();
    complete.gas.get_or_insert(number >> 32);
    complete.nonce.get_or_insert(number >> 32);
    complete.to.get_or_insert(TxKind::Create);
    complete.max_fee_per_gas.get_or_insert(BASEFEE.into());
    complete.max_priority_fee_per_gas.get_or_insert(0);
    complete.gas_price = None;
    complete.chain_id = Some(number >> 32);
    let Ok(tx) = complete.build_typed_tx() else {
        return 0;
    };
    let signature = Signature::new(r, s, false);
    let tx: TxEnvelope = tx.into_signed(signature).into();
    poster_gas_of(&tx.encoded_2718(), l1_price)
}

fn poster_gas_of(encoded: &[u8], l1_price: U256) -> u64 {
    let bytes = u64::try_from(compressed_size(encoded)).unwrap_or(u64::MAX);
    let units = U256::from(bytes.saturating_mul(L1_UNITS_PER_BYTE));
    let gas = units.saturating_mul(l1_price).checked_div(U256::from(BASEFEE));
    gas.unwrap_or_default().saturating_to()
}

/// Bytes after brotli at the level that Nitro prices with.
fn compressed_size(data: &[u8]) -> usize {
    const QUALITY: u32 = 1;
    const WINDOW: u32 = 22;
    let mut compressed = Vec::with_capacity(data.len());
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 4096, QUALITY, WINDOW);
    let written = std::io::Write::write_all(&mut writer, data);
    drop(writer);
    // Writing to memory cannot fail; if it did, the plain size is the safe bound.
    if written.is_ok() { compressed.len() } else { data.len() }
}
