//! Agents that are contracts on the deployed programs: their code signs for them, whatever it does.

use alloy::{
    primitives::{Address, Bytes},
    sol_types::{SolCall as _, SolError as _, SolStruct as _},
};
use bursar_abi::{IVault, Policy};
use bursar_contract_tests::{
    batch::{batch, verdicts},
    outcome::Failure,
    parties::Party,
    signing::{self, TransferWithAuthorization},
    tenant::{ANY_VENDOR, CONTRACT_PAYER, DELEGATION, Tenant, plain, usdc},
    tokens::{IHostileWallet, Signs},
    world::World,
};
use bursar_policy::{
    AuthorizationFault, PolicyFault,
    batch::{
        Item, Signed,
        Verdict::{self, Settled},
        gas,
    },
};

const FORGED: Verdict = Verdict::Fault(AuthorizationFault::InvalidSignature);

/// A tenant whose agent is a contract that signs by the tenant's agent's key; its own agent has a key, too.
struct Wallet {
    world: World,
    acme: Tenant,
    address: Address,
    /// Signs for the contract.
    key: Party,
}

fn any(limits: u16) -> Policy {
    Policy { vendors: ANY_VENDOR, limits, ..plain() }
}

/// A wallet that has not joined yet.
fn newcomer() -> Wallet {
    let mut world = World::new();
    let acme = world.tenant("acme", any(0));
    let key = Party::named("wallet's key");
    let address = world.deploy_wallet(&key);
    Wallet { world, acme, address, key }
}

fn wallet() -> Wallet {
    let mut wallet = newcomer();
    let call = wallet.join(wallet.key.clone());
    wallet.world.send(&wallet.acme.owner, &call).ok();
    wallet
}

impl Wallet {
    /// The call that adds the wallet as a contract payer, its consent signed by this key.
    fn join(&mut self, by: Party) -> IVault::addAgentCall {
        let (treasury, agent) = (self.acme.id, self.address);
        let (salt, deadline) = (self.world.unique(), self.world.now + 60);
        let domain = self.world.domain();
        let consent = signing::contract_consent(agent, &by, treasury, salt, deadline, &domain);
        IVault::addAgentCall { treasury, agent, policy: any(CONTRACT_PAYER), consent }
    }

    fn answer(&self, answer: Signs) {
        let call = IHostileWallet::setAnswerCall { answer };
        self.world.send_to(&self.world.relayer, self.address, &call).ok();
    }

    /// Lets the contract delegate.
    fn trust(&self) {
        let agent = self.address;
        let expectedVersion = self.world.agent_version(agent);
        let policy = Policy { delegationDepth: 1, ..any(CONTRACT_PAYER | DELEGATION) };
        let edit = IVault::setPolicyCall { agent, policy, expectedVersion };
        self.world.send(&self.acme.owner, &edit).ok();
    }

    /// Has the code at `account` call the vault; why the vault refuses, if it does.
    fn call_from(&self, account: Address, data: Vec<u8>) -> Option<Failure> {
        let call = IHostileWallet::executeCall { to: self.world.vault, data: data.into() };
        self.world.send_to(&self.world.relayer, account, &call).result.err()
    }

    fn authorization(&mut self, value: u64) -> TransferWithAuthorization {
        let authorization = self.world.authorization(&self.acme, value);
        TransferWithAuthorization { from: self.address, ..authorization }
    }

    fn sign(&self, authorization: &TransferWithAuthorization) -> Vec<u8> {
        self.key.sign(authorization.eip712_signing_hash(&self.world.domain())).to_bytes()
    }

