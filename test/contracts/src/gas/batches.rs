//! What batches cost: of one payment, of ten, of a hundred, of as many as fit.

use alloy::{
    primitives::{B256, U256},
    sol_types::SolCall as _,
};
use bursar_abi::{IVault, Policy, Session, VendorEntry};
use bursar_policy::{batch::Item, nonce};

use super::{Batch, Case, Row, Section, operator, report::L1_PRICE};
use crate::{
    batch::{batch, batch_with},
    parties::{Party, place},
    signing::{self, TransferWithAuthorization, sequenced},
    tenant::{DELEGATION, OWN_LIST, SHARED_LIST, Tenant, VALIDITY, delegating, plain, usdc},
    world::World,
};

/// What a transaction may weigh on its way to the sequencer.
const MOST_BYTES: usize = 95_000;
/// Payments in a batch from which the slope is taken, and to which.
pub(super) const SLOPE: (&str, &str) = ("100 payments", "200 payments");
/// A payment that nobody shares a batch with.
pub(super) const ALONE: &str = "1 payment";
/// As many as fit.
pub(super) const LARGEST: &str = "largest batch";
/// The same with sequenced nonces.
pub(super) const SEQUENCED_SLOPE: (&str, &str) =
    ("100 payments, sequenced nonces", "200 payments, sequenced nonces");
/// As many of those as fit.
pub(super) const SEQUENCED_LARGEST: &str = "largest batch, sequenced nonces";
/// The last sequence that each agent has used before: the count of its lane has come some way.
const COUNTED: u64 = 1_024;

/// A batch and how it finds the world.
#[derive(Clone)]
struct Setting {
    name: &'static str,
    items: usize,
    agents: usize,
    vendors: u8,
    /// Agents above each of them, the same for all.
    depth: u8,
    nonces: Nonces,
}

/// The nonces of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nonces {
    /// Random ones; the word of each holds an expired one already.
    Warm,
    /// Random ones; the word of each was never written.
    Fresh,
    /// Sequenced ones, one lane for each agent; its word was written before.
    Sequenced,
}

fn settings() -> Vec<Setting> {
    let private = |setting| Setting { vendors: OWN_LIST, ..setting };
    let one_agent = |setting| Setting { agents: 1, ..setting };
    let fresh = |setting| Setting { nonces: Nonces::Fresh, ..setting };
    let counted = |setting| Setting { nonces: Nonces::Sequenced, ..setting };
    let usual = |name, items| Setting {
        name,
        items,
        agents: if items == 1 { 1 } else { 10 },
        vendors: SHARED_LIST,
        depth: 0,
        nonces: Nonces::Warm,
    };
    vec![
        usual(ALONE, 1),
        usual("10 payments", 10),
        usual(SLOPE.0, 100),
        usual(SLOPE.1, 200),
        private(usual("1 payment, private list", 1)),
        private(usual("10 payments, private lists", 10)),
        private(usual("100 payments, private lists", 100)),
        one_agent(usual("10 payments, one agent", 10)),
        one_agent(usual("100 payments, one agent", 100)),
        one_agent(private(usual("100 payments, one agent, private list", 100))),
        fresh(usual("1 payment, fresh nonce", 1)),
        fresh(usual("10 payments, fresh nonces", 10)),
        fresh(usual("100 payments, fresh nonces", 100)),
        fresh(private(usual("100 payments, private lists, fresh nonces", 100))),
        fresh(one_agent(usual("100 payments, one agent, fresh nonces", 100))),
        Setting { depth: 1, ..usual("100 payments, depth 1", 100) },
        Setting { depth: 2, ..usual("100 payments, depth 2", 100) },
        Setting { depth: 3, ..usual("100 payments, depth 3", 100) },
        Setting { depth: 4, ..usual("100 payments, depth 4", 100) },
        // More than fit; cut to what does.
        usual(LARGEST, 1_000),
        counted(usual("1 payment, sequenced nonce", 1)),
        counted(usual("10 payments, sequenced nonces", 10)),
        counted(usual(SEQUENCED_SLOPE.0, 100)),
        counted(usual(SEQUENCED_SLOPE.1, 200)),
        counted(usual(SEQUENCED_LARGEST, 1_400)),
    ]
}

