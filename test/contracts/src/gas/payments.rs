//! What a payment costs through the facade, with each limit in use, and what it costs without us.

use alloy::{
    primitives::U256,
    sol_types::{SolCall as _, SolStruct as _},
};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};

use super::{Case, Row, Section, administration::everything};
use crate::{
    parties::{Party, place},
    signing::{self, TransferWithAuthorization, sequenced, token_domain},
    tenant::{
        ANY_VENDOR, BREAKER, BUDGET, COUNT, LIFETIME, MONTH, OWN_LIST, SCHEDULE, SETTLER,
        SHARED_LIST, Tenant, delegating, plain, seconds, usdc,
    },
    tokens::ITestUsdc,
    world::{AMPLE_GAS, START, World},
};

/// Gas of every transaction before its calldata.
const TRANSACTION: u64 = 21_000;
/// Gas to reach an account for the first time in a transaction.
const COLD_ACCOUNT: u64 = 2_600;

/// How a payment finds the world.
#[derive(Clone, Default)]
struct Setting {
    name: &'static str,
    policy: Policy,
    /// What the list says of the vendor.
    entry: VendorEntry,
    treasury: Option<TreasuryLimits>,
    /// Whether the vendor has been paid before.
    is_paid: bool,
    nonce: Nonce,
}

/// How a payment's nonce finds its word.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Nonce {
    /// Its table word holds another random nonce already.
    #[default]
    Warm,
    /// Its table word was never written.
    Fresh,
    /// It is a sequenced one, and not the first of its word.
    Sequenced,
}

pub(super) fn rows(world: &mut World) -> Vec<Row> {
    let settings = lists().into_iter().chain(limits());
    let mut rows: Vec<_> = settings.map(|setting| payment(world, setting)).collect();
    rows.extend((1..=4).map(|depth| delegated(world, depth)));
    rows.extend([true, false].map(|is_first| of_session(world, is_first)));
    rows.push(first_payment(world));
    rows.push(direct(world, "direct EIP-3009 transfer, paid vendor", true));
    rows.push(direct(world, "direct EIP-3009 transfer, new vendor", false));
    rows
}

/// What most rows start from: a vendor that was paid before, a nonce word in use.
fn usual(name: &'static str, policy: Policy) -> Setting {
    Setting { name, policy, is_paid: true, ..Setting::default() }
}

/// The lists, and the nonces.
fn lists() -> Vec<Setting> {
    let own = Policy { vendors: OWN_LIST, ..plain() };
    let shared = Policy { vendors: SHARED_LIST, ..plain() };
    let any = Policy { vendors: ANY_VENDOR, ..plain() };
    vec![
        usual("shared list, warm nonce, paid vendor", shared.clone()),
        Setting { is_paid: false, ..usual("shared list, warm nonce, new vendor", shared.clone()) },
        Setting {
            nonce: Nonce::Fresh,
            ..usual("shared list, fresh nonce, paid vendor", shared.clone())
        },
        Setting {
            is_paid: false,
            nonce: Nonce::Fresh,
            ..usual("shared list, fresh nonce, new vendor", shared.clone())
        },
        Setting {
            nonce: Nonce::Sequenced,
            ..usual("shared list, sequenced nonce, paid vendor", shared)
        },
        usual("own list, warm nonce, paid vendor", own.clone()),
        Setting { nonce: Nonce::Fresh, ..usual("own list, fresh nonce, paid vendor", own) },
        usual("any vendor, warm nonce, paid vendor", any),
    ]
}

/// Each limit in use.
fn limits() -> Vec<Setting> {
    let own = Policy { vendors: OWN_LIST, ..plain() };
    let shared = Policy { vendors: SHARED_LIST, ..plain() };
    let daily =
        |mode| Policy { periodCap: usdc(1_000), period: seconds(86_400, mode), ..own.clone() };
    let limited = |limits| Policy { limits, ..own.clone() };
    let capped = VendorEntry { capped: true, cap: usdc(1_000), period: seconds(86_400, 0) };
    let treasury = TreasuryLimits {
        capped: true,
        cap: usdc(1_000),
        period: seconds(86_400, 0),
        longestValidity: 3_900,
        ..TreasuryLimits::default()
    };
    let named =
        TreasuryLimits { longestValidity: 3_900, settlersOnly: true, ..TreasuryLimits::default() };
    let hours = (U256::from(1) << 168_u32).wrapping_sub(U256::from(1));
    vec![
        usual("own list, fixed daily cap", daily(0)),
        usual("own list, sliding daily cap", daily(1)),
        usual("own list, strict daily cap", daily(2)),
        usual("own list, monthly cap", Policy { period: MONTH, ..daily(0) }),
        usual("own list, daily cap and count", Policy { limits: COUNT, countCap: 9, ..daily(0) }),
        usual("own list, budget", Policy { budget: usdc(1_000), ..limited(BUDGET) }),
        usual(
            "own list, validity",
            Policy { notBefore: START, notAfter: START.saturating_mul(2), ..limited(LIFETIME) },
        ),
        usual("own list, schedule", Policy { schedule: hours, ..limited(SCHEDULE) }),
        usual(
            "own list, breaker",
            Policy { breakerCount: 3, breakerWindow: 3_600, ..limited(BREAKER) },
        ),
        Setting { entry: capped.clone(), ..usual("own list, cap on the vendor", own.clone()) },
        Setting { entry: capped.clone(), ..usual("shared list, cap on the vendor", shared) },
        Setting {
            treasury: Some(treasury.clone()),
            ..usual("own list, cap on the treasury", own.clone())
        },
        Setting { treasury: Some(named), ..usual("own list, settlers named", own) },
        Setting {
            entry: capped,
            treasury: Some(treasury),
            ..usual("own list, every limit", everything())
        },
    ]
}

