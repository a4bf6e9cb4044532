//! Why a payment is refused, in x402's own names.

use std::fmt;

use bursar_policy::{AuthorizationFault, Denial};

use super::wire::Version;

/// A refusal's name on the wire.
///
/// Names are those of the x402 v2 specification §9 and of the published facilitator (`@x402/evm`),
/// byte for byte, in both versions of x402; a denial by policy is `policy_` and the denial's own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The body, or the payment in it, is malformed.
    Payload,
    /// The requirements are malformed.
    Requirements,
    /// A version of x402 that is not spoken here.
    Version,
    /// The payment carries something else than an EIP-3009 authorization.
    PayloadType,
    /// A scheme other than `exact`.
    Scheme,
    /// Another network than this facilitator's, or than the requirements'.
    Network,
    /// The asset is neither a configured vault nor a configured token.
    Asset,
    /// The requirements do not name the EIP-712 domain.
    DomainMissing,
    /// The requirements name another EIP-712 name than the asset's.
    DomainName,
    /// The requirements name another EIP-712 version than the asset's.
    DomainVersion,
    /// Not a signature by the payer.
    Signature,
    /// The signature asks for a contract to be created first (ERC-6492).
    Factory,
    /// Signed for another payee.
    Recipient,
    /// Expired, or about to.
    ValidBefore,
    /// Not valid yet.
    ValidAfter,
    /// Signed for another amount.
    Value,
    /// The nonce was used.
    NonceUsed,
    /// The payer of a plain token does not hold the amount.
    Balance,
    /// The token refuses the transfer, for a reason of its own.
    Simulation,
    /// In a block, and reverted; or never to be in one.
    Transaction,
    /// The policy denies.
    Denied(Denial),
    /// Settling or settled already: this answer pays for nothing.
    Duplicate,
    /// Sent, and may still land.
    Pending,
    /// Not sent in time: it will not be sent, nor land.
    Withdrawn,
    /// Too much is waiting already.
    Busy,
    /// The payer or the vendor failed too often of late.
    Budget,
    /// As much is held of this payer's payments as ever is of one.
    Crowded,
    /// Signatures of the payer's code, or of all payers', were checked too often within the minute.
    Asked,
    /// The caller gave no API key, or an unknown one.
    Unauthorized,
    /// The relayer does not know the chain yet, or has fallen behind it.
    NotReady,
    /// The relayer failed at verifying; nothing was done.
    Verifier,
    /// The relayer failed at settling; nothing was done.
    Settler,
}

impl Reason {
    /// The name on the wire. The published facilitator knows one by another name in version 1.
    pub const fn name_in(self, version: Version) -> &'static str {
        match (version, self) {
            (Version::V1, Self::Value) => "invalid_exact_evm_authorization_value",
            (Version::V1 | Version::V2, _) => self.name(),
        }
    }

    /// The name in version 2, in logs and in figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Payload => "invalid_payload",
            Self::Requirements => "invalid_payment_requirements",
            Self::Version => "invalid_x402_version",
            Self::PayloadType => "unsupported_payload_type",
            Self::Scheme => "invalid_exact_evm_scheme",
            Self::Network => "invalid_exact_evm_network_mismatch",
            Self::Asset => "invalid_exact_evm_eip3009_not_supported",
            Self::DomainMissing => "invalid_exact_evm_missing_eip712_domain",
            Self::DomainName => "invalid_exact_evm_token_name_mismatch",
            Self::DomainVersion => "invalid_exact_evm_token_version_mismatch",
            Self::Signature => "invalid_exact_evm_signature",
            Self::Factory => "eip6492_factory_not_allowed",
            Self::Recipient => "invalid_exact_evm_recipient_mismatch",
            Self::ValidBefore => "invalid_exact_evm_payload_authorization_valid_before",
            Self::ValidAfter => "invalid_exact_evm_payload_authorization_valid_after",
            Self::Value => "invalid_exact_evm_payload_authorization_value_mismatch",
            Self::NonceUsed => "invalid_exact_evm_nonce_already_used",
            Self::Balance => "invalid_exact_evm_insufficient_balance",
            Self::Simulation => "invalid_exact_evm_transaction_simulation_failed",
            Self::Transaction => "invalid_exact_evm_transaction_failed",
            Self::Denied(denial) => denied(denial),
            Self::Duplicate => "duplicate_settlement",
            Self::Pending => "settlement_pending",
            Self::Withdrawn => "settlement_withdrawn",
            Self::Busy => "facilitator_busy",
            Self::Budget => "failure_budget_exhausted",
            Self::Crowded => "reservation_limit_reached",
            Self::Asked => "signature_check_limit_reached",
            Self::Unauthorized => "unauthorized",
            Self::NotReady => "facilitator_not_ready",
            Self::Verifier => "unexpected_verify_error",
            Self::Settler => "unexpected_settle_error",
        }
    }
}

