//! Who may call what: the handlers ask `policy::roles` about the action they carry out, and about no
//! other.

mod common;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use bursar_abi::{self as abi, IVault};
use bursar_policy::{
    AgentState, layout,
    roles::{Action, Roles, may},
};
use bursar_vault::{Outcome, Refusal, Vault, agents, brakes, treasuries, vendors};
use common::{ADMIN, AGENT, FIRM, GUARDIAN, OWNER, SOFT, STRANGER, TREASURY, VENDOR, chain};
use stylus_sdk::testing::TestVM;

fn policy() -> abi::Policy {
    abi::Policy {
        paymentCap: 1,
        periodCap: 0,
        period: abi::Period { kind: 0, mode: 0, length: 0 },
        vendors: 2,
        nonceBits: 0,
        limits: 0,
        countCap: 0,
        budget: 0,
        notBefore: 0,
        notAfter: 0,
        schedule: U256::ZERO,
        delegationDepth: 0,
        breakerCount: 0,
        breakerWindow: 0,
        threshold: 0,
    }
}

fn entry() -> abi::VendorEntry {
    abi::VendorEntry { capped: false, cap: 0, period: abi::Period { kind: 0, mode: 0, length: 0 } }
}

fn limits(delay: u32) -> IVault::setTreasuryLimitsCall {
    let limits = abi::TreasuryLimits {
        capped: false,
        cap: 0,
        period: entry().period,
        longestValidity: 60,
        delay,
        settlersOnly: false,
        approvals: 0,
    };
    IVault::setTreasuryLimitsCall { treasury: TREASURY, limits, expectedVersion: 0 }
}

/// Calls that tighten: the brakes, and what only the owner may do.
fn act_hot(vault: &Vault<'_, TestVM>, action: Action) -> Option<Outcome> {
    let (agent, vendor, treasury) = (AGENT, VENDOR, TREASURY);
    Some(match action {
        Action::Withdraw => {
            let value = U256::ONE;
            brakes::withdraw(vault, IVault::withdrawCall { treasury, to: OWNER, value })
        }
        Action::FreezeTreasury => {
            brakes::freeze_treasury(vault, IVault::freezeTreasuryCall { treasury })
        }
        Action::FreezeAgent => brakes::freeze_agent(vault, IVault::freezeAgentCall { agent }),
        Action::RemoveAgent => brakes::remove_agent(vault, IVault::removeAgentCall { agent }),
        Action::RevokeDelegations => {
            brakes::revoke_delegations(vault, IVault::revokeDelegationsCall { agent })
        }
        Action::RemoveVendor => {
            brakes::remove_vendor(vault, IVault::removeVendorCall { agent, vendor })
        }
        Action::CancelEdit | Action::CancelFirmEdit => {
            let object = if action == Action::CancelEdit { SOFT } else { FIRM };
            brakes::cancel_edit(vault, IVault::cancelEditCall { treasury, object })
        }
        Action::RemoveSharedVendor => {
            brakes::remove_shared_vendor(vault, IVault::removeSharedVendorCall { treasury, vendor })
        }
        _ => return None,
    })
}