pub(super) fn rows(world: &mut World) -> Vec<Row> {
    let mut rows: Vec<_> = settings().into_iter().map(|setting| row(world, &setting)).collect();
    for (first, second, sessions) in [
        ("a session's first payment", "a session's second payment", 1),
        ("first payments of 100 sessions", "second payments of 100 sessions", 100),
    ] {
        rows.extend(of_sessions(world, [first, second], sessions));
    }
    rows
}

/// The first payments of so many sessions of one agent, with their grants, and the second ones; every
/// vendor was paid before, and the word of each nonce holds an expired one.
fn of_sessions(world: &mut World, names: [&'static str; 2], sessions: usize) -> [Row; 2] {
    let snapshot = world.chain.snapshot();
    // As many words as there are payments, all the parent's.
    let setting = Setting {
        name: names[0],
        items: sessions,
        agents: 1,
        vendors: SHARED_LIST,
        depth: 0,
        nonces: Nonces::Warm,
    };
    let bits = nonce_bits(&setting);
    let warming = Setting { items: 1 << bits, ..setting };
    let policy = Policy { vendors: SHARED_LIST, nonceBits: bits, ..delegating(1) };
    let acme = world.tenant("acme", policy);
    world.deposit(&acme, usdc(10_000));
    for number in 0..VENDORS {
        let listed = Tenant { vendor: vendor(number), ..acme.clone() };
        world.list_shared(&listed, &VendorEntry::default());
    }
    for items in items(world, &warming, std::slice::from_ref(&acme), 0).chunks(100) {
        settle_all(world, items);
    }
    world.now += VALIDITY + 64;
    let keys: Vec<_> =
        (0..sessions).map(|number| Party::named(&format!("session {number}"))).collect();
    let grants: Vec<_> = keys
        .iter()
        .map(|key| {
            let notAfter = world.now + 86_400;
            let session = Session { notAfter, ..world.session(&acme.agent, key) };
            signing::grant(&session, &acme.agent, key, &world.domain())
        })
        .collect();
    let payments = |world: &mut World| -> Vec<Item<'static>> {
        let of = |(number, key): (usize, &Party)| {
            let tenant =
                Tenant { agent: key.clone(), vendor: vendor(number % VENDORS), ..acme.clone() };
            let nonce = nonce_of_word(world, key, bits, number as u64);
            let message =
                TransferWithAuthorization { nonce, ..world.authorization(&tenant, usdc(1)) };
            world.sign_item(key, &message)
        };
        keys.iter().enumerate().map(of).collect()
    };
    let items = payments(world);
    let first = measure(world, names[0], sessions, batch_with(&items, &grants, &[]));
    let opened = world.settle_granted(&items, &grants).ok();
    assert!(opened.iter().all(|verdict| verdict.byte() == 0), "not every session was opened");
    world.now += VALIDITY + 64;
    let items = payments(world);
    let second = measure(world, names[1], sessions, batch(&items));
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    [first, second]
}

fn row(world: &mut World, setting: &Setting) -> Row {
    let snapshot = world.chain.snapshot();
    let agents = cast(world, setting);
    match setting.nonces {
        Nonces::Warm => {
            // Every word is written, every vendor paid; when these have expired, the measured follow.
            for items in items(world, setting, &agents, 0).chunks(100) {
                settle_all(world, items);
            }
            world.now += VALIDITY + 64;
        }
        Nonces::Fresh => {
            // The agents have paid and the vendors been paid, with nonces in other words.
            let first = Setting { items: setting.agents, nonces: Nonces::Warm, ..setting.clone() };
            let first = items(world, &first, &agents, 0);
            settle_all(world, &first);
        }
        Nonces::Sequenced => {
            let first = Setting { items: setting.agents, ..setting.clone() };
            let first = items(world, &first, &agents, COUNTED);
            settle_all(world, &first);
        }
    }
    let mut items = items(world, setting, &agents, COUNTED + 1);
    let mut call = batch(&items);
    while call.abi_encoded_size() + 4 > MOST_BYTES {
        items.pop();
        call = batch(&items);
    }
    let row = measure(world, setting.name, items.len(), call);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    row
}

