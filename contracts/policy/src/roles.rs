//! Who may do what in a treasury.

use crate::delegation::Kin;
use crate::layout::roles::ROLES;
use alloy_primitives::U256;

/// Roles that a treasury's owner gives, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles(u8);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);
    /// Writes policy: agents, vendors, limits; freezes and thaws.
    pub const ADMIN: Self = Self(1);
    /// Brakes: freezes, and removes agents and vendors.
    pub const GUARDIAN: Self = Self(2);
    /// Approves payments that are over their agents' thresholds.
    pub const APPROVER: Self = Self(4);
    /// Puts denials on record.
    pub const REPORTER: Self = Self(8);
    /// Settles payments of a treasury that names who may.
    pub const SETTLER: Self = Self(16);
    /// Every role.
    pub const ALL: Self = Self(31);

    /// From bits; `None` if one names no role.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// From a storage word; bits that name no role are ignored.
    pub fn unpack(word: U256) -> Self {
        Self(ROLES.get(word).to_le_bytes()[0] & Self::ALL.0)
    }

    /// Into the word of an account that had others; what else it says stays.
    pub fn pack(self, word: U256) -> U256 {
        ROLES.with(word, u64::from(self.0))
    }

    /// As bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// With the roles of `other` too.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of its roles that `other` does not have.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any of `roles` is among them.
    pub const fn has(self, roles: Self) -> bool {
        self.0 & roles.0 != 0
    }
}

/// Every call that only some may make, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Name another owner, who then accepts.
    TransferOwnership,
    /// Give and take roles.
    SetRoles,
    /// Take money home.
    Withdraw,
    /// Write the limits of the treasury, all but its delay.
    SetTreasuryLimits,
    /// Write the limits of the treasury with another delay, which the owner's own money waits for.
    SetDelay,
    /// Let the treasury pay again.
    ThawTreasury,
    /// Bind a key.
    AddAgent,
    /// Write an agent's policy.
    SetPolicy,
    /// Let an agent pay again.
    ThawAgent,
    /// Let an agent pay again that its breaker has frozen.
    ThawTripped,
    /// Write an entry of an agent's list.
    SetVendor,
    /// Write an entry of the shared list.
    SetSharedVendor,
    /// Stop all payments.
    FreezeTreasury,
    /// Stop an agent.
    FreezeAgent,
    /// End an agent.
    RemoveAgent,
    /// Take a vendor off an agent's list.
    RemoveVendor,
    /// Take a vendor off the shared list.
    RemoveSharedVendor,
    /// End all that an agent has delegated.
    RevokeDelegations,
    /// Call off an edit that waits.
    CancelEdit,
    /// Call off an edit that waits and that no guardian may stand in the way of.
    CancelFirmEdit,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 20] = [
        Self::TransferOwnership,
        Self::SetRoles,
        Self::Withdraw,
        Self::SetTreasuryLimits,
        Self::SetDelay,
        Self::ThawTreasury,
        Self::AddAgent,
        Self::SetPolicy,
        Self::ThawAgent,
        Self::ThawTripped,
        Self::SetVendor,
        Self::SetSharedVendor,
        Self::FreezeTreasury,
        Self::FreezeAgent,
        Self::RemoveAgent,
        Self::RemoveVendor,
        Self::RemoveSharedVendor,
        Self::RevokeDelegations,
        Self::CancelEdit,
        Self::CancelFirmEdit,
    ];

    /// The roles that may do this, besides the owner.
    const fn roles(self) -> Roles {
        match self {
            Self::TransferOwnership
            | Self::SetRoles
            | Self::Withdraw
            | Self::SetDelay
            | Self::CancelFirmEdit => Roles::NONE,
            Self::SetTreasuryLimits
            | Self::ThawTreasury
            | Self::AddAgent
            | Self::SetPolicy
            | Self::ThawAgent
            | Self::SetVendor
            | Self::SetSharedVendor => Roles::ADMIN,
            Self::FreezeTreasury
            | Self::FreezeAgent
            | Self::RemoveAgent
            | Self::RemoveVendor
            | Self::RemoveSharedVendor
            | Self::RevokeDelegations
            // What no person froze, whoever may freeze may thaw.
            | Self::ThawTripped => Roles::ADMIN.and(Roles::GUARDIAN),
            // Not an admin's: whoever asks for an edit could call off what stands in its way.
            Self::CancelEdit => Roles::GUARDIAN,
        }
    }
}

