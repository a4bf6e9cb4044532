//! The rows: one for every function.

use alloy::{
    primitives::{B256, U256},
    sol_types::{SolCall, SolStruct as _},
};
use bursar_abi::{IFront, IVault, Policy, VendorEntry};
use bursar_contract_tests::{
    batch::batch,
    outcome::Failure,
    parties::{Party, place},
    signing::{self, token_domain},
    tenant::{ADMIN, plain, usdc},
};

use super::{CLASSES, Class, Gate, Needs, Row, Scene, party};

const OWNER: Gate = Gate::Only(&[Class::Owner]);
const ADMINS: Gate = Gate::Only(&[Class::Owner, Class::Admin]);
const GUARDIANS: Gate = Gate::Only(&[Class::Owner, Class::Admin, Class::Guardian]);

/// The whole table.
pub(super) fn table() -> Vec<Row> {
    let parts = [
        facade(),
        settlement(),
        approvals(),
        brakes(),
        treasuries(),
        people(),
        money(),
        agents(),
        lists(),
        front(),
    ];
    parts.into_iter().flatten().collect()
}

fn unsupported() -> Failure {
    IVault::TransferUnsupported {}.into()
}

/// A view: open to all, in every state, and silent.
const fn view(name: &'static str, calldata: fn(&mut Scene) -> Vec<u8>) -> Row {
    Row { name, gate: Gate::Anyone, needs: Needs::Nothing, emits: &[], calldata }
}

fn encode(call: &impl SolCall) -> Vec<u8> {
    call.abi_encode()
}

fn facade() -> Vec<Row> {
    vec![
        view("name", |_| encode(&IVault::nameCall {})),
        view("symbol", |_| encode(&IVault::symbolCall {})),
        view("version", |_| encode(&IVault::versionCall {})),
        view("decimals", |_| encode(&IVault::decimalsCall {})),
        view("totalSupply", |_| encode(&IVault::totalSupplyCall {})),
        view("DOMAIN_SEPARATOR", |_| encode(&IVault::DOMAIN_SEPARATORCall {})),
        view("eip712Domain", |_| encode(&IVault::eip712DomainCall {})),
        view("token", |_| encode(&IVault::tokenCall {})),
        view("balanceOf", |s| encode(&IVault::balanceOfCall { agent: s.agent() })),
        view("allowance", |s| {
            encode(&IVault::allowanceCall { owner: s.agent(), spender: s.vendor() })
        }),
        view("authorizationState", |s| {
            let authorizer = s.agent();
            encode(&IVault::authorizationStateCall { authorizer, nonce: B256::ZERO })
        }),
        view("check", |s| {
            let (agent, vendor) = (s.agent(), s.vendor());
            encode(&IVault::checkCall { agent, vendor, value: U256::from(1) })
        }),
        Row {
            name: "transfer",
            gate: Gate::Nobody(unsupported),
            needs: Needs::Nothing,
            emits: &[],
            calldata: |s| encode(&IVault::transferCall { to: s.vendor(), value: U256::from(1) }),
        },
        Row {
            name: "approve",
            gate: Gate::Nobody(unsupported),
            needs: Needs::Nothing,
            emits: &[],
            calldata: |s| {
                encode(&IVault::approveCall { spender: s.vendor(), value: U256::from(1) })
            },
        },
        Row {
            name: "transferFrom",
            gate: Gate::Nobody(unsupported),
            needs: Needs::Nothing,
            emits: &[],
            calldata: |s| {
                let (from, to) = (s.agent(), s.vendor());
                encode(&IVault::transferFromCall { from, to, value: U256::from(1) })
            },
        },
    ]
}

fn settlement() -> Vec<Row> {
    vec![
        Row {
            name: "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            gate: Gate::Anyone,
            needs: Needs::Payment,
            emits: &["Transfer", "AuthorizationUsed", "PaymentSettled", "AuditHead"],
            calldata: |s| {
                let authorization = s.world.authorization(&s.tenant, usdc(1));
                encode(&authorization.signed(&s.tenant.agent, &s.world.domain()))
            },
        },
        Row {
            name: "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            gate: Gate::Anyone,
            needs: Needs::Payment,
            emits: &["Transfer", "AuthorizationUsed", "PaymentSettled", "AuditHead"],
            calldata: |s| {
                let authorization = s.world.authorization(&s.tenant, usdc(1));
                let digest = authorization.eip712_signing_hash(&s.world.domain());
                let signature = s.tenant.agent.sign(digest).to_bytes();
                encode(&authorization.with_bytes(signature))
            },
        },
        Row {
            name: "settleBatch",
            gate: Gate::Anyone,
            needs: Needs::Item,
            emits: &["PaymentSettled", "AuditHead"],
            calldata: |s| {
                let item = s.world.item(&s.tenant, usdc(1));
                encode(&batch(&[item]))
            },
        },
        // Open to all, but only reporters get anything done by it: see `recording`.
        view("recordDenials", |s| {
            let item = s.world.item(&s.tenant, usdc(1));
            encode(&IVault::recordDenialsCall { batch: batch(&[item]).batch })
        }),
    ]
}

