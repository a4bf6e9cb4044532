use super::*;
use std::collections::BTreeMap;

/// A storage that counts its reads.
#[derive(Default)]
struct Counting {
    words: BTreeMap<U256, U256>,
    loads: usize,
    stores: usize,
}

impl Storage for Counting {
    fn load(&mut self, slot: U256) -> U256 {
        self.loads += 1;
        self.words.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.stores += 1;
        self.words.insert(slot, word);
    }
}

fn number(value: usize) -> U256 {
    U256::from(value)
}

#[test]
fn word_met_twice_is_one_word() {
    let mut storage = Counting::default();
    storage.store(number(7), number(70));
    let mut cache = Cache::new(&mut storage);
    let first = cache.position(number(7));
    let again = cache.position(number(7));
    assert_eq!(first, again);
    cache.set(first, number(71));
    assert_eq!((cache.word(again), cache.stored(again)), (number(71), number(70)));
    assert_eq!(cache.load(number(7)), number(71));
    drop(cache);
    assert_eq!((storage.loads, storage.load(number(7))), (1, number(70)));
}

#[test]
fn commit_writes_what_changed_and_nothing_else() {
    let mut storage = Counting::default();
    let mut cache = Cache::new(&mut storage);
    cache.store(number(1), number(10));
    cache.store(number(2), number(20));
    cache.store(number(2), U256::ZERO);
    cache.load(number(3));
    let changes: Vec<_> = cache.changes().map(|changed| (changed.slot, changed.word)).collect();
    assert_eq!(changes, [(number(1), number(10))]);
    cache.commit();
    assert_eq!((storage.stores, storage.load(number(1))), (1, number(10)));
}

#[test]
fn reset_takes_back_every_write() {
    let mut storage = Counting::default();
    storage.store(number(1), number(10));
    let mut cache = Cache::new(&mut storage);
    cache.store(number(1), number(11));
    cache.store(number(2), number(22));
    cache.reset();
    assert_eq!(cache.changes().count(), 0);
    assert_eq!(cache.load(number(1)), number(10));
}

#[test]
fn every_word_is_found_however_many_there_are_and_wherever_they_would_stand() {
    // Slots that all begin their search at the same place, and slots that follow each other.
    for shift in [0, 64] {
        for room in [0, 3, 1_000] {
            let mut storage = Counting::default();
            let mut cache = Cache::with_capacity(&mut storage, room);
            for value in 0..500 {
                cache.store(number(value) << shift, number(value + 1));
            }
            for value in 0..500 {
                assert_eq!(cache.load(number(value) << shift), number(value + 1));
            }
            cache.commit();
            assert_eq!((storage.loads, storage.stores), (500, 500));
        }
    }
}

#[test]
fn position_of_another_cache_names_no_word() {
    let mut other = Cache::new(Counting::default());
    other.load(number(1));
    let position = other.position(number(2));
    let mut cache = Cache::new(Counting::default());
    cache.set(position, number(9));
    assert_eq!((cache.word(position), cache.stored(position)), (U256::ZERO, U256::ZERO));
    assert_eq!(cache.changes().count(), 0);
}
