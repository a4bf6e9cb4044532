//! Who takes part in a random day, and what they send.

use std::collections::BTreeSet;

use alloy::{
    primitives::{Address, B256, Log, U256},
    sol_types::{SolCall as _, SolEvent as _, SolInterface as _},
};
use bursar_abi::IVault::{self, IVaultCalls as Call};
use bursar_contract_tests::{
    batch::{batch, batch_with},
    outcome::Outcome,
    parties::{Party, place},
    signing::{TransferWithAuthorization, sequenced},
    tenant::Tenant,
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::{
    batch::{Approval, Grant, Item},
    layout,
};

use super::{
    approvals::{self, Nodded},
    pen::Pen,
    sessions::{self, Handed},
    steps::{By, Draw, Flaw, HOMES, KEYS, Mood, Offer, Step, TREASURIES, VAULTS, VENDORS},
};

/// What each of those who take part has at the beginning, and lets the vaults take.
const WEALTH: u64 = 1_000_000_000;

/// What is sent to the vault that the world is at.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// The treasury that it is about, by index.
    treasury: usize,
    pub(super) sender: Party,
    pub(super) what: What,
}

/// A call.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// The facade's payment, and whether its agent has signed it for this vault.
    Pay(Box<IVault::transferWithAuthorization_0Call>, bool),
    /// Any other call, as calldata.
    Call(Vec<u8>),
    /// These items, in one `settleBatch`, with these grants and approvals.
    Batch(Vec<Signed>, Vec<Handed>, Vec<Nodded>),
    /// These items, in one `recordDenials`.
    Record(Vec<Signed>),
}

/// An item, and whether its agent has signed it for this vault.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed {
    pub(super) item: Item<'static>,
    pub(super) by_agent: bool,
}

impl Action {
    /// Sends it: a byte for each item of a batch; nothing where a call has succeeded.
    pub(super) fn send(&self, world: &World) -> Outcome<Vec<u8>> {
        let by = &self.sender;
        match &self.what {
            What::Pay(call, _) => answered(world.send(by, call.as_ref()), |_| Vec::new()),
            What::Call(calldata) => answered(world.send_raw(by, calldata.clone()), |_| Vec::new()),
            What::Batch(signed, handed, nodded) => {
                let grants: Vec<Grant> = handed.iter().map(|handed| handed.grant).collect();
                let approvals: Vec<Approval> = nodded.iter().map(|one| one.approval).collect();
                let call = batch_with(&items(signed), &grants, &approvals);
                answered(world.send(by, &call), |verdicts| verdicts.to_vec())
            }
            What::Record(signed) => {
                let batch = batch(&items(signed)).batch;
                let call = IVault::recordDenialsCall { batch };
                answered(world.send(by, &call), |reports| reports.to_vec())
            }
        }
    }

    /// By whose leave it happens: who sends it, and who has signed what it brings.
    pub(super) fn people(&self) -> Vec<Address> {
        let signers = match &self.what {
            What::Pay(call, by_agent) => by_agent.then_some(call.from).into_iter().collect(),
            What::Batch(signed, handed, _) => {
                let granting = handed.iter().filter(|handed| handed.by_both);
                let granting = granting.map(|handed| handed.grant.session.parent);
                signers(signed).chain(granting).collect()
            }
            What::Record(signed) => signers(signed).collect(),
            What::Call(calldata) => match Call::abi_decode(calldata) {
                Ok(Call::delegate(call)) => vec![call.delegation.parent],
                Ok(Call::registerSession(call)) => vec![call.session.parent],
                _ => Vec::new(),
            },
        };
        [vec![self.sender.address], signers].concat()
    }

    /// The treasury that it gives money to, which is everybody's to do.
    pub(super) fn gift_to(&self) -> Option<u64> {
        let What::Call(calldata) = &self.what else { return None };
        match Call::abi_decode(calldata) {
            Ok(Call::deposit(call)) => Some(call.treasury),
            _ => None,
        }
    }
}

fn signers(signed: &[Signed]) -> impl Iterator<Item = Address> {
    signed.iter().filter(|signed| signed.by_agent).map(|signed| signed.item.agent)
}

fn items(signed: &[Signed]) -> Vec<Item<'static>> {
    signed.iter().map(|signed| signed.item).collect()
}

fn answered<R>(outcome: Outcome<R>, bytes: impl FnOnce(R) -> Vec<u8>) -> Outcome<Vec<u8>> {
    let Outcome { result, gas_used, logs, timestamp } = outcome;
    Outcome { result: result.map(bytes), gas_used, logs, timestamp }
}

fn staff(tenant: &Tenant) -> [&Party; 3] {
    [&tenant.owner, &tenant.admin, &tenant.guardian]
}

