use super::*;
use alloy::primitives::Bytes;
use bursar_policy::batch::Verdict;
use bursar_policy::{Authorization, Signature};
use tempfile::TempDir;

use crate::batcher::Fees;
use crate::payment::PaymentSignature;

const SIGNER: Address = Address::repeat_byte(0x51);
const PAYEE: Address = Address::repeat_byte(0x77);

/// A store of its own, and the folder that holds it.
async fn store() -> (Intents, TempDir) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("test.db")).await.unwrap();
    (Intents::new(store, 7), folder)
}

fn payment(nonce: u8) -> SignedAuthorization {
    let authorization = Authorization {
        from: Address::repeat_byte(1),
        to: PAYEE,
        value: U256::from(5),
        valid_after: U256::ZERO,
        valid_before: U256::MAX,
        nonce: B256::repeat_byte(nonce),
    };
    let word = B256::repeat_byte(2);
    let signature = Signature { r: word, s: word, odd_y: true }.into();
    SignedAuthorization { asset: Address::repeat_byte(3), authorization, signature }
}

fn paid(payment: &SignedAuthorization, block: u64) -> Paid {
    let settlement = Settlement { transaction: B256::repeat_byte(0xee), block };
    let message = &payment.authorization;
    Paid { key: payment.key(), payee: message.to, value: message.value, settlement }
}

/// A slot of nonce 4 with one transaction.
fn slot() -> (SlotDraft, Sent) {
    let calldata = Bytes::from_static(b"call");
    let draft = SlotDraft {
        signer: SIGNER,
        nonce: 4,
        target: PAYEE,
        calldata,
        value: 3,
        gas_limit: 90_000,
    };
    let raw = Bytes::from_static(b"raw");
    let fees = Fees { max_fee: 10, tip: 1 };
    (draft, Sent { hash: B256::repeat_byte(0xaa), raw, fees })
}

async fn enter(intents: &Intents, payment: SignedAuthorization) -> Intent {
    match intents.enter(&[payment]).await.unwrap().remove(0) {
        Entered::Fresh(intent) => intent,
        Entered::Known(intent) => panic!("known: {intent:?}"),
    }
}

async fn standing(intents: &Intents, payment: &SignedAuthorization) -> Standing {
    intents.find(&payment.key()).await.unwrap().unwrap().standing
}

#[tokio::test]
async fn open_gives_back_whatever_a_contract_signed() {
    let (intents, _folder) = store().await;
    // One of 65 bytes is no key's for that.
    for (nonce, bytes) in [(1, vec![]), (2, vec![7; 65]), (3, vec![7; 4_096])] {
        let signature = PaymentSignature::Contract(bytes.into());
        enter(&intents, SignedAuthorization { signature, ..payment(nonce) }).await;
    }
    enter(&intents, payment(4)).await;
    let open = intents.open().await.unwrap();
    let bytes = |intent: &Intent| match &intent.payment.signature {
        PaymentSignature::Contract(bytes) => Some(bytes.len()),
        PaymentSignature::Key(_) => None,
    };
    assert_eq!(open.iter().map(bytes).collect::<Vec<_>>(), [Some(0), Some(65), Some(4_096), None]);
    assert_eq!(open[3].payment, payment(4));
}

#[tokio::test]
async fn enter_tells_fresh_from_known_when_a_commit_holds_both() {
    let (intents, _folder) = store().await;
    let first = enter(&intents, payment(1)).await;
    let entered = intents.enter(&[payment(1), payment(2), payment(2)]).await.unwrap();
    let second = Intent { id: first.id + 1, payment: payment(2), ..first.clone() };
    let expected = [
        Entered::Known(first.clone()),
        Entered::Fresh(second.clone()),
        Entered::Known(second.clone()),
    ];
    assert_eq!(entered, expected);
    assert_eq!(intents.open().await.unwrap(), [first, second]);
}

#[tokio::test]
async fn enter_keeps_the_first_message_when_another_has_the_same_key() {
    let (intents, _folder) = store().await;
    enter(&intents, payment(1)).await;
    let mut other = payment(1);
    other.authorization.to = Address::repeat_byte(0x99);
    let entered = intents.enter(&[other]).await.unwrap();
    assert!(matches!(&entered[..], [Entered::Known(intent)] if intent.payment == payment(1)));
}