fn settle_all(world: &World, items: &[Item<'_>]) {
    assert!(world.settle_batch(items).ok().iter().all(|verdict| verdict.byte() == 0));
}

pub(super) fn measure(
    world: &mut World,
    name: &str,
    payments: usize,
    call: IVault::settleBatchCall,
) -> Row {
    let relayer = world.relayer.clone();
    let calldata = call.abi_encode();
    let verdicts = world.view(&call);
    assert!(verdicts.iter().all(|byte| *byte == 0), "{name}: not every item settles");
    let case = Case { section: Section::Batches, name: name.to_owned(), sender: &relayer, call };
    let with_l1 = case.gas_after(world, |world| {
        operator::fill_cache(world);
        operator::set_l1_price(world, L1_PRICE);
    });
    let row = case.measure(world);
    let batch = Batch { payments, brotli_bytes: brotli_bytes(&calldata), with_l1 };
    Row { batch: Some(batch), ..row }
}

/// Bytes after brotli at level 1, which is what Nitro takes to guess what data will cost on L1.
fn brotli_bytes(calldata: &[u8]) -> usize {
    let mut compressed = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 1, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &calldata[..], &mut compressed, &parameters)
        .expect("writing to memory");
    compressed.len()
}

/// One treasury, its agents, and ten vendors on the list that they go by.
fn cast(world: &mut World, setting: &Setting) -> Vec<Tenant> {
    let policy = Policy { vendors: setting.vendors, nonceBits: nonce_bits(setting), ..plain() };
    let above = |depth| Policy { limits: DELEGATION, delegationDepth: depth, ..policy.clone() };
    let root = if setting.depth == 0 { policy.clone() } else { above(setting.depth) };
    let first = world.tenant("acme", root);
    world.deposit(&first, usdc(10_000));
    let mut parent = first.agent.clone();
    for depth in (1..setting.depth).rev() {
        parent = world.delegate(&parent, &format!("depth {depth}"), above(depth));
    }
    let joined = |world: &mut World, number| {
        let name = format!("agent {number}");
        match setting.depth {
            0 if number == 0 => first.agent.clone(),
            0 => world.join(&first, &name, policy.clone()),
            _ => world.delegate(&parent, &name, policy.clone()),
        }
    };
    let agents: Vec<_> = (0..setting.agents)
        .map(|number| Tenant { agent: joined(world, number), ..first.clone() })
        .collect();
    for number in 0..VENDORS.min(setting.items) {
        let vendor = vendor(number);
        let listing = |agent: &Tenant| Tenant { vendor, ..agent.clone() };
        match setting.vendors {
            SHARED_LIST => world.list_shared(&listing(&first), &VendorEntry::default()),
            _ => {
                agents.iter().for_each(|agent| world.list(&listing(agent), &VendorEntry::default()))
            }
        }
    }
    agents
}

const VENDORS: usize = 10;

fn vendor(number: usize) -> alloy::primitives::Address {
    place(&format!("vendor {number}"))
}

/// As many words as each agent has payments, and at least the sixteen of an occasional payer.
fn nonce_bits(setting: &Setting) -> u8 {
    let each = setting.items.div_ceil(setting.agents).max(16);
    u8::try_from(each.next_power_of_two().trailing_zeros()).unwrap_or(u8::MAX)
}

/// Signed items: agents by turns, and when all have paid a vendor the next vendor; each with a nonce
/// of its own table word, or with the next one of the agent's lane from `first` on.
fn items(
    world: &mut World,
    setting: &Setting,
    agents: &[Tenant],
    first: u64,
) -> Vec<Item<'static>> {
    let bits = nonce_bits(setting);
    (0..setting.items)
        .map(|number| {
            let round = number / setting.agents;
            let agent = &agents[number % setting.agents].agent;
            let nonce = match setting.nonces {
                Nonces::Warm => nonce_of_word(world, agent, bits, round as u64),
                // In a fresh table the last words are left to the payments measured.
                Nonces::Fresh => nonce_of_word(world, agent, bits, (1 << bits) - 1 - round as u64),
                Nonces::Sequenced => sequenced(0, first + round as u64),
            };
            let message = TransferWithAuthorization {
                from: agent.address,
                to: vendor((number + round) % VENDORS.min(setting.items)),
                value: U256::from(usdc(1)),
                validAfter: U256::ZERO,
                validBefore: U256::from(world.now + VALIDITY),
                nonce,
            };
            world.sign_item(agent, &message)
        })
        .collect()
}

/// A nonce that is remembered in the word at `index`.
fn nonce_of_word(world: &mut World, agent: &Party, bits: u8, index: u64) -> B256 {
    loop {
        let nonce = world.unique();
        if nonce::locate(agent.address, nonce, bits).index == index {
            return nonce;
        }
    }
}
