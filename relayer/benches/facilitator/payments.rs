//! Payments, signed before anything is measured, as the HTTP requests that will be sent.

use std::net::SocketAddr;
use std::thread;

use alloy::primitives::Address;
use bursar_policy::eip712::domain_separator;
use serde_json::json;

use crate::body::request;
use crate::harness::sign;
use crate::load::Requests;
use crate::tenant::{PAYMENT_CAP, Tenant};
use crate::world::{CHAIN_ID, now};

/// Who is paid, in turn.
const VENDORS: usize = 10;
/// Longest that the treasury's authorizations may live, less a little, seconds.
const LIFE: u64 = 3_500;

/// A kind of request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Endpoint {
    Verify,
    Settle,
}

/// What payment number `index` pays; no two neighbours the same.
pub(crate) const fn value(index: usize) -> u64 {
    index as u64 % PAYMENT_CAP + 1
}

/// The vendors.
pub(crate) fn vendors() -> impl Iterator<Item = Address> {
    (0..VENDORS).map(vendor)
}

fn vendor(index: usize) -> Address {
    Address::left_padding_from(&[0xb2, (index % VENDORS) as u8])
}

/// `count` payments of all agents in turn, each with a signature and a nonce of its own.
pub(crate) fn prepare(
    tenant: &Tenant,
    address: SocketAddr,
    endpoint: Endpoint,
    count: usize,
) -> Requests {
    let (path, expected) = match endpoint {
        Endpoint::Verify => ("/verify", r#""isValid":true"#),
        Endpoint::Settle => ("/settle", r#""success":true"#),
    };
    let mut all = vec![Vec::new(); count];
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = count.div_ceil(threads).max(1);
    thread::scope(|scope| {
        for (number, part) in all.chunks_mut(share).enumerate() {
            scope.spawn(move || {
                for (index, bytes) in (number * share..).zip(part) {
                    let body = body(tenant, index);
                    let length = body.len();
                    *bytes = format!(
                        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
                         content-length: {length}\r\n\r\n{body}"
                    )
                    .into_bytes();
                }
            });
        }
    });
    Requests { all, expected }
}

fn body(tenant: &Tenant, index: usize) -> String {
    let agent = &tenant.agents[index % tenant.agents.len()];
    let domain = domain_separator(CHAIN_ID, tenant.vault);
    let (payee, amount) = (vendor(index), value(index));
    let payment = sign(tenant.vault, domain, agent, payee, amount, now() + LIFE);
    let signature = payment.signature.to_bytes();
    let extra = json!({ "name": "Bursar", "version": "1" });
    request(CHAIN_ID, tenant.vault, &extra, &payment.authorization, &signature).to_string()
}