fn brakes() -> Vec<Row> {
    vec![
        Row {
            name: "freezeTreasury",
            gate: GUARDIANS,
            needs: Needs::Treasury,
            emits: &["TreasuryFrozen", "AuditHead"],
            calldata: |s| encode(&IVault::freezeTreasuryCall { treasury: s.treasury() }),
        },
        Row {
            name: "freezeAgent",
            gate: GUARDIANS,
            needs: Needs::Agent,
            emits: &["AgentFrozen", "AuditHead"],
            calldata: |s| encode(&IVault::freezeAgentCall { agent: s.agent() }),
        },
        Row {
            name: "removeAgent",
            gate: GUARDIANS,
            needs: Needs::Agent,
            emits: &["AgentRemoved", "AuditHead"],
            calldata: |s| encode(&IVault::removeAgentCall { agent: s.agent() }),
        },
        Row {
            name: "removeVendor",
            gate: GUARDIANS,
            needs: Needs::Agent,
            emits: &["VendorRemoved", "AuditHead"],
            calldata: |s| {
                encode(&IVault::removeVendorCall { agent: s.agent(), vendor: s.vendor() })
            },
        },
        Row {
            name: "revokeDelegations",
            gate: Gate::Only(&[Class::Owner, Class::Admin, Class::Guardian, Class::Agent]),
            needs: Needs::Agent,
            emits: &["DelegationsRevoked", "AuditHead"],
            calldata: |s| encode(&IVault::revokeDelegationsCall { agent: s.agent() }),
        },
        Row {
            name: "removeSharedVendor",
            gate: GUARDIANS,
            needs: Needs::Treasury,
            emits: &["SharedVendorRemoved", "AuditHead"],
            calldata: |s| {
                let (treasury, vendor) = (s.treasury(), s.vendor());
                encode(&IVault::removeSharedVendorCall { treasury, vendor })
            },
        },
        Row {
            name: "cancelEdit",
            gate: Gate::Only(&[Class::Owner, Class::Guardian]),
            needs: Needs::Treasury,
            emits: &["EditCancelled", "AuditHead"],
            calldata: |s| {
                let (treasury, object) = (s.treasury(), s.waiting());
                encode(&IVault::cancelEditCall { treasury, object })
            },
        },
    ]
}

fn treasuries() -> Vec<Row> {
    vec![
        Row {
            name: "createTreasury",
            gate: Gate::Anyone,
            needs: Needs::Nothing,
            emits: &["TreasuryCreated", "AuditHead"],
            calldata: |s| encode(&IVault::createTreasuryCall { salt: s.world.unique(), delay: 0 }),
        },
        view("treasuryId", |s| {
            encode(&IVault::treasuryIdCall { creator: s.vendor(), salt: B256::ZERO })
        }),
        Row {
            name: "setTreasuryLimits",
            gate: ADMINS,
            needs: Needs::Treasury,
            emits: &["TreasuryLimitsSet", "AuditHead"],
            calldata: |s| {
                let (treasury, expectedVersion) = (s.treasury(), s.treasury_version());
                let limits =
                    bursar_abi::TreasuryLimits { longestValidity: 600, ..Default::default() };
                encode(&IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion })
            },
        },
        Row {
            name: "thawTreasury",
            gate: ADMINS,
            needs: Needs::Treasury,
            emits: &["TreasuryThawed", "AuditHead"],
            calldata: |s| encode(&IVault::thawTreasuryCall { treasury: s.treasury() }),
        },
        view("pendingEdit", |s| {
            encode(&IVault::pendingEditCall { treasury: s.treasury(), object: s.waiting() })
        }),
        Row {
            name: "administer",
            gate: ADMINS,
            needs: Needs::Treasury,
            emits: &["TreasuryThawed", "AuditHead"],
            calldata: |s| {
                let (treasury, expectedVersion) = (s.treasury(), s.treasury_version());
                let calls = vec![encode(&IVault::thawTreasuryCall { treasury }).into()];
                encode(&IVault::administerCall { treasury, expectedVersion, calls })
            },
        },
        view("treasury", |s| encode(&IVault::treasuryCall { treasury: s.treasury() })),
        view("rolesOf", |s| {
            encode(&IVault::rolesOfCall { treasury: s.treasury(), account: s.vendor() })
        }),
        view("sharedVendor", |s| {
            encode(&IVault::sharedVendorCall { treasury: s.treasury(), vendor: s.vendor() })
        }),
    ]
}

