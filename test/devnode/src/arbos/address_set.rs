//! A set of addresses in ArbOS state: its size in field 0, its members in the fields after, and where
//! each member is, by address, in subspace 0.

use alloy::primitives::{Address, U256};

use super::{Slots, Space};

/// A set of addresses at one place of ArbOS state.
pub(crate) struct AddressSet {
    members: Space,
    positions: Space,
}

impl AddressSet {
    /// The set that `ids` lead to.
    pub(crate) fn new(ids: &[u8]) -> Self {
        let mut positions = ids.to_vec();
        positions.push(0);
        Self { members: Space::at(ids), positions: Space::at(&positions) }
    }

    fn position_slot(&self, address: Address) -> U256 {
        self.positions.slot(address.into_word())
    }

    fn size(&self, slots: &mut impl Slots) -> u64 {
        slots.load(self.members.field(0)).saturating_to()
    }

    /// Whether `address` is a member.
    pub(crate) fn contains(&self, slots: &mut impl Slots, address: Address) -> bool {
        !slots.load(self.position_slot(address)).is_zero()
    }

    /// All members, oldest first unless some were removed.
    pub(crate) fn all(&self, slots: &mut impl Slots) -> Vec<Address> {
        let word = |slots: &mut _, place| Slots::load(slots, self.members.field(place));
        (1..=self.size(slots)).map(|place| Address::from_word(word(slots, place).into())).collect()
    }

    /// Makes `address` a member.
    pub(crate) fn add(&self, slots: &mut impl Slots, address: Address) {
        if self.contains(slots, address) {
            return;
        }
        let place = self.size(slots).saturating_add(1);
        slots.store(self.members.field(place), address.into_word().into());
        slots.store(self.position_slot(address), U256::from(place));
        slots.store(self.members.field(0), U256::from(place));
    }

    /// Ends the membership of `address`; the last member takes its place.
    pub(crate) fn remove(&self, slots: &mut impl Slots, address: Address) {
        let place = slots.load(self.position_slot(address));
        if place.is_zero() {
            return;
        }
        let size = self.size(slots);
        let last = slots.load(self.members.field(size));
        slots.store(self.members.field(place.saturating_to()), last);
        slots.store(self.position_slot(Address::from_word(last.into())), place);
        slots.store(self.members.field(size), U256::ZERO);
        slots.store(self.position_slot(address), U256::ZERO);
        slots.store(self.members.field(0), U256::from(size.saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use alloy::primitives::Address;

    use super::AddressSet;
    use crate::state::State;

    #[test]
    fn remove_keeps_the_others_when_one_in_the_middle_goes() {
        let (set, mut state) = (AddressSet::new(&[4]), State::default());
        let [a, b, c] = [1, 2, 3].map(Address::with_last_byte);
        for address in [a, b, c, b] {
            set.add(&mut state, address);
        }
        set.remove(&mut state, a);
        set.remove(&mut state, a);
        assert_eq!(set.all(&mut state), [c, b]);
        assert!(!set.contains(&mut state, a));
        set.remove(&mut state, b);
        set.remove(&mut state, c);
        assert!(set.all(&mut state).is_empty());
    }
}