    /// A payment as a batch holds it, with these bytes for its signature.
    fn item<'a>(&self, authorization: &TransferWithAuthorization, signature: &'a [u8]) -> Item<'a> {
        let item = self.world.sign_item(&self.key, authorization);
        let Item { agent, vendor, value, valid_after, valid_before, nonce, .. } = item;
        let signature = Signed::Bytes(signature);
        Item { agent, vendor, value, valid_after, valid_before, nonce, signature }
    }

    /// The verdict on a fresh payment in a batch.
    fn pay(&mut self, value: u64) -> Verdict {
        let authorization = self.authorization(value);
        let signature = self.sign(&authorization);
        self.world.settle_batch(&[self.item(&authorization, &signature)]).ok()[0]
    }

    fn spent(&self) -> u64 {
        self.world.view(&IVault::agentCall { agent: self.address }).lifetime
    }
}

fn invalid_signature() -> Failure {
    Failure::text(AuthorizationFault::InvalidSignature.text())
}

#[test]
fn contract_payer_pays_on_every_road() {
    let mut wallet = wallet();
    assert_eq!(wallet.pay(usdc(1)), Settled);
    let authorization = wallet.authorization(usdc(2));
    let call = authorization.with_bytes(wallet.sign(&authorization));
    wallet.world.send(&wallet.world.relayer, &call).ok();
    // Facilitators bring every signature of 65 bytes to the other overload.
    let authorization = wallet.authorization(usdc(3));
    let call = authorization.signed(&wallet.key, &wallet.world.domain());
    wallet.world.send(&wallet.world.relayer, &call).ok();
    assert_eq!(wallet.spent(), usdc(6));
    assert_eq!(wallet.world.token_balance(wallet.acme.vendor), usdc(6));
}

#[test]
fn contract_payer_signs_with_as_many_bytes_as_its_code_takes() {
    let mut wallet = wallet();
    wallet.answer(Signs::Always);
    for length in [0, 1, 64, 65, 127, 128, 500] {
        let signature = vec![7; length];
        let authorization = wallet.authorization(1);
        let item = wallet.item(&authorization, &signature);
        assert_eq!(wallet.world.settle_batch(&[item]).ok(), [Settled], "{length}");
        let authorization = wallet.authorization(1);
        let call = authorization.with_bytes(signature);
        wallet.world.send(&wallet.world.relayer, &call).ok();
    }
}

#[test]
fn key_signs_through_the_overload_with_65_bytes_and_no_other_length() {
    let mut wallet = newcomer();
    let (acme, domain) = (wallet.acme.clone(), wallet.world.domain());
    let authorization = wallet.world.authorization(&acme, usdc(1));
    let signature = acme.agent.sign(authorization.eip712_signing_hash(&domain)).to_bytes();
    for bytes in [&signature[..64], &[], &[&signature[..], &[0]].concat()] {
        let call = authorization.with_bytes(bytes.to_vec());
        let failure = wallet.world.send(&wallet.world.relayer, &call).failure();
        assert_eq!(failure, invalid_signature());
    }
    // A batch holds keys' signatures in one form only.
    let item = Item {
        signature: Signed::Bytes(&signature),
        ..wallet.world.sign_item(&acme.agent, &authorization)
    };
    assert_eq!(wallet.world.settle_batch(&[item]).ok(), [FORGED]);
    wallet.world.send(&wallet.world.relayer, &authorization.with_bytes(signature)).ok();
}

#[test]
fn consent_to_be_a_contract_payer_is_the_codes_to_give() {
    let mut wallet = newcomer();
    let (acme, relayer) = (wallet.acme.clone(), wallet.world.relayer.clone());
    let invalid = IVault::ConsentInvalid { agent: wallet.address };
    // Another key than the contract's.
    let call = wallet.join(relayer);
    assert_eq!(wallet.world.send(&acme.owner, &call).failure(), invalid.clone().into());
    for answer in [Signs::Wrong, Signs::Padded, Signs::Nothing, Signs::Revert, Signs::Burn] {
        wallet.answer(answer);
        let call = wallet.join(wallet.key.clone());
        assert_eq!(wallet.world.send(&acme.owner, &call).failure(), invalid.clone().into());
    }
    wallet.answer(Signs::Honest);
    // A consent that does not say what its agent becomes is for a key.
    let mut call = wallet.join(wallet.key.clone());
    call.policy.limits = 0;
    assert_eq!(wallet.world.send(&acme.owner, &call).failure(), invalid.into());
    let call = wallet.join(wallet.key.clone());
    wallet.world.send(&acme.owner, &call).ok();
}