fn payment(world: &mut World, setting: Setting) -> Row {
    let snapshot = world.chain.snapshot();
    let Setting { name, policy, entry, treasury, is_paid, nonce } = setting;
    // A table of one word is warm after one payment; of 4,096, the next nonce meets a fresh one.
    let policy = Policy { nonceBits: if nonce == Nonce::Fresh { 12 } else { 0 }, ..policy };
    let tenant = world.tenant("paying", policy.clone());
    match policy.vendors {
        OWN_LIST => world.list(&tenant, &entry),
        SHARED_LIST => world.list_shared(&tenant, &entry),
        _ => {}
    }
    if let Some(limits) = treasury {
        if limits.settlersOnly {
            let (treasury, account) = (tenant.id, world.relayer.address);
            let expectedVersion = world.treasury_version(treasury);
            let name = IVault::setRolesCall { treasury, account, roles: SETTLER, expectedVersion };
            world.send(&tenant.owner, &name).ok();
        }
        world.set_limits(&tenant, limits);
    }
    // The words that every later payment finds written.
    let first = authorization(world, &tenant, 1, nonce, 0);
    world.settle(&tenant.agent, &first).ok();
    let payee = if is_paid { tenant.clone() } else { new_vendor(world, &tenant, policy.vendors) };
    let second = authorization(world, &payee, usdc(1), nonce, 1);
    let row = measure(world, name, &payee, &second);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    row
}

/// A payment with a nonce of that style; `sequence` is its place in its lane.
fn authorization(
    world: &mut World,
    tenant: &Tenant,
    value: u64,
    nonce: Nonce,
    sequence: u64,
) -> TransferWithAuthorization {
    let authorization = world.authorization(tenant, value);
    match nonce {
        Nonce::Sequenced => {
            TransferWithAuthorization { nonce: sequenced(0, sequence), ..authorization }
        }
        Nonce::Warm | Nonce::Fresh => authorization,
    }
}

/// A payment of a sub-agent with so many agents above it, all on the shared list.
fn delegated(world: &mut World, depth: u8) -> Row {
    let snapshot = world.chain.snapshot();
    let policy = |depth| Policy { vendors: SHARED_LIST, nonceBits: 0, ..delegating(depth) };
    let mut tenant = world.tenant("delegating", policy(depth));
    for below in (0..depth).rev() {
        tenant.agent = world.delegate(&tenant.agent.clone(), &format!("{below}"), policy(below));
    }
    world.pay(&tenant, 1).ok();
    let second = world.authorization(&tenant, usdc(1));
    let row = measure(world, &format!("shared list, depth {depth}"), &tenant, &second);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    row
}

/// A payment of a registered session, in the table of an agent with one word; its first or its second.
fn of_session(world: &mut World, is_first: bool) -> Row {
    let snapshot = world.chain.snapshot();
    let policy = Policy { vendors: SHARED_LIST, nonceBits: 0, ..delegating(1) };
    let tenant = world.tenant("granting", policy);
    world.list_shared(&tenant, &VendorEntry::default());
    world.pay(&tenant, 1).ok();
    let key = Party::named("session");
    let session = world.session(&tenant.agent, &key);
    let domain = world.domain();
    let call = signing::register_session(&session, &tenant.agent, &key, &domain);
    world.send(&world.relayer, &call).ok();
    let guest = Tenant { agent: key, ..tenant };
    if !is_first {
        world.pay(&guest, 1).ok();
    }
    let authorization = world.authorization(&guest, usdc(1));
    let which = if is_first { "first" } else { "second" };
    let name = format!("shared list, a registered session's {which} payment");
    let row = measure(world, &name, &guest, &authorization);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    row
}