fn act_cold(vault: &Vault<'_, TestVM>, action: Action) -> Option<Outcome> {
    let (agent, vendor, treasury) = (AGENT, VENDOR, TREASURY);
    Some(match action {
        Action::TransferOwnership => treasuries::transfer_ownership(
            vault,
            IVault::transferOwnershipCall { treasury, newOwner: STRANGER },
        ),
        Action::SetRoles => {
            let (account, roles) = (STRANGER, 1);
            let call = IVault::setRolesCall { treasury, account, roles, expectedVersion: 0 };
            treasuries::set_roles(vault, call)
        }
        Action::SetTreasuryLimits => treasuries::set_limits(vault, limits(0)),
        Action::SetDelay => treasuries::set_limits(vault, limits(60)),
        Action::ThawTreasury => treasuries::thaw(vault, IVault::thawTreasuryCall { treasury }),
        Action::SetPolicy => {
            let call = IVault::setPolicyCall { agent, policy: policy(), expectedVersion: 1 };
            agents::set_policy(vault, call)
        }
        Action::ThawAgent | Action::ThawTripped => {
            agents::thaw(vault, IVault::thawAgentCall { agent })
        }
        Action::SetVendor => {
            let call = IVault::setVendorCall { agent, vendor, entry: entry(), expectedVersion: 1 };
            vendors::set(vault, call)
        }
        Action::SetSharedVendor => {
            let call = IVault::setSharedVendorCall {
                treasury,
                vendor,
                entry: entry(),
                expectedVersion: 0,
            };
            vendors::set_shared(vault, call)
        }
        Action::AddAgent => {
            let agent = NEWCOMER;
            let signature = [[1u8; 32].as_slice(), &[1u8; 32], &[27]].concat().into();
            let consent = abi::Consent { salt: B256::ZERO, deadline: u64::MAX, signature };
            let call = IVault::addAgentCall { treasury, agent, policy: policy(), consent };
            agents::add(vault, call)
        }
        _ => return None,
    })
}

/// The key that joins, and that signed whatever is signed.
const NEWCOMER: Address = Address::repeat_byte(0xa7);

fn act(chain: &TestVM, action: Action) -> Outcome {
    if action == Action::ThawTripped {
        let state = AgentState { frozen: true, tripped: true, ..AgentState::default() };
        chain.set_storage(layout::agent_state_slot(AGENT), state.pack().into());
    }
    let vault = Vault::new(chain, &[]);
    act_hot(&vault, action)
        .or_else(|| act_cold(&vault, action))
        .expect("every action is somebody's call")
}

#[test]
fn every_action_reverts_exactly_when_the_policy_says_that_the_caller_may_not() {
    let actors = [
        (OWNER, true, Roles::NONE),
        (ADMIN, false, Roles::ADMIN),
        (GUARDIAN, false, Roles::GUARDIAN),
        (STRANGER, false, Roles::NONE),
    ];
    for action in Action::ALL {
        for (account, is_owner, roles) in actors {
            let refused = IVault::Unauthorized { treasury: TREASURY, account }.abi_encode();
            let outcome = act(&chain(account, NEWCOMER), action);
            let is_refused = outcome.map_err(Refusal::into_revert_data) == Err(refused);
            assert_eq!(is_refused, !may(action, is_owner, roles), "{action:?} by {account}");
        }
    }
}

#[test]
fn every_action_succeeds_when_the_owner_calls() {
    for action in Action::ALL {
        let outcome = act(&chain(OWNER, NEWCOMER), action);
        // On this chain the token answers with an address where it should answer `true`.
        if action == Action::Withdraw {
            let failed = IVault::TokenFailed { selector: [0xa9, 0x05, 0x9c, 0xbb].into() };
            assert_eq!(outcome.map_err(Refusal::into_revert_data), Err(failed.abi_encode()));
        } else {
            assert_eq!(outcome, Ok(()), "{action:?}");
        }
    }
}

#[test]
fn every_action_is_an_audit_entry_with_a_head() {
    for action in Action::ALL.into_iter().filter(|action| *action != Action::Withdraw) {
        let chain = chain(OWNER, NEWCOMER);
        act(&chain, action).unwrap();
        let logs = chain.get_emitted_logs();
        let [(event, data), (head, _)] = logs.as_slice() else {
            panic!("{action:?} emits {} logs", logs.len());
        };
        assert_eq!(event[1], B256::left_padding_from(&TREASURY.to_be_bytes()), "{action:?}");
        assert_eq!(head[0], <IVault::AuditHead as alloy_sol_types::SolEvent>::SIGNATURE_HASH);
        let entry = bursar_policy::audit::entry_hash(common::NOW, event, data);
        let slot = bursar_policy::layout::audit_head_slot(TREASURY);
        let expected = bursar_policy::audit::extend(B256::ZERO, entry);
        assert_eq!(chain.get_storage(slot), expected, "{action:?}");
    }
}