fn people() -> Vec<Row> {
    vec![
        Row {
            name: "transferOwnership",
            gate: OWNER,
            needs: Needs::Treasury,
            emits: &["OwnershipTransferStarted", "AuditHead"],
            calldata: |s| {
                let (treasury, newOwner) = (s.treasury(), place("another heir"));
                encode(&IVault::transferOwnershipCall { treasury, newOwner })
            },
        },
        Row {
            name: "acceptOwnership",
            gate: Gate::Only(&[Class::Heir]),
            needs: Needs::Treasury,
            emits: &["OwnershipTransferred", "AuditHead"],
            calldata: |s| encode(&IVault::acceptOwnershipCall { treasury: s.treasury() }),
        },
        Row {
            name: "setRoles",
            gate: OWNER,
            needs: Needs::Treasury,
            emits: &["RolesSet", "AuditHead"],
            calldata: |s| {
                let (treasury, account) = (s.treasury(), place("new admin"));
                let expectedVersion = s.treasury_version();
                encode(&IVault::setRolesCall { treasury, account, roles: ADMIN, expectedVersion })
            },
        },
    ]
}

fn money() -> Vec<Row> {
    vec![
        Row {
            name: "withdraw",
            gate: OWNER,
            needs: Needs::Treasury,
            emits: &["Withdrawn", "AuditHead"],
            calldata: |s| {
                let (treasury, to) = (s.treasury(), place("bank"));
                encode(&IVault::withdrawCall { treasury, to, value: U256::from(1) })
            },
        },
        Row {
            name: "deposit",
            gate: Gate::Anyone,
            needs: Needs::Treasury,
            emits: &["Deposited", "AuditHead"],
            calldata: |s| {
                let caller = CLASSES.map(|class| party(&s.tenant, class));
                for donor in caller.iter().filter(|party| party.address == s.caller) {
                    s.world.mint(donor.address, usdc(1));
                    s.world.approve(donor, usdc(1));
                }
                let value = U256::from(usdc(1));
                encode(&IVault::depositCall { treasury: s.treasury(), value })
            },
        },
        Row {
            name: "depositWithAuthorization",
            gate: Gate::Anyone,
            needs: Needs::Treasury,
            emits: &["Deposited", "AuditHead"],
            calldata: |s| {
                let donor = Party::named("donor");
                s.world.mint(donor.address, usdc(1));
                let (salt, value) = (s.world.unique(), U256::from(usdc(1)));
                let domain = token_domain(s.world.chain_id(), s.world.token);
                let vault = s.world.vault;
                encode(&signing::deposit(&donor, vault, s.treasury(), value, salt, &domain))
            },
        },
    ]
}

fn agents() -> Vec<Row> {
    vec![
        Row {
            name: "addAgent",
            gate: ADMINS,
            needs: Needs::Treasury,
            emits: &["AgentAdded", "AuditHead"],
            calldata: |s| {
                let consent = s.world.consent(&s.newcomer, s.tenant.id);
                let (treasury, agent) = (s.treasury(), s.newcomer.address);
                encode(&IVault::addAgentCall { treasury, agent, policy: plain(), consent })
            },
        },
        Row {
            name: "setPolicy",
            gate: ADMINS,
            needs: Needs::Agent,
            emits: &["PolicySet", "AuditHead"],
            calldata: |s| {
                let policy = Policy { paymentCap: 1, ..plain() };
                let (agent, expectedVersion) = (s.agent(), s.agent_version());
                encode(&IVault::setPolicyCall { agent, policy, expectedVersion })
            },
        },
        Row {
            name: "thawAgent",
            gate: ADMINS,
            needs: Needs::Agent,
            emits: &["AgentThawed", "AuditHead"],
            calldata: |s| encode(&IVault::thawAgentCall { agent: s.agent() }),
        },
        Row {
            name: "delegate",
            gate: Gate::Anyone,
            needs: Needs::Agent,
            emits: &["Delegated", "AuditHead"],
            calldata: |s| {
                let (parent, agent) = (s.tenant.agent.clone(), s.newcomer.clone());
                let delegation = s.world.delegation(&parent, &agent, plain());
                encode(&signing::delegate(&delegation, &parent, &agent, &s.world.domain()))
            },
        },
        view("agent", |s| encode(&IVault::agentCall { agent: s.agent() })),
    ]
}

