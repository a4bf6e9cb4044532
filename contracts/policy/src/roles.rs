//! Who may do what in a treasury.

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

    /// From bits; `None` if one names no role.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits & !(Self::ADMIN.0 | Self::GUARDIAN.0) == 0 { Some(Self(bits)) } else { None }
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

    const fn has(self, role: Self) -> bool {
        self.0 & role.0 != 0
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
    /// Write the limits of the treasury.
    SetTreasuryLimits,
    /// Let the treasury pay again.
    ThawTreasury,
    /// Bind a key.
    AddAgent,
    /// Write an agent's policy.
    SetPolicy,
    /// Let an agent pay again.
    ThawAgent,
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
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 15] = [
        Self::TransferOwnership,
        Self::SetRoles,
        Self::Withdraw,
        Self::SetTreasuryLimits,
        Self::ThawTreasury,
        Self::AddAgent,
        Self::SetPolicy,
        Self::ThawAgent,
        Self::SetVendor,
        Self::SetSharedVendor,
        Self::FreezeTreasury,
        Self::FreezeAgent,
        Self::RemoveAgent,
        Self::RemoveVendor,
        Self::RemoveSharedVendor,
    ];

    /// The roles that may do this, besides the owner.
    const fn roles(self) -> Roles {
        match self {
            Self::TransferOwnership | Self::SetRoles | Self::Withdraw => Roles::NONE,
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
            | Self::RemoveSharedVendor => Roles::ADMIN.and(Roles::GUARDIAN),
        }
    }
}

/// Whether somebody with these roles may do `action`; the owner may do everything.
pub const fn may(action: Action, is_owner: bool, roles: Roles) -> bool {
    is_owner || roles.has(action.roles())
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
    fn guardian_may_only_tighten() {
        let allowed = Action::ALL.map(|action| may(action, false, Roles::GUARDIAN));
        let tightening = Action::ALL.map(|action| {
            use Action::*;
            matches!(
                action,
                FreezeTreasury | FreezeAgent | RemoveAgent | RemoveVendor | RemoveSharedVendor
            )
        });
        assert_eq!(allowed, tightening);
    }

    #[test]
    fn admin_may_do_all_but_what_is_the_owners() {
        for action in Action::ALL {
            use Action::*;
            let owners = matches!(action, TransferOwnership | SetRoles | Withdraw);
            assert_eq!(may(action, false, Roles::ADMIN), !owners, "{action:?}");
            let both = Roles::ADMIN.and(Roles::GUARDIAN);
            assert_eq!(may(action, false, both), !owners, "{action:?}");
        }
    }

    #[test]
    fn from_bits_refuses_unknown_roles() {
        assert_eq!(Roles::from_bits(3), Some(Roles::ADMIN.and(Roles::GUARDIAN)));
        for bits in 4..=u8::MAX {
            assert_eq!(Roles::from_bits(bits), None);
        }
    }
}