/// What the token refuses, as its operator has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals {
    pub(super) is_paused: bool,
    blocked: BTreeSet<Address>,
}

impl Refusals {
    /// Whether the vault can pay `account`.
    pub(super) fn lets_pay(&self, account: Address) -> bool {
        !self.is_paused && !self.blocked.contains(&account)
    }
}

/// An edit that was asked for.
#[derive(Clone, Debug)]
struct Asked {
    /// By index.
    treasury: usize,
    object: B256,
    ready_at: u64,
    call: Vec<u8>,
}

/// Who takes part.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) vaults: [Address; 2],
    pub(super) tenants: Vec<Tenant>,
    /// By key.
    keys: Vec<Party>,
    facilitator: Party,
    relayer: Party,
    pub(super) vendors: Vec<Address>,
    pub(super) token: Refusals,
    /// Everything that an agent has signed and that either road takes, with the agent.
    signed: Vec<(usize, TransferWithAuthorization)>,
    asked: Vec<Asked>,
}

impl Cast {
    /// A second vault, and in both of them treasuries with nobody in them yet.
    pub(super) fn new(world: &mut World) -> Self {
        let own = world.creation(world.token, B256::with_last_byte(1));
        let own = world.send_to(&world.relayer, world.factory, &own).ok();
        let vaults = [world.vault, own];
        let found = |index: usize| {
            world.vault = vaults[VAULTS[index]];
            world.empty_tenant(&format!("tenant {index}"))
        };
        let tenants = (0..TREASURIES).map(found).collect();
        let keys = 0..=KEYS.into_iter().max().unwrap_or_default();
        let cast = Self {
            vaults,
            tenants,
            keys: keys.map(|key| Party::named(&format!("agent {key}"))).collect(),
            facilitator: Party::named("another facilitator"),
            relayer: world.relayer.clone(),
            vendors: (0..VENDORS).map(|index| place(&format!("vendor {index}"))).collect(),
            token: Refusals::default(),
            signed: Vec::new(),
            asked: Vec::new(),
        };
        for party in cast.people() {
            world.mint(party.address, WEALTH);
            for vault in vaults {
                world.vault = vault;
                world.approve(party, WEALTH);
            }
        }
        cast
    }

    /// Everybody who can send something.
    pub(super) fn people(&self) -> impl Iterator<Item = &Party> {
        let staff = self.tenants.iter().flat_map(staff);
        staff.chain(&self.keys).chain([&self.facilitator, &self.relayer])
    }

    /// The treasuries of a vault.
    pub(super) fn tenants_of(&self, vault: Address) -> impl Iterator<Item = &Tenant> {
        let here = self.tenants.iter().zip(VAULTS).filter(move |(_, at)| self.vaults[*at] == vault);
        here.map(|(tenant, _)| tenant)
    }

    /// The key of an agent.
    pub(super) fn agent(&self, agent: usize) -> &Party {
        &self.keys[KEYS[agent]]
    }

    /// Brings the world to the vault of a treasury.
    pub(super) fn go_to(&self, world: &mut World, treasury: usize) {
        world.vault = self.vaults[VAULTS[treasury]];
    }

    /// The payee of this index: a vendor, the vault that pays, or the other one.
    pub(super) fn payee(&self, world: &World, index: usize) -> Address {
        let other = self.vaults.into_iter().find(|vault| *vault != world.vault);
        let vendor = self.vendors.get(index).copied();
        let of_vault = if index == VENDORS { Some(world.vault) } else { other };
        vendor.or(of_vault).unwrap_or_default()
    }

    /// Somebody in the affairs of a treasury.
    pub(super) fn who(&self, world: &World, treasury: usize, by: By) -> Party {
        let tenant = &self.tenants[treasury];
        let rival = &self.tenants[(treasury + 1) % TREASURIES];
        match by {
            By::Owner => self.at(world, layout::owner_slot(tenant.id)),
            By::Founder => tenant.owner.clone(),
            By::Admin => tenant.admin.clone(),
            By::Guardian => tenant.guardian.clone(),
            By::Agent(agent) => self.agent(agent).clone(),
            By::Rival => rival.owner.clone(),
            By::Relayer => self.relayer.clone(),
            By::Facilitator => self.facilitator.clone(),
        }
    }

    /// The party whose address is stored at `slot`; the relayer if it is nobody's.
    pub(super) fn at(&self, world: &World, slot: U256) -> Party {
        let address = layout::address_in(world.slot(slot));
        let found = self.people().find(|party| party.address == address);
        found.unwrap_or(&self.relayer).clone()
    }