/// The same tenant, paying a vendor that has none of the token yet.
fn new_vendor(world: &World, tenant: &Tenant, vendors: u8) -> Tenant {
    let tenant = Tenant { vendor: place("a new vendor"), ..tenant.clone() };
    match vendors {
        OWN_LIST => world.list(&tenant, &VendorEntry::default()),
        SHARED_LIST => world.list_shared(&tenant, &VendorEntry::default()),
        _ => {}
    }
    tenant
}

/// Least gas limit with which a payment goes through, rounded up to the next hundred. The vault
/// demands more than it uses: see its refusal `GasInsufficient`.
pub(super) fn least_gas_limit(world: &mut World) -> u64 {
    let snapshot = world.chain.snapshot();
    let tenant = world.tenant("starving", Policy { nonceBits: 0, ..plain() });
    world.pay(&tenant, 1).ok();
    let authorization = world.authorization(&tenant, usdc(1));
    let call = authorization.signed(&tenant.agent, &world.domain());
    let passes = |hundreds: u64| {
        let snapshot = world.chain.snapshot();
        let outcome = world.send_with_gas(&world.relayer, &call, hundreds * 100);
        assert!(world.chain.revert(snapshot), "a snapshot was lost");
        outcome.result.is_ok()
    };
    // Bisected between what fails (a bare transaction with this calldata) and what passes.
    let (mut fails, mut enough) = (300, AMPLE_GAS / 100);
    while enough - fails > 1 {
        let middle = fails.midpoint(enough);
        if passes(middle) {
            enough = middle;
        } else {
            fails = middle;
        }
    }
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    enough * 100
}

fn first_payment(world: &mut World) -> Row {
    let snapshot = world.chain.snapshot();
    let tenant = world.tenant("beginning", plain());
    let first = world.authorization(&tenant, usdc(1));
    let row = measure(world, "own list, an agent's first payment", &tenant, &first);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    row
}

pub(super) fn measure(
    world: &mut World,
    name: &str,
    tenant: &Tenant,
    authorization: &TransferWithAuthorization,
) -> Row {
    let call = authorization.signed(&tenant.agent, &world.domain());
    let relayer = world.relayer.clone();
    let case = Case { section: Section::Payments, name: name.to_owned(), sender: &relayer, call };
    let row = case.measure(world);
    Row { token: Some(token_part(world, tenant)), ..row }
}

/// What the token's `transfer` takes of a payment: the same transfer by another holder, without
/// what any transaction costs, and with what the vault pays to reach the token.
fn token_part(world: &World, tenant: &Tenant) -> u64 {
    let snapshot = world.chain.snapshot();
    let holder = Party::named("holder");
    world.mint(holder.address, usdc(2));
    let call = ITestUsdc::transferCall { to: tenant.vendor, value: U256::from(usdc(1)) };
    let gas = world.send_to(&holder, world.token, &call).gas_used;
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    let calldata: u64 = call.abi_encode().iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    gas.saturating_add(COLD_ACCOUNT).saturating_sub(TRANSACTION).saturating_sub(calldata)
}

/// The payment without a vault: the agent holds the token itself, and nothing is enforced.
fn direct(world: &mut World, name: &str, is_paid: bool) -> Row {
    let snapshot = world.chain.snapshot();
    let (agent, vendor) = (Party::named("unbound agent"), place("direct vendor"));
    world.mint(agent.address, usdc(10));
    if is_paid {
        world.mint(vendor, 1);
    }
    let authorization = TransferWithAuthorization {
        from: agent.address,
        to: vendor,
        value: U256::from(usdc(1)),
        validAfter: U256::ZERO,
        validBefore: U256::from(START.saturating_mul(2)),
        nonce: world.unique(),
    };
    let domain = token_domain(world.chain_id(), world.token);
    let signature = agent.sign(authorization.eip712_signing_hash(&domain));
    let call = ITestUsdc::transferWithAuthorizationCall {
        from: authorization.from,
        to: authorization.to,
        value: authorization.value,
        validAfter: authorization.validAfter,
        validBefore: authorization.validBefore,
        nonce: authorization.nonce,
        v: signature.v,
        r: signature.r,
        s: signature.s,
    };
    let outcome = world.send_to(&world.relayer, world.token, &call);
    let uncached = outcome.gas_used;
    outcome.ok();
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    Row {
        section: Section::Direct,
        name: name.to_owned(),
        uncached,
        cached: None,
        calldata_bytes: call.abi_encode().len(),
        token: None,
        batch: None,
    }
}
