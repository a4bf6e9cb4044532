//! A vault's history for unit tests: what its events would be, without a chain.

use alloy::primitives::{Address, B256, TxHash, U256, address};
use alloy::sol_types::SolEvent;
use bursar_abi::{IVault, Policy};
use bursar_policy::Config;

use crate::indexer::{IndexedBlock, VaultEvent};
use crate::mirror::Mirror;

pub(crate) const VAULT: Address = address!("00000000000000000000000000000000000b0b5a");
pub(crate) const OWNER: Address = address!("00000000000000000000000000000000000000a1");
pub(crate) const AGENT: Address = address!("00000000000000000000000000000000000000a2");
pub(crate) const VENDOR: Address = address!("00000000000000000000000000000000000000a3");
/// Needs all 64 bits.
pub(crate) const TREASURY: u64 = 0xfedc_ba98_7654_3210;
/// Time of block 0.
pub(crate) const START: u64 = 1_704_101_400;

/// A block of one second after the one before it.
pub(crate) fn block<E: SolEvent>(number: u64, events: &[E]) -> IndexedBlock {
    let events = events.iter().zip(0..).map(|(event, log_index)| {
        VaultEvent::decode(VAULT, TxHash::ZERO, log_index, event.encode_log_data()).unwrap()
    });
    IndexedBlock {
        number,
        hash: B256::from(U256::from(number)),
        parent: B256::from(U256::from(number.saturating_sub(1))),
        timestamp: START.saturating_add(number),
        events: events.collect(),
    }
}

pub(crate) fn payment(value: u64, nonce: u8) -> IVault::PaymentSettled {
    IVault::PaymentSettled {
        treasury: TREASURY,
        agent: AGENT,
        vendor: VENDOR,
        value: U256::from(value),
        nonce: B256::repeat_byte(nonce),
    }
}

/// A treasury is made, gets 1,000, and an agent that may pay anyone up to 300.
pub(crate) fn founding() -> [IndexedBlock; 3] {
    let (treasury, salt) = (TREASURY, B256::ZERO);
    let created = IVault::TreasuryCreated { treasury, owner: OWNER, salt, delay: 0 };
    let value = U256::from(1_000);
    let deposited = IVault::Deposited { treasury: TREASURY, from: OWNER, value };
    let added = IVault::AgentAdded {
        treasury: TREASURY,
        agent: AGENT,
        policy: Policy { paymentCap: 300, vendors: 2, ..Policy::default() },
        salt: B256::repeat_byte(9),
        version: 1,
        generation: 0,
    };
    [block(1, &[created]), block(2, &[deposited]), block(3, &[added])]
}

/// A mirror after [`founding`].
pub(crate) fn founded() -> Mirror {
    let token = Address::repeat_byte(0x70);
    let mut mirror = Mirror::new([(VAULT, Config { token, decimals: 6 })]);
    for block in founding() {
        mirror.apply(&block).unwrap();
    }
    mirror
}