impl From<AuthorizationFault> for Reason {
    fn from(fault: AuthorizationFault) -> Self {
        match fault {
            AuthorizationFault::NotYetValid => Self::ValidAfter,
            AuthorizationFault::Expired => Self::ValidBefore,
            AuthorizationFault::Used => Self::NonceUsed,
            AuthorizationFault::InvalidSignature => Self::Signature,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `policy_` and the denial's own name; a test holds the two together.
const fn denied(denial: Denial) -> &'static str {
    match denial {
        Denial::AgentUnknown => "policy_agent_unknown",
        Denial::AgentFrozen => "policy_agent_frozen",
        Denial::TreasuryFrozen => "policy_treasury_frozen",
        Denial::VendorNotListed => "policy_vendor_not_listed",
        Denial::PaymentCap => "policy_payment_cap",
        Denial::PeriodCap => "policy_period_cap",
        Denial::CountCap => "policy_count_cap",
        Denial::Budget => "policy_budget",
        Denial::NotYetActive => "policy_not_yet_active",
        Denial::NoLongerActive => "policy_no_longer_active",
        Denial::Schedule => "policy_schedule",
        Denial::VendorCap => "policy_vendor_cap",
        Denial::TreasuryCap => "policy_treasury_cap",
        Denial::ValidityTooLong => "policy_validity_too_long",
        Denial::TreasuryBalance => "policy_treasury_balance",
        Denial::PayeeForbidden => "policy_payee_forbidden",
        Denial::ValueZero => "policy_value_zero",
        Denial::ValueTooWide => "policy_value_too_wide",
        Denial::NonceStyle => "policy_nonce_style",
        Denial::Settler => "policy_settler",
        Denial::DelegationEnded => "policy_delegation_ended",
        Denial::ApprovalMissing => "policy_approval_missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What version 1 and version 2 of the published facilitator call a failed check. Left out of both
    /// are checks that it does not make.
    const PUBLISHED: [(Reason, &str, &str); 14] = {
        const fn both(reason: Reason, name: &str) -> (Reason, &str, &str) {
            (reason, name, name)
        }
        [
            both(Reason::Scheme, "invalid_exact_evm_scheme"),
            both(Reason::Network, "invalid_exact_evm_network_mismatch"),
            both(Reason::Asset, "invalid_exact_evm_eip3009_not_supported"),
            both(Reason::DomainMissing, "invalid_exact_evm_missing_eip712_domain"),
            both(Reason::DomainName, "invalid_exact_evm_token_name_mismatch"),
            both(Reason::DomainVersion, "invalid_exact_evm_token_version_mismatch"),
            both(Reason::Signature, "invalid_exact_evm_signature"),
            both(Reason::Factory, "eip6492_factory_not_allowed"),
            both(Reason::Recipient, "invalid_exact_evm_recipient_mismatch"),
            both(Reason::ValidBefore, "invalid_exact_evm_payload_authorization_valid_before"),
            both(Reason::ValidAfter, "invalid_exact_evm_payload_authorization_valid_after"),
            (
                Reason::Value,
                "invalid_exact_evm_authorization_value",
                "invalid_exact_evm_payload_authorization_value_mismatch",
            ),
            both(Reason::NonceUsed, "invalid_exact_evm_nonce_already_used"),
            both(Reason::Balance, "invalid_exact_evm_insufficient_balance"),
        ]
    };

    #[test]
    fn name_in_is_what_the_published_facilitator_says_in_each_version() {
        for (reason, first, second) in PUBLISHED {
            assert_eq!(reason.name_in(Version::V1), first);
            assert_eq!(reason.name_in(Version::V2), second);
        }
    }

    #[test]
    fn every_denial_is_called_policy_and_its_own_name() {
        for denial in Denial::ALL {
            assert_eq!(Reason::Denied(denial).name(), format!("policy_{}", denial.name()));
        }
    }
}