#[test]
fn consent_of_a_key_makes_no_contract_payer() {
    let mut wallet = newcomer();
    let (acme, key) = (wallet.acme.clone(), Party::named("newcomer"));
    let consent = wallet.world.consent(&key, acme.id);
    let (treasury, agent) = (acme.id, key.address);
    let call = IVault::addAgentCall { treasury, agent, policy: any(CONTRACT_PAYER), consent };
    let invalid = IVault::ConsentInvalid { agent };
    assert_eq!(wallet.world.send(&acme.owner, &call).failure(), invalid.into());
}

#[test]
fn edit_reverts_when_it_changes_who_signs_for_the_agent() {
    let wallet = wallet();
    let fault = PolicyFault::ContractPayerChanged.code();
    let refused = Failure::from(IVault::PolicyInvalid { fault });
    for (agent, limits) in [(wallet.address, 0), (wallet.acme.agent.address, CONTRACT_PAYER)] {
        let expectedVersion = wallet.world.agent_version(agent);
        let call = IVault::setPolicyCall { agent, policy: any(limits), expectedVersion };
        assert_eq!(wallet.world.send(&wallet.acme.owner, &call).failure(), refused);
    }
}

#[test]
fn item_alone_is_refused_whatever_the_contract_answers() {
    let mut wallet = wallet();
    for answer in [Signs::Wrong, Signs::Padded, Signs::Nothing, Signs::Revert, Signs::Burn] {
        wallet.answer(answer);
        let authorization = wallet.authorization(usdc(1));
        let signature = wallet.sign(&authorization);
        let acme = wallet.acme.clone();
        let other = wallet.world.item(&acme, usdc(2));
        let item = wallet.item(&authorization, &signature);
        let told = wallet.world.settle_batch(&[item, other]).ok();
        assert_eq!(told, [FORGED, Settled]);
        let call = authorization.with_bytes(signature.clone());
        let failure = wallet.world.send(&wallet.world.relayer, &call).failure();
        assert_eq!(failure, invalid_signature());
        // What was refused left no trace: the contract may change its mind.
        assert!(!wallet.world.is_used(authorization.from, authorization.nonce));
        wallet.answer(Signs::Honest);
        let item = wallet.item(&authorization, &signature);
        assert_eq!(wallet.world.settle_batch(&[item]).ok(), [Settled]);
    }
}

#[test]
fn contract_that_answers_with_long_data_is_believed_by_its_first_word() {
    let mut wallet = wallet();
    wallet.answer(Signs::Huge);
    let before = wallet.world.token_balance(wallet.acme.vendor);
    assert_eq!(wallet.pay(usdc(1)), Settled);
    assert_eq!(wallet.world.token_balance(wallet.acme.vendor), before + usdc(1));
}

#[test]
fn contract_that_calls_the_vault_back_is_refused() {
    let mut wallet = wallet();
    wallet.answer(Signs::Call);
    let (authorizer, nonce) = (wallet.address, wallet.world.unique());
    let payload: Bytes = IVault::authorizationStateCall { authorizer, nonce }.abi_encode().into();
    let target = wallet.world.vault;
    let call = IHostileWallet::setCallCall { target, payload };
    wallet.world.send_to(&wallet.world.relayer, wallet.address, &call).ok();
    assert_eq!(wallet.pay(usdc(1)), FORGED);
    // The same call of anybody else succeeds.
    let token = IHostileWallet::setCallCall {
        target: wallet.world.token,
        payload: bursar_abi::IToken::balanceOfCall { account: authorizer }.abi_encode().into(),
    };
    wallet.world.send_to(&wallet.world.relayer, wallet.address, &token).ok();
    assert_eq!(wallet.pay(usdc(1)), Settled);
}