    /// What a step sends; nothing if it sends the vaults nothing.
    pub(super) fn prepare(&mut self, world: &mut World, step: &Step) -> Option<Action> {
        let relayer = self.relayer.clone();
        let (treasury, sender, what) = match step {
            Step::Wait { seconds } => {
                world.now += seconds;
                return None;
            }
            Step::Token(mood) => {
                self.change_mood(world, *mood);
                return None;
            }
            Step::As { by, step } => {
                let action = self.prepare(world, step)?;
                let sender = self.who(world, action.treasury, *by);
                return Some(Action { sender, ..action });
            }
            Step::Pay(_) | Step::PayBadly { .. } | Step::PayAgain { .. } => {
                let (home, what) = self.payment(world, step)?;
                (home, relayer, what)
            }
            Step::Batch(offers, hands, nods) => {
                let (home, items) = self.items(world, offers)?;
                let grants = sessions::handed(self, world, hands, &items);
                let approvals = approvals::nodded(self, world, (home, &items), nods);
                (home, relayer, What::Batch(items, grants, approvals))
            }
            Step::Register(hand) => {
                let home = HOMES[hand.parent];
                self.go_to(world, home);
                (home, relayer, What::Call(sessions::register(self, world, hand)))
            }
            Step::Approve { back } => {
                let (agent, message) = self.signed_before(*back)?;
                let home = HOMES[agent];
                self.go_to(world, home);
                let approver = self.who(world, home, By::Admin);
                (home, approver, What::Call(approvals::register(self, world, home, &message)))
            }
            Step::Record(offers) => {
                let (home, items) = self.items(world, offers)?;
                (home, relayer, What::Record(items))
            }
            Step::Repeat { .. } | Step::Cancel { .. } => self.again(world, step)?,
            edit => {
                let (treasury, sender, calldata) = Pen::new(self, world).write(edit);
                (treasury, sender, What::Call(calldata))
            }
        };
        Some(Action { treasury, sender, what })
    }

    /// A payment by the facade, and the treasury of whoever it is by.
    fn payment(&mut self, world: &mut World, step: &Step) -> Option<(usize, What)> {
        match step {
            Step::Pay(draw) => {
                self.go_to(world, HOMES[draw.agent]);
                let message = self.sign(world, draw, 0);
                Some((HOMES[draw.agent], self.transfer(world, draw.agent, &message)))
            }
            Step::PayBadly { agent, flaw } => {
                Some((HOMES[*agent], self.transfer_badly(world, *agent, *flaw)))
            }
            Step::PayAgain { back, elsewhere } => {
                let (agent, message) = self.signed_before(*back)?;
                self.go_to(world, HOMES[agent]);
                if *elsewhere {
                    world.vault = self.payee(world, VENDORS + 1);
                }
                Some((HOMES[agent], self.transfer(world, agent, &message)))
            }
            other => unreachable!("{other:?} is no payment by the facade"),
        }
    }

    /// What is done again or called off of what was asked for, and who usually does that.
    fn again(&mut self, world: &mut World, step: &Step) -> Option<(usize, Party, What)> {
        match step {
            Step::Repeat { back, is_patient } => {
                let asked = self.asked_before(*back)?;
                self.go_to(world, asked.treasury);
                if *is_patient {
                    world.now = world.now.max(asked.ready_at);
                }
                let owner = self.who(world, asked.treasury, By::Owner);
                Some((asked.treasury, owner, What::Call(asked.call)))
            }
            Step::Cancel { back } => {
                let Asked { treasury: at, object, .. } = self.asked_before(*back)?;
                self.go_to(world, at);
                let treasury = self.tenants[at].id;
                let call = IVault::cancelEditCall { treasury, object };
                let guardian = self.who(world, at, By::Guardian);
                Some((at, guardian, What::Call(call.abi_encode())))
            }
            other => unreachable!("{other:?} is nothing that was asked for"),
        }
    }

    /// Remembers the edits that were asked for.
    pub(super) fn note(&mut self, logs: &[Log]) {
        for asked in logs.iter().filter_map(|log| IVault::EditRequested::decode_log(log).ok()) {
            let of = |tenant: &Tenant| tenant.id == asked.treasury;
            self.asked.push(Asked {
                treasury: self.tenants.iter().position(of).expect("a treasury of ours"),
                object: asked.object,
                ready_at: asked.readyAt,
                call: asked.call.to_vec(),
            });
        }
    }

    fn asked_before(&self, back: usize) -> Option<Asked> {
        self.asked.iter().rev().nth(back).cloned()
    }

