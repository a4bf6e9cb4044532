//! Reverts of the vault, its front and ArbWasm, in words that say what to do.

use std::fmt;

use alloy::primitives::{Bytes, U256};
use alloy::sol_types::{Panic, Revert as TextRevert, SolError as _, SolInterface};
use bursar_abi::{IArbWasm::IArbWasmErrors, IFront::IFrontErrors, IVault::IVaultErrors};
use bursar_policy::{Denial, PolicyFault, approvals::MOST, batch::Malformed};

use crate::policy_file::time;

/// What a contract said when it reverted.
#[derive(Debug, Clone)]
pub enum Revert {
    /// An error of the vault's programs.
    Vault(IVaultErrors),
    /// An error of the vault's front.
    Front(IFrontErrors),
    /// An error of ArbWasm.
    Wasm(IArbWasmErrors),
    /// `Error(string)`; EIP-3009's failures among others.
    Text(String),
    /// `Panic(uint256)` of Solidity.
    Panic(U256),
    /// No data at all.
    Empty,
    /// Data that is no error known here.
    Unknown(Bytes),
}

impl Revert {
    /// Reads return data.
    pub fn decode(data: &[u8]) -> Self {
        if data.is_empty() {
            return Self::Empty;
        }
        if let Ok(error) = IVaultErrors::abi_decode(data) {
            return Self::Vault(error);
        }
        if let Ok(error) = IFrontErrors::abi_decode(data) {
            return Self::Front(error);
        }
        if let Ok(error) = IArbWasmErrors::abi_decode(data) {
            return Self::Wasm(error);
        }
        if let Ok(error) = TextRevert::abi_decode(data) {
            return Self::Text(error.reason);
        }
        match Panic::abi_decode(data) {
            Ok(panic) => Self::Panic(panic.code),
            Err(_) => Self::Unknown(Bytes::copy_from_slice(data)),
        }
    }

    /// The error's name in the ABI, for programs: `VersionMismatch`, `Error`, `Panic`.
    pub fn name(&self) -> &'static str {
        let signature = match self {
            Self::Vault(error) => IVaultErrors::signature_by_selector(error.selector()),
            Self::Front(error) => IFrontErrors::signature_by_selector(error.selector()),
            Self::Wasm(error) => IArbWasmErrors::signature_by_selector(error.selector()),
            Self::Text(_) => Some("Error"),
            Self::Panic(_) => Some("Panic"),
            Self::Empty | Self::Unknown(_) => None,
        };
        signature.and_then(|signature| signature.split('(').next()).unwrap_or("unknown")
    }

    /// The reason, if this is a denial by policy.
    pub fn denial(&self) -> Option<Denial> {
        match self {
            Self::Vault(IVaultErrors::PaymentDenied(denied)) => Denial::from_code(denied.reason),
            _ => None,
        }
    }
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vault(error) => f.write_str(&vault_words(error)),
            Self::Front(error) => f.write_str(&front_words(error)),
            Self::Wasm(error) => f.write_str(&wasm_words(error)),
            // The text is a stranger's: no control characters reach a terminal.
            Self::Text(text) => write!(f, "the contract reverts: {}", text.escape_debug()),
            Self::Panic(code) => write!(f, "the contract panics with code {code}"),
            Self::Empty => f.write_str("the contract reverts without saying why"),
            Self::Unknown(data) => write!(f, "the contract reverts with unknown data {data}"),
        }
    }
}