#[tokio::test]
async fn intents_are_apart_when_chains_differ() {
    let (intents, _folder) = store().await;
    enter(&intents, payment(1)).await;
    let other = Intents::new(intents.store.clone(), 8);
    assert_eq!(other.find(&payment(1).key()).await.unwrap(), None);
    enter(&other, payment(1)).await;
}

#[tokio::test]
async fn settle_has_the_last_word_when_the_intent_was_refused() {
    let (intents, _folder) = store().await;
    let id = enter(&intents, payment(1)).await.id;
    let refusal = Refusal { verdict: Verdict::PayoutFailed, detail: Some("why".into()) };
    assert_eq!(intents.refuse(&[(id, refusal.clone())]).await.unwrap(), [id]);
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Refused(refusal.clone()));
    let event = paid(&payment(1), 9);
    intents.settle(&[event]).await.unwrap();
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Settled(event.settlement));
    assert_eq!(intents.refuse(&[(id, refusal)]).await.unwrap(), [0; 0], "settled stays settled");
}

#[tokio::test]
async fn settle_passes_over_when_the_event_is_of_another_message() {
    let (intents, _folder) = store().await;
    enter(&intents, payment(1)).await;
    let event = Paid { value: U256::from(6), ..paid(&payment(1), 9) };
    intents.settle(&[event, paid(&payment(2), 9)]).await.unwrap();
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Queued);
}

#[tokio::test]
async fn roll_back_opens_only_what_came_later() {
    let (intents, _folder) = store().await;
    let ids = [enter(&intents, payment(1)).await.id, enter(&intents, payment(2)).await.id];
    enter(&intents, payment(3)).await;
    let (draft, sent) = slot();
    let slot = intents.open_slot(&draft, &sent, &ids, 0).await.unwrap().unwrap();
    intents.close_slot(slot, 10, 50_000, &[]).await.unwrap();
    let events = [paid(&payment(1), 9), paid(&payment(2), 10), paid(&payment(3), 10)];
    intents.settle(&events).await.unwrap();
    intents.roll_back(9).await.unwrap();
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Settled(events[0].settlement));
    let transaction = sent.hash;
    assert_eq!(standing(&intents, &payment(2)).await, Standing::Sent { transaction });
    assert_eq!(standing(&intents, &payment(3)).await, Standing::Queued);
    let open = Slot { id: slot, draft, sent: vec![sent], intents: vec![ids[1]] };
    assert_eq!(intents.open_slots().await.unwrap(), [open]);
}

#[tokio::test]
async fn close_slot_queues_again_what_it_left_unpaid() {
    let (intents, _folder) = store().await;
    let ids = [enter(&intents, payment(1)).await.id, enter(&intents, payment(2)).await.id];
    let (draft, sent) = slot();
    let slot = intents.open_slot(&draft, &sent, &ids, 100).await.unwrap().unwrap();
    assert_eq!(intents.gas_since(100).await.unwrap(), 90_000);
    assert_eq!(intents.gas_since(101).await.unwrap(), 0);
    intents.close_slot(slot, 10, 50_000, &[(&ids[1..], 4)]).await.unwrap();
    assert_eq!(intents.gas_since(100).await.unwrap(), 50_000);
    let open = intents.open().await.unwrap();
    assert_eq!(open[0].standing, Standing::Sent { transaction: sent.hash });
    assert_eq!((&open[1].standing, open[1].attempts), (&Standing::Queued, 4));
    intents.reopen_slots(SIGNER, 5).await.unwrap();
    assert_eq!(intents.open_slots().await.unwrap(), []);
    intents.reopen_slots(SIGNER, 4).await.unwrap();
    assert_eq!(intents.open_slots().await.unwrap().len(), 1);
}

