//! Denials put on record, on any storage.

use crate::inputs::{CALLER, Draft, Moment, TOKEN, VAULT};
use crate::vault::{Contents, Slots, nonce_slot};
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Cache, Recorded, Refused, Report, pay, record};
use bursar_policy::layout::{self, agent_state};
use bursar_policy::roles::Roles;
use bursar_policy::{AuthorizationFault, HORIZON, Payment, breaker, nonce};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// More denials than this in one input show nothing new.
const STEPS_MAX: usize = 12;

/// A vault, and messages that its reporter would have recorded one after the other.
#[derive(Arbitrary, Clone, Debug)]
pub struct Input {
    contents: Contents,
    now: Moment,
    steps: Vec<Step>,
}

/// One message, so many seconds after the last; before it, somebody may thaw its agent.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Step {
    wait: u16,
    message: Draft,
    is_thawed: bool,
}

/// Records whatever is denied.
///
/// # Panics
/// If a rule is broken.
pub fn run(input: &Input) {
    let mut slots = input.contents.slots();
    let mut now = input.now.seconds();
    for step in input.steps.iter().take(STEPS_MAX) {
        now = now.saturating_add(step.wait.into());
        let item = step.message.item(now);
        if step.is_thawed {
            breaker::thaw(&mut slots, item.agent);
        }
        let authorization = item.authorization();
        if let (Ok(()), Ok(payment)) =
            (authorization.check_time(now), authorization.payment(VAULT, TOKEN))
        {
            check(&mut slots, &payment, item.nonce, now);
        }
    }
}

/// What a settlement makes of a payment, whoever settles it; nothing is stored.
fn verdict(slots: &Slots, payment: &Payment, nonce: B256, now: u64) -> Result<(), Refused> {
    let mut open = slots.clone();
    // Who settles is nobody's denial: the caller becomes one who may.
    let roles = Roles::SETTLER.and(reporter(slots, payment.agent));
    let roles_slot = layout::roles_slot(slots.treasury_of(payment.agent), CALLER);
    bursar_policy::Storage::store(&mut open, roles_slot, U256::from(roles.bits()));
    // Nor is who approves.
    let approved = Payment { is_approved: true, ..*payment };
    pay(&mut Cache::new(open), &approved, nonce, B256::ZERO, CALLER, now).map(drop)
}

fn reporter(slots: &Slots, agent: Address) -> Roles {
    Roles::unpack(slots.word(layout::roles_slot(slots.treasury_of(agent), CALLER)))
}

/// Whether the nonce of a message would be remembered for longer than any payment's.
fn lives_too_long(slots: &Slots, payment: &Payment, now: u64) -> bool {
    let treasury = slots.treasury(slots.treasury_of(payment.agent));
    let last = now.saturating_add(treasury.longest_validity.into());
    payment.valid_before > last.min(HORIZON)
}

/// Has one message recorded, and checks what that did.
fn check(slots: &mut Slots, payment: &Payment, nonce: B256, now: u64) {
    let before = slots.clone();
    let treasury = before.treasury_of(payment.agent);
    let is_reporter = treasury != 0 && reporter(&before, payment.agent).has(Roles::REPORTER);
    let expected = verdict(&before, payment, nonce, now);
    let recorded = record(&mut *slots, payment, nonce, CALLER, now);
    let tripped = recorded.is_ok_and(|recorded| recorded.tripped);
    let told = match expected {
        _ if !is_reporter => Err(Report::NotReporter),
        Ok(()) => Err(Report::Payable),
        Err(Refused::Fault(fault)) => Err(Report::Fault(fault)),
        Err(_) if lives_too_long(&before, payment, now) => Err(Report::LivesTooLong),
        Err(Refused::Denied(denied)) => Ok(Recorded { treasury, reason: denied.reason, tripped }),
    };
    assert_eq!(recorded, told, "{payment:?}");
    if recorded.is_err() {
        assert_eq!(*slots, before, "what is not recorded left a trace");
        return;
    }
    check_words(&before, slots, payment, nonce, tripped);
    let used = AuthorizationFault::Used;
    for at in [now, payment.valid_before.saturating_sub(1)] {
        assert!(nonce::is_remembered(slots, payment.agent, nonce, at), "forgotten at {at}");
    }
    assert_eq!(verdict(slots, payment, nonce, now), Err(Refused::Fault(used)));
    let again = record(&mut *slots, payment, nonce, CALLER, now);
    assert_eq!(again, Err(Report::Fault(used)));
}

/// Nothing but the nonce is used up, and the breaker has counted at most; what it froze, it froze alone.
fn check_words(before: &Slots, after: &Slots, payment: &Payment, nonce: B256, tripped: bool) {
    let Payment { agent, .. } = *payment;
    let state = layout::agent_state_slot(agent);
    let [was, is] = [before, after].map(|slots| slots.word(state));
    let frozen = agent_state::TRIPPED.with(agent_state::FROZEN.with(was, 1), 1);
    assert_eq!(is, if tripped { frozen } else { was });
    let changed = [
        state,
        layout::breaker_slot(agent),
        nonce_slot(before, agent, nonce),
        layout::nonce_own_slot(agent, nonce),
    ];
    for (slot, was, is) in before.differences(after) {
        assert!(changed.contains(&slot), "{slot:#x}: {was:#x} to {is:#x}");
    }
}