#[allow(
    clippy::too_many_lines,
    reason = "a table: one arm for each error, and none forgotten because there is no other arm"
)]
fn vault_words(error: &IVaultErrors) -> String {
    use IVaultErrors as E;
    match error {
        E::PaymentDenied(e) => match Denial::from_code(e.reason) {
            Some(denial) => format!(
                "payment denied, {} (reason {}): asked {}, room {}",
                denial_words(denial),
                e.reason,
                e.asked,
                e.room
            ),
            None => {
                format!("payment denied for a reason unknown here ({}); update bursar", e.reason)
            }
        },
        E::Unauthorized(e) => format!(
            "{} may not do this in treasury {:#018x}; use the key of its owner, or of an account with the right role",
            e.account, e.treasury
        ),
        E::TreasuryUnknown(e) => format!(
            "there is no treasury {:#018x} in this vault; `bursar treasury create` makes one",
            e.treasury
        ),
        E::TreasuryExists(e) => format!(
            "treasury {:#018x} exists already; create another with a new --salt",
            e.treasury
        ),
        E::AgentUnknown(e) => {
            format!("{} is not a live agent; `bursar agent add` adds one", e.agent)
        }
        E::AgentBound(e) => format!(
            "the key {} belongs to treasury {:#018x} for life; use a fresh key",
            e.agent, e.treasury
        ),
        E::VersionMismatch(e) => format!(
            "somebody edited this in the meantime (version {}, expected {}); look at it again, then repeat",
            e.actual, e.expected
        ),
        E::VersionExhausted(e) => {
            format!("no further edit fits: version {} is the last", e.version)
        }
        E::PolicyInvalid(e) => match PolicyFault::from_code(e.fault) {
            Some(fault) => format!("the vault refuses these limits: {fault} (fault {})", e.fault),
            None => format!(
                "the vault refuses these limits: fault {} is unknown here; update bursar",
                e.fault
            ),
        },
        E::RolesInvalid(e) => {
            format!(
                "{} names roles that do not exist; 1 is admin, 2 guardian, 4 approver, 8 reporter, 16 settler",
                e.roles
            )
        }
        E::ApproversExhausted(e) => format!(
            "treasury {:#018x} has had {MOST} approvers; only one of these can be one again",
            e.treasury
        ),
        E::EditWaiting(e) => {
            format!("the edit was asked for and waits until {}; repeat it then", time(e.readyAt))
        }
        E::EditUnknown(e) => {
            format!("nothing waits for {}; `bursar edit list` shows what does", e.object)
        }
        E::TreasuryForeign(e) => {
            format!("the edits of one transaction are about one treasury, not {:#018x}", e.treasury)
        }
        E::ConsentExpired(e) => format!(
            "the consent ran out at {}, it is {} now; let it be signed anew",
            e.deadline, e.now
        ),
        E::ConsentInvalid(e) => {
            format!("the consent is not signed by {} for this vault and on these terms", e.agent)
        }
        E::SaltUsed(e) => format!(
            "{} has used this consent already (salt {}); let it be signed anew with another",
            e.agent, e.salt
        ),
        E::DelegationEnded(e) => format!(
            "{} cannot delegate: a delegation above it has ended, or may go no deeper",
            e.parent
        ),
        E::AddressInvalid(e) => format!(
            "{} cannot be used here: not the zero address, the vault or the token",
            e.account
        ),
        E::AmountInvalid(e) => {
            format!("{} is not an amount: 1 to 2^64 - 1 smallest units", e.value)
        }
        E::BalanceInsufficient(e) => {
            format!("the treasury has {} smallest units, {} were asked", e.balance, e.asked)
        }
        E::TokenFailed(e) => format!(
            "the token refused (call {}): is it paused, the account blocked, the balance or allowance too low?",
            e.selector
        ),
        E::TransferUnsupported(_) => {
            "nothing moves through the vault's ERC-20 calls: agents pay by signed authorization"
                .to_owned()
        }
        E::Reentered(_) => "the vault was called while it was running already".to_owned(),
        E::SelectorUnknown(e) => format!("the vault has no call {}", e.selector),
        E::CalldataInvalid(e) => format!("the arguments of call {} are malformed", e.selector),
        E::GasInsufficient(e) => format!(
            "too little gas: {} left, {} needed; send the transaction with more",
            e.left, e.needed
        ),
        E::BatchMalformed(e) => match Malformed::from_code(e.fault) {
            Some(fault) => format!("the vault cannot read the batch: {fault} (fault {})", e.fault),
            None => format!(
                "the vault cannot read the batch: fault {} is unknown here; update bursar",
                e.fault
            ),
        },
        E::PayoutsFailed(_) => {
            "the token paid none of the vendors: is it paused, or is the vault blocked?".to_owned()
        }
        E::NotConfigured(_) => {
            "this vault was not created by the factory: it has no token".to_owned()
        }
    }
}

fn front_words(error: &IFrontErrors) -> String {
    use IFrontErrors as E;
    match error {
        E::TokenWithoutCode(e) => format!("there is no token at {} on this chain", e.token),
        E::DecimalsTooMany(e) => {
            format!("the token has {} decimals, a vault takes {} at most", e.decimals, e.most)
        }
        E::NotAProgram(e) => format!("{} is not a Stylus program", e.account),
        E::NotUnusable(_) => {
            "hot and cold program can run: nothing to record, and no rescue".to_owned()
        }
        E::NotUsable(_) => {
            "hot or cold program cannot run: the record stands until both can".to_owned()
        }
        E::AlreadyRecorded(e) => format!("it is on record since {}", moment(e.since)),
        E::NotRecorded(_) => {
            "no program is on record as unusable; `bursar programs record` puts it there".to_owned()
        }
        E::RescueTooEarly(e) => {
            format!("the rescue opens at {}, it is {} now", moment(e.opens), moment(e.timestamp))
        }
        E::NotTreasuryOwner(e) => {
            format!("{} does not own the treasury {:#018x}: {} does", e.caller, e.treasury, e.owner)
        }
        E::NothingToRescue(e) => format!("the treasury {:#018x} has no balance", e.treasury),
        E::ProgramRunning(e) => {
            format!("the program {} is running, or had too little gas to deny it", e.program)
        }
    }
}