    fn change_mood(&mut self, world: &mut World, mood: Mood) {
        let operator = &world.operator;
        match mood {
            Mood::Pause(is_paused) => {
                self.token.is_paused = is_paused;
                if is_paused {
                    world.send_to(operator, world.token, &ITestUsdc::pauseCall {}).ok();
                } else {
                    world.send_to(operator, world.token, &ITestUsdc::unpauseCall {}).ok();
                }
            }
            Mood::Block { vendor, is_blocked } => {
                let account = self.vendors[vendor];
                if is_blocked {
                    self.token.blocked.insert(account);
                    let call = ITestUsdc::blacklistCall { account };
                    world.send_to(operator, world.token, &call).ok();
                } else {
                    self.token.blocked.remove(&account);
                    let call = ITestUsdc::unBlacklistCall { account };
                    world.send_to(operator, world.token, &call).ok();
                }
            }
            // A token that is paused mints nothing.
            Mood::Gift { .. } if self.token.is_paused => {}
            Mood::Gift { treasury, value } => {
                self.go_to(world, treasury);
                world.mint(world.vault, value);
            }
        }
    }

    /// The authorization that a draw means.
    fn authorization(
        &self,
        world: &mut World,
        draw: &Draw,
        validAfter: u64,
    ) -> TransferWithAuthorization {
        TransferWithAuthorization {
            from: self.agent(draw.agent).address,
            to: self.payee(world, draw.vendor),
            value: U256::from(draw.value),
            validAfter: U256::from(validAfter),
            validBefore: U256::from(world.now + 1 + draw.lives),
            nonce: match draw.counted {
                Some((lane, sequence)) => sequenced(lane, sequence),
                None => world.unique(),
            },
        }
    }

    /// As [`Cast::authorization`], and it may come again.
    fn sign(
        &mut self,
        world: &mut World,
        draw: &Draw,
        validAfter: u64,
    ) -> TransferWithAuthorization {
        let message = self.authorization(world, draw, validAfter);
        self.signed.push((draw.agent, message.clone()));
        message
    }

    fn signed_before(&self, back: usize) -> Option<(usize, TransferWithAuthorization)> {
        self.signed.iter().rev().nth(back).cloned()
    }

    /// What `agent` has signed for its own vault, brought to the one that the world is at.
    fn transfer(
        &self,
        world: &mut World,
        agent: usize,
        message: &TransferWithAuthorization,
    ) -> What {
        let here = world.vault;
        self.go_to(world, HOMES[agent]);
        let call = message.signed(self.agent(agent), &world.domain());
        let is_at_home = world.vault == here;
        world.vault = here;
        What::Pay(Box::new(call), is_at_home)
    }

    fn transfer_badly(&self, world: &mut World, agent: usize, flaw: Flaw) -> What {
        self.go_to(world, HOMES[agent]);
        let draw = Draw { agent, vendor: 0, value: 1, lives: 60, counted: Some((0, 0)) };
        let mut message = self.authorization(world, &draw, 0);
        match flaw {
            Flaw::TooWide => message.value = U256::from(1) << 64,
            Flaw::Nonce => message.nonce.0[8] = 1,
        }
        self.transfer(world, agent, &message)
    }

    /// Whose payment an offer is; nobody's if nothing was signed so long ago.
    fn payer(&self, offer: &Offer) -> Option<usize> {
        match offer {
            Offer::New(draw) | Offer::Early(draw) | Offer::Forged(draw) => Some(draw.agent),
            Offer::Again { back } => Some(self.signed_before(*back)?.0),
        }
    }

    /// The home of the first offer, and the items that they mean; the world is at its vault afterwards.
    fn items(&mut self, world: &mut World, offers: &[Offer]) -> Option<(usize, Vec<Signed>)> {
        let home = HOMES[self.payer(offers.first()?)?];
        self.go_to(world, home);
        let items = offers.iter().filter_map(|offer| self.item(world, offer)).collect();
        Some((home, items))
    }

    /// The item that an offer means; none if nothing was signed so long ago.
    fn item(&mut self, world: &mut World, offer: &Offer) -> Option<Signed> {
        let (agent, message) = match offer {
            Offer::New(draw) | Offer::Forged(draw) => (draw.agent, self.sign(world, draw, 0)),
            Offer::Early(draw) => (draw.agent, self.sign(world, draw, world.now)),
            Offer::Again { back } => self.signed_before(*back)?,
        };
        let is_forged = matches!(offer, Offer::Forged(_));
        let key = if is_forged { (KEYS[agent] + 1) % self.keys.len() } else { KEYS[agent] };
        let here = world.vault;
        self.go_to(world, HOMES[agent]);
        let item = world.sign_item(&self.keys[key], &message);
        let is_at_home = world.vault == here;
        world.vault = here;
        Some(Signed { item, by_agent: is_at_home && !is_forged })
    }
}