impl Action {
    /// Whether it is done to sessions too: they are stopped and ended, and what was granted stays.
    pub const fn suits_sessions(self) -> bool {
        matches!(self, Self::FreezeAgent | Self::ThawAgent | Self::RemoveAgent)
    }
}

/// Whether somebody with these roles may do `action`; the owner may do everything.
pub const fn may(action: Action, is_owner: bool, roles: Roles) -> bool {
    is_owner || roles.has(action.roles())
}

/// Whether an account may do `action` to an agent to which it is `kin`, whatever its roles. Who
/// delegated may pull the brakes for everybody below, and says whom those directly below may pay, which
/// never is more than whom it may pay itself.
pub const fn may_to_kin(action: Action, kin: Kin) -> bool {
    match action {
        Action::FreezeAgent | Action::RemoveAgent | Action::RemoveVendor => {
            matches!(kin, Kin::Parent | Kin::Ancestor)
        }
        Action::RevokeDelegations => !matches!(kin, Kin::Stranger),
        Action::SetVendor => matches!(kin, Kin::Parent),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_may_do_everything_and_a_stranger_nothing() {
        for action in Action::ALL {
            assert!(may(action, true, Roles::NONE), "{action:?}");
            assert!(!may(action, false, Roles::NONE), "{action:?}");
        }
    }

    #[test]
    fn guardian_may_only_tighten_and_thaw_what_a_breaker_froze() {
        let allowed = Action::ALL.map(|action| may(action, false, Roles::GUARDIAN));
        let tightening = Action::ALL.map(|action| {
            use Action::*;
            matches!(
                action,
                FreezeTreasury
                    | FreezeAgent
                    | RemoveAgent
                    | RemoveVendor
                    | RemoveSharedVendor
                    | RevokeDelegations
                    | CancelEdit
                    | ThawTripped
            )
        });
        assert_eq!(allowed, tightening);
    }

    #[test]
    fn admin_may_do_all_but_what_is_the_owners() {
        for action in Action::ALL {
            use Action::*;
            let owners = matches!(
                action,
                TransferOwnership | SetRoles | Withdraw | SetDelay | CancelFirmEdit
            );
            let guardians = action == CancelEdit;
            assert_eq!(may(action, false, Roles::ADMIN), !owners && !guardians, "{action:?}");
            let both = Roles::ADMIN.and(Roles::GUARDIAN);
            assert_eq!(may(action, false, both), !owners, "{action:?}");
        }
    }

    #[test]
    fn ancestors_may_brake_a_parent_may_list_and_strangers_nothing() {
        for action in Action::ALL {
            use Action::*;
            let brakes = matches!(action, FreezeAgent | RemoveAgent | RemoveVendor);
            let revokes = action == RevokeDelegations;
            let expected = [
                (Kin::Stranger, false),
                (Kin::Itself, revokes),
                (Kin::Parent, brakes || revokes || action == SetVendor),
                (Kin::Ancestor, brakes || revokes),
            ];
            for (kin, may) in expected {
                assert_eq!(may_to_kin(action, kin), may, "{action:?} by {kin:?}");
            }
        }
    }

    #[test]
    fn from_bits_refuses_unknown_roles() {
        let known =
            [Roles::ADMIN, Roles::GUARDIAN, Roles::APPROVER, Roles::REPORTER, Roles::SETTLER];
        let all = known.into_iter().fold(Roles::NONE, Roles::and);
        assert_eq!(Roles::from_bits(31), Some(all));
        for bits in 0..=u8::MAX {
            let is_known = bits & !all.bits() == 0;
            assert_eq!(Roles::from_bits(bits).is_some(), is_known, "{bits}");
            assert_eq!(Roles::unpack(U256::MAX), all);
        }
    }

    #[test]
    fn who_settles_reports_or_approves_may_do_nothing_else() {
        let all = Roles::SETTLER.and(Roles::REPORTER).and(Roles::APPROVER);
        for action in Action::ALL {
            assert!(!may(action, false, all), "{action:?}");
        }
    }
}