/// A time of the front's, which counts in 256 bits.
fn moment(seconds: U256) -> String {
    time(seconds.saturating_to())
}

fn wasm_words(error: &IArbWasmErrors) -> String {
    use IArbWasmErrors as E;
    match error {
        E::ProgramNotWasm(_) => "the code there is not a Stylus program".to_owned(),
        E::ProgramNotActivated(_) => {
            "the program is not activated; `bursar deploy` activates it".to_owned()
        }
        E::ProgramNeedsUpgrade(e) => format!(
            "the program was activated for Stylus version {}, the chain has {}; `bursar deploy` activates it again",
            e.version, e.stylusVersion
        ),
        E::ProgramExpired(e) => format!(
            "the program expired {} seconds after its activation; `bursar deploy` activates it again",
            e.ageInSeconds
        ),
        E::ProgramUpToDate(_) => "the program is active already".to_owned(),
        E::ProgramKeepaliveTooSoon(e) => format!(
            "the program was activated or kept alive {} seconds ago; the chain takes a keepalive from 31 days on",
            e.ageInSeconds
        ),
        E::ProgramInsufficientValue(e) => {
            format!("the program's data cost {} wei, {} were sent", e.want, e.have)
        }
    }
}

/// What a denial means, as the end of a sentence.
pub const fn denial_words(denial: Denial) -> &'static str {
    match denial {
        Denial::AgentUnknown => "the key is no live agent of any treasury",
        Denial::AgentFrozen => "the agent is frozen",
        Denial::TreasuryFrozen => "the treasury is frozen",
        Denial::VendorNotListed => "the vendor is not on the list that the policy names",
        Denial::PaymentCap => "it is over the agent's largest single payment",
        Denial::PeriodCap => "it is over what is left of the agent's period",
        Denial::CountCap => "no further payment is left of the agent's period",
        Denial::Budget => "it is over what is left of the agent's budget",
        Denial::NotYetActive => "the agent's validity has not begun",
        Denial::NoLongerActive => "the agent's validity is over",
        Denial::Schedule => "this hour of the week is closed",
        Denial::VendorCap => "it is over what is left for this vendor",
        Denial::TreasuryCap => "it is over what is left for the whole treasury",
        Denial::ValidityTooLong => "the authorization lives longer than the treasury accepts",
        Denial::TreasuryBalance => "it is over the treasury's balance",
        Denial::PayeeForbidden => "the payee is the zero address, the vault or the token",
        Denial::ValueZero => "the value is zero",
        Denial::ValueTooWide => "the value does not fit 64 bits",
        Denial::NonceStyle => "the nonce carries the tag of sequenced nonces, but not their form",
        Denial::Settler => "the treasury names who may settle, and this is somebody else",
        Denial::DelegationEnded => "the delegation that the agent spends under has ended",
        Denial::ApprovalMissing => {
            "it is over what the agent may pay alone, and too few approvers approve it"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::hex;
    use bursar_abi::IVault;

    #[test]
    fn decode_says_reason_and_room_when_the_policy_denies() {
        let error = IVault::PaymentDenied { reason: 6, asked: U256::from(7), room: U256::from(3) };
        let revert = Revert::decode(&error.abi_encode());
        assert_eq!(revert.name(), "PaymentDenied");
        assert_eq!(revert.denial(), Some(Denial::PeriodCap));
        let words = "payment denied, it is over what is left of the agent's period (reason 6): asked 7, room 3";
        assert_eq!(revert.to_string(), words);
    }

    #[test]
    fn decode_says_what_to_do_when_an_edit_came_in_between() {
        let revert =
            Revert::decode(&IVault::VersionMismatch { expected: 3, actual: 4 }.abi_encode());
        assert!(revert.to_string().contains("version 4, expected 3"), "{revert}");
        assert_eq!(revert.denial(), None);
    }

    #[test]
    fn decode_names_the_fault_when_limits_are_malformed() {
        let fault = PolicyFault::NonceBits;
        let revert = Revert::decode(&IVault::PolicyInvalid { fault: fault.code() }.abi_encode());
        assert!(revert.to_string().contains(&fault.to_string()), "{revert}");
    }

    #[test]
    fn decode_escapes_control_characters_of_a_foreign_text() {
        let revert = Revert::decode(&TextRevert::from("\u{1b}[2Jgone").abi_encode());
        assert_eq!(revert.name(), "Error");
        assert!(!revert.to_string().contains('\u{1b}'));
    }

    #[test]
    fn decode_keeps_what_it_does_not_know() {
        assert!(matches!(Revert::decode(&[]), Revert::Empty));
        let revert = Revert::decode(&hex!("deadbeef"));
        assert_eq!(
            (revert.name(), revert.to_string().as_str()),
            ("unknown", "the contract reverts with unknown data 0xdeadbeef")
        );
    }
}