#[test]
fn signature_of_a_key_is_not_a_contract_payers_in_the_form_of_keys() {
    let mut wallet = wallet();
    let authorization = wallet.authorization(usdc(1));
    let item = wallet.world.sign_item(&wallet.key, &authorization);
    assert_eq!(wallet.world.settle_batch(&[item]).ok(), [FORGED]);
}

#[test]
fn contract_payer_is_never_refused_for_lack_of_gas_whatever_gas_the_caller_sends() {
    let mut wallet = wallet();
    let authorization = wallet.authorization(usdc(1));
    let signature = wallet.sign(&authorization);
    let call = batch(&[wallet.item(&authorization, &signature)]);
    let bytes = call.abi_encoded_size();
    let most = gas::limit(bytes, 1, 1, 1).saturating_add(gas::extra(1, 0, 0));
    let mut passed = 0;
    for hundredth in 5..=100 {
        let snapshot = wallet.world.chain.snapshot();
        let sent = wallet.world.send_with_gas(&wallet.world.relayer, &call, most * hundredth / 100);
        match sent.result {
            Ok(told) => {
                assert_eq!(verdicts(&told), [Settled], "{hundredth}");
                passed += 1;
            }
            Err(Failure(data)) => {
                let is_starved =
                    data.is_empty() || data.starts_with(&IVault::GasInsufficient::SELECTOR);
                assert!(is_starved, "{hundredth}: {:?}", Failure(data));
            }
        }
        assert!(wallet.world.chain.revert(snapshot));
    }
    assert!((1..95).contains(&passed), "{passed} passed");
}

#[test]
fn hostile_contract_burns_no_more_than_its_cap() {
    let mut wallet = wallet();
    wallet.answer(Signs::Burn);
    let authorization = wallet.authorization(usdc(1));
    let signature = wallet.sign(&authorization);
    let acme = wallet.acme.clone();
    let other = wallet.world.item(&acme, usdc(1));
    let items = [wallet.item(&authorization, &signature), other];
    let snapshot = wallet.world.chain.snapshot();
    let alone = wallet.world.settle_batch(&items[1..]).gas_used;
    assert!(wallet.world.chain.revert(snapshot));
    let both = wallet.world.settle_batch(&items).gas_used;
    assert!(both - alone < gas::extra(1, 0, 0) + 20_000, "{both} - {alone}");
}

#[test]
fn delegation_of_a_contract_payer_is_signed_by_its_code() {
    let mut wallet = wallet();
    wallet.trust();
    let child = Party::named("child");
    let parent = Party { address: wallet.address, ..wallet.key.clone() };
    let delegation = wallet.world.delegation(&parent, &child, any(0));
    let forged = signing::delegate(&delegation, &child, &child, &wallet.world.domain());
    let failure = wallet.world.send(&wallet.world.relayer, &forged).failure();
    assert_eq!(failure, IVault::ConsentInvalid { agent: wallet.address }.into());
    let call = signing::delegate(&delegation, &parent, &child, &wallet.world.domain());
    wallet.world.send(&wallet.world.relayer, &call).ok();
    let child = Tenant { agent: child, ..wallet.acme.clone() };
    wallet.world.pay(&child, usdc(1)).ok();
    assert_eq!(wallet.spent(), usdc(1));
}

#[test]
fn contract_payer_consents_to_a_delegation_by_calling() {
    let mut wallet = wallet();
    wallet.trust();
    let (parent, child) = (wallet.address, Party::named("child"));
    let delegation =
        wallet.world.delegation(&Party { address: parent, ..wallet.key.clone() }, &child, any(0));
    let signed = signing::delegate(&delegation, &wallet.key, &child, &wallet.world.domain());
    let call = IVault::delegateCall { parentSignature: Bytes::new(), ..signed };
    let failure = wallet.world.send(&wallet.world.relayer, &call).failure();
    assert_eq!(failure, IVault::ConsentInvalid { agent: parent }.into());
    assert_eq!(wallet.call_from(parent, call.abi_encode()), None);
    assert!(wallet.world.view(&IVault::agentCall { agent: child.address }).live);
}

