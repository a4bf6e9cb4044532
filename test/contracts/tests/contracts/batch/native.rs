//! What the policy crate itself, run natively on the words of the vault, makes of any bytes; and whether
//! the deployed program makes the same of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    signers::Signature as Recoverable,
    sol_types::{SolCall as _, SolEvent as _},
};
use bursar_abi::{IContractPayer::isValidSignatureCall, IVault};
use bursar_contract_tests::{outcome::Failure, world::World};
use bursar_policy::{
    Signature, Storage, TreasuryState, audit,
    batch::{Item, Logged, Scene, Settlement, Verdict, decode},
    layout,
    signers::Signers,
};

/// The vault's words as a map that reads through to the chain, so that only what changes is in it.
pub(super) struct Words<'a> {
    pub(super) world: &'a World,
    pub(super) changed: BTreeMap<U256, U256>,
}

impl<'a> Words<'a> {
    pub(super) const fn of(world: &'a World) -> Self {
        Self { world, changed: BTreeMap::new() }
    }
}

impl Storage for Words<'_> {
    fn load(&mut self, slot: U256) -> U256 {
        self.changed.get(&slot).copied().unwrap_or_else(|| self.world.slot(slot))
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.changed.insert(slot, word);
    }
}

/// Recovers keys without the chain's precompile, and asks contracts on the chain.
struct Keys<'a>(&'a World);

impl Signers for Keys<'_> {
    type Error = Infallible;

    fn recover(&mut self, digest: B256, signature: &Signature) -> Result<U256, Infallible> {
        let Signature { r, s, odd_y } = *signature;
        let signer =
            Recoverable::from_scalars_and_parity(r, s, odd_y).recover_address_from_prehash(&digest);
        Ok(signer.map_or(U256::ZERO, layout::word_of))
    }

    fn ask(
        &mut self,
        account: Address,
        digest: B256,
        signature: &[u8],
    ) -> Result<Option<bool>, Infallible> {
        let Self(world) = self;
        if world.chain.state().code(account).is_empty() {
            return Ok(None);
        }
        let call = isValidSignatureCall { hash: digest, signature: signature.to_vec().into() };
        let answer = world.call(world.vault, account, call.abi_encode());
        let magic = B256::right_padding_from(&isValidSignatureCall::SELECTOR);
        Ok(Some(answer.is_ok_and(|data| data.starts_with(magic.as_slice()))))
    }
}

/// What a batch should do: a byte for each item, and the words that change.
type Judged = Result<(Vec<u8>, BTreeMap<U256, U256>), Failure>;

/// Settles `bytes` natively, where the token pays nobody of those who are `blocked`.
fn judge(world: &World, bytes: &[u8], blocked: &[Address]) -> Judged {
    let mut words = Words::of(world);
    let (vault, token, now) = (world.vault, world.token, world.now);
    let (settler, domain) = (world.relayer.address, world.domain().separator());
    let scene = Scene { vault, token, now, settler, domain };
    let mut batch = Settlement::open(bytes, &mut words, scene)
        .map_err(|fault| IVault::BatchMalformed { fault: fault.code() })?;
    let Ok(()) = batch.check(&mut Keys(world));
    batch.pay();
    let payouts = batch.payouts();
    let is_refused = |vendor: &Address| blocked.contains(vendor);
    let failed = payouts.iter().filter(|payout| is_refused(&payout.vendor));
    let failed: Vec<_> = failed.map(|payout| payout.row).collect();
    if !failed.is_empty()
        && (failed.len() == payouts.len() || !batch.leave_out(|row| failed.contains(&row)))
    {
        return Err(IVault::PayoutsFailed {}.into());
    }
    batch.record(|treasury, logged| {
        let log = match logged {
            Logged::Opened(session) => {
                IVault::SessionOpened::of(treasury, session).encode_log_data()
            }
            Logged::Paid(Item { agent, vendor, value, nonce, .. }) => {
                let (agent, vendor, value, nonce) = (*agent, *vendor, U256::from(*value), *nonce);
                IVault::PaymentSettled { treasury, agent, vendor, value, nonce }.encode_log_data()
            }
        };
        audit::entry_hash(now, log.topics(), &log.data)
    });
    let verdicts = batch.finish();
    Ok((verdicts, words.changed))
}

/// Every word of the vault that is not zero.
fn storage(world: &World) -> BTreeMap<U256, U256> {
    let words = world.chain.state();
    words.storage(world.vault).filter(|(_, word)| !word.is_zero()).collect()
}

/// What the items that the batch settled are worth to each vendor.
fn paid(bytes: &[u8], verdicts: &[u8]) -> BTreeMap<Address, u64> {
    let mut sums = BTreeMap::new();
    let batch = decode(bytes).expect("a batch that was settled");
    let settled = batch.items().zip(verdicts).filter(|(_, byte)| **byte == Verdict::Settled.byte());
    settled.for_each(|(item, _)| *sums.entry(item.vendor).or_default() += item.value);
    sums
}

/// Has the deployed program settle `bytes`, whatever they are, and takes it back: the answer, every word of
/// the vault and everybody's money are what the policy crate makes of them. Returns the answer.
pub(super) fn settle(
    world: &World,
    bytes: &[u8],
    blocked: &[Address],
    treasuries: &BTreeSet<u64>,
) -> Result<Vec<u8>, Failure> {
    let money = |vendors: &BTreeMap<Address, u64>| {
        let vendors = vendors.keys().map(|vendor| world.token_balance(*vendor)).collect::<Vec<_>>();
        let owed = |treasury: &u64| {
            let word = world.slot(layout::treasury_state_slot(*treasury));
            TreasuryState::unpack(word).balance
        };
        let owed: Vec<u128> = treasuries.iter().map(|treasury| owed(treasury).into()).collect();
        (vendors, owed.iter().sum::<u128>(), world.token_balance(world.vault))
    };
    let judged = judge(world, bytes, blocked);
    let mut expected = storage(world);
    let due = judged.as_ref().map(|(verdicts, _)| paid(bytes, verdicts)).unwrap_or_default();
    if let Ok((_, changed)) = &judged {
        expected.extend(changed);
        expected.retain(|_, word| !word.is_zero());
    }
    let (before, owed, held) = money(&due);
    let snapshot = world.chain.snapshot();
    let call = IVault::settleBatchCall { batch: Bytes::copy_from_slice(bytes) };
    let outcome = world.send(&world.relayer, &call);
    let answer = outcome.result.map(|verdicts| verdicts.to_vec());
    let judged = judged.map(|(verdicts, _)| verdicts);
    assert_eq!(answer, judged, "the program's answer, and the native one");
    assert!(storage(world) == expected, "other words than those of {answer:?}");
    let after: Vec<_> = before.iter().zip(due.values()).map(|(had, got)| had + got).collect();
    let sum: u64 = due.values().sum();
    assert_eq!(money(&due), (after, owed - u128::from(sum), held - sum));
    assert!(world.chain.revert(snapshot));
    answer
}