#[tokio::test]
async fn open_slot_fails_when_the_nonce_has_one() {
    let (intents, _folder) = store().await;
    let id = enter(&intents, payment(1)).await.id;
    let (draft, sent) = slot();
    intents.open_slot(&draft, &sent, &[id], 0).await.unwrap();
    let again = Sent { hash: B256::repeat_byte(0xbb), ..sent.clone() };
    assert!(intents.open_slot(&draft, &again, &[], 0).await.is_err());
    let dearer = Sent { hash: B256::repeat_byte(0xcc), fees: Fees { max_fee: 12, tip: 2 }, ..sent };
    let slot = intents.open_slots().await.unwrap().remove(0);
    intents.add_sent(slot.id, &dearer).await.unwrap();
    let hashes: Vec<B256> =
        intents.open_slots().await.unwrap()[0].sent.iter().map(|sent| sent.hash).collect();
    assert_eq!(hashes, [B256::repeat_byte(0xaa), dearer.hash]);
}

#[tokio::test]
async fn claim_is_granted_to_the_first_and_to_nobody_before_the_end() {
    let (intents, _folder) = store().await;
    enter(&intents, payment(1)).await;
    let (key, [one, two]) = (payment(1).key(), [B256::repeat_byte(1), B256::repeat_byte(2)]);
    assert_eq!(intents.claim(&[(key, one)]).await.unwrap(), [false]);
    intents.settle(&[paid(&payment(1), 9)]).await.unwrap();
    let claims = [(key, two), (key, one), (key, two), (payment(2).key(), one)];
    assert_eq!(intents.claim(&claims).await.unwrap(), [true, false, true, false]);
}

#[tokio::test]
async fn withdraw_and_open_slot_exclude_each_other() {
    let (intents, _folder) = store().await;
    let ids = [enter(&intents, payment(1)).await.id, enter(&intents, payment(2)).await.id];
    assert!(intents.withdraw(&payment(1).key()).await.unwrap());
    assert!(!intents.withdraw(&payment(1).key()).await.unwrap(), "once");
    assert!(!intents.withdraw(&payment(9).key()).await.unwrap(), "never accepted");
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Withdrawn);
    let (draft, sent) = slot();
    assert_eq!(intents.open_slot(&draft, &sent, &ids, 0).await.unwrap(), None);
    assert_eq!(intents.open_slots().await.unwrap(), [], "nothing is written");
    assert_eq!(standing(&intents, &payment(2)).await, Standing::Queued);
    assert!(intents.open_slot(&draft, &sent, &ids[1..], 0).await.unwrap().is_some());
    assert!(!intents.withdraw(&payment(2).key()).await.unwrap(), "it may land");
    let withdrawn = intents.refused(0).await.unwrap();
    assert_eq!(withdrawn.iter().map(|it| it.id).collect::<Vec<_>>(), ids[..1]);
    let event = paid(&payment(1), 9);
    intents.settle(&[event]).await.unwrap();
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Settled(event.settlement));
}

#[tokio::test]
async fn refuse_and_withdraw_spare_what_a_former_signer_may_still_pay() {
    let (intents, _folder) = store().await;
    let id = enter(&intents, payment(1)).await.id;
    let (draft, sent) = slot();
    let slot = intents.open_slot(&draft, &sent, &[id], 0).await.unwrap().unwrap();
    intents.take_over(slot).await.unwrap();
    let waiting = intents.open().await.unwrap().remove(0);
    assert_eq!(
        (waiting.standing, waiting.is_waiting),
        (Standing::Sent { transaction: sent.hash }, true)
    );
    let refusal = Refusal::from(Verdict::PayoutFailed);
    assert_eq!(intents.refuse(&[(id, refusal.clone())]).await.unwrap(), [0; 0]);
    assert!(!intents.withdraw(&payment(1).key()).await.unwrap());
    intents.forget_slot(slot).await.unwrap();
    assert_eq!(standing(&intents, &payment(1)).await, Standing::Queued);
    assert_eq!(intents.refuse(&[(id, refusal)]).await.unwrap(), [id]);
}

#[tokio::test]
async fn refuse_ends_what_has_expired_whoever_sent_it() {
    let (intents, _folder) = store().await;
    let id = enter(&intents, payment(1)).await.id;
    let (draft, sent) = slot();
    let slot = intents.open_slot(&draft, &sent, &[id], 0).await.unwrap().unwrap();
    intents.take_over(slot).await.unwrap();
    let expired = Refusal::from(Verdict::Fault(bursar_policy::AuthorizationFault::Expired));
    assert_eq!(intents.refuse(&[(id, expired)]).await.unwrap(), [id]);
}