/// What an account's code is while it delegates to `target` (EIP-7702).
fn designator(target: Address) -> Bytes {
    [&[0xef, 0x01, 0x00][..], target.as_slice()].concat().into()
}

#[test]
fn delegated_account_signs_by_its_code_and_by_its_key_once_it_has_none() {
    let mut wallet = newcomer();
    let account = Party::named("account");
    wallet.world.chain.set_code(account.address, designator(wallet.address));
    wallet.address = account.address;
    let join = wallet.join(wallet.key.clone());
    wallet.world.send(&wallet.acme.owner, &join).ok();
    assert_eq!(wallet.pay(usdc(1)), Settled);
    let codes_key = std::mem::replace(&mut wallet.key, account);
    assert_eq!(wallet.pay(usdc(1)), FORGED, "its own key, which its code does not know");

    wallet.world.chain.set_code(wallet.address, Bytes::new());
    assert_eq!(wallet.pay(usdc(1)), Settled);
    let authorization = wallet.authorization(usdc(1));
    let call = authorization.signed(&wallet.key, &wallet.world.domain());
    wallet.world.send(&wallet.world.relayer, &call).ok();
    // A batch has one form for it, code or not.
    let authorization = wallet.authorization(usdc(1));
    let item = wallet.world.sign_item(&wallet.key, &authorization);
    assert_eq!(wallet.world.settle_batch(&[item]).ok(), [FORGED]);
    wallet.key = codes_key;
    assert_eq!(wallet.pay(usdc(1)), FORGED);
    assert_eq!(wallet.spent(), usdc(3));
}

#[test]
fn delegated_account_that_joined_with_its_key_signs_by_its_key_only() {
    let mut wallet = newcomer();
    let acme = wallet.acme.clone();
    wallet.world.chain.set_code(acme.agent.address, designator(wallet.address));
    wallet.world.pay(&acme, usdc(1)).ok();
    let item = wallet.world.item(&acme, usdc(1));
    assert_eq!(wallet.world.settle_batch(&[item]).ok(), [Settled]);
    wallet.address = acme.agent.address;
    assert_eq!(wallet.pay(usdc(1)), FORGED);
    let authorization = wallet.authorization(usdc(1));
    let call = authorization.with_bytes(wallet.sign(&authorization));
    let failure = wallet.world.send(&wallet.world.relayer, &call).failure();
    assert_eq!(failure, invalid_signature());
    assert_eq!(wallet.spent(), usdc(2));
}

/// Whatever makes the code at its address call: a plugin, or who may recover the wallet.
#[test]
fn delegated_account_that_joined_with_its_key_grants_by_its_key_only() {
    let mut wallet = newcomer();
    let (acme, domain) = (wallet.acme.clone(), wallet.world.domain());
    let policy = Policy { delegationDepth: 1, ..any(DELEGATION) };
    wallet.world.set_policy(&acme, policy).ok();
    let agent = acme.agent.address;
    wallet.world.chain.set_code(agent, designator(wallet.address));
    let (child, guest) = (Party::named("child"), Party::named("guest"));
    let delegation = wallet.world.delegation(&acme.agent, &child, any(0));
    let delegate = signing::delegate(&delegation, &acme.agent, &child, &domain);
    let session = wallet.world.session(&acme.agent, &guest);
    let register = signing::register_session(&session, &acme.agent, &guest, &domain);
    let unsigned = [
        IVault::delegateCall { parentSignature: Bytes::new(), ..delegate.clone() }.abi_encode(),
        IVault::registerSessionCall { parentSignature: Bytes::new(), ..register.clone() }
            .abi_encode(),
    ];
    for call in unsigned {
        let refused = Failure::from(IVault::ConsentInvalid { agent });
        assert_eq!(wallet.call_from(agent, call), Some(refused));
    }
    for call in [delegate.abi_encode(), register.abi_encode()] {
        assert_eq!(wallet.call_from(agent, call), None, "its key has signed");
    }
}