fn lists() -> Vec<Row> {
    vec![
        Row {
            name: "registerSession",
            gate: Gate::Anyone,
            needs: Needs::Agent,
            emits: &["SessionOpened", "AuditHead"],
            calldata: |s| {
                let (parent, agent) = (s.tenant.agent.clone(), s.newcomer.clone());
                let session = s.world.session(&parent, &agent);
                encode(&signing::register_session(&session, &parent, &agent, &s.world.domain()))
            },
        },
        Row {
            name: "setVendor",
            gate: ADMINS,
            needs: Needs::Agent,
            emits: &["VendorSet", "AuditHead"],
            calldata: |s| {
                let (agent, vendor) = (s.agent(), place("new vendor"));
                let (entry, expectedVersion) = (VendorEntry::default(), s.agent_version());
                encode(&IVault::setVendorCall { agent, vendor, entry, expectedVersion })
            },
        },
        Row {
            name: "setSharedVendor",
            gate: ADMINS,
            needs: Needs::Treasury,
            emits: &["SharedVendorSet", "AuditHead"],
            calldata: |s| {
                let (treasury, vendor) = (s.treasury(), place("new vendor"));
                let (entry, expectedVersion) = (VendorEntry::default(), s.treasury_version());
                encode(&IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion })
            },
        },
        view("vendor", |s| encode(&IVault::vendorCall { agent: s.agent(), vendor: s.vendor() })),
    ]
}

fn approvals() -> Vec<Row> {
    vec![
        Row {
            name: "approvePayment",
            gate: Gate::Only(&[Class::Approver]),
            needs: Needs::Treasury,
            emits: &["PaymentApproved", "AuditHead"],
            calldata: |s| {
                let (treasury, digest) = (s.treasury(), B256::ZERO);
                encode(&IVault::approvePaymentCall { treasury, digest })
            },
        },
        Row {
            name: "registerApprovals",
            gate: Gate::Anyone,
            needs: Needs::Treasury,
            emits: &["PaymentApproved", "AuditHead"],
            calldata: |s| {
                let (treasury, digest) = (s.treasury(), B256::ZERO);
                let signatures = signing::approval(&party(&s.tenant, Class::Approver), digest);
                encode(&IVault::registerApprovalsCall { treasury, digest, signatures })
            },
        },
        // Everybody takes back what he registered: here nothing.
        Row {
            name: "revokeApproval",
            gate: Gate::Anyone,
            needs: Needs::Treasury,
            emits: &[],
            calldata: |s| {
                let (treasury, digest) = (s.treasury(), B256::ZERO);
                encode(&IVault::revokeApprovalCall { treasury, digest })
            },
        },
        view("approvalsOf", |s| {
            let (treasury, digest) = (s.treasury(), B256::ZERO);
            encode(&IVault::approvalsOfCall { treasury, digest })
        }),
    ]
}

/// The front's own calls, while the programs are in order; `expiry.rs` has the rest.
fn front() -> Vec<Row> {
    let row = |name, refusal, calldata| Row {
        name,
        gate: Gate::Nobody(refusal),
        needs: Needs::Nothing,
        emits: &[],
        calldata,
    };
    vec![
        row(
            "recordUnusable",
            || IFront::NotUnusable { hot: 1, cold: 1 }.into(),
            |_| encode(&IFront::recordUnusableCall {}),
        ),
        row(
            "clearUnusable",
            || IFront::NotRecorded {}.into(),
            |_| encode(&IFront::clearUnusableCall {}),
        ),
        row(
            "rescue",
            || IFront::NotRecorded {}.into(),
            |s| encode(&IFront::rescueCall { treasury: s.treasury() }),
        ),
    ]
}
