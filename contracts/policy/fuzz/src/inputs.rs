//! What inputs are made of: words, moments, items and grants of batches.

use alloy_primitives::{Address, B256, U256};
use bursar_policy::Signature;
use bursar_policy::batch::{Approval, Grant, Item, Signed, Unencodable, encode, encode_with};
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::session::Session;
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// The vault that every batch is for.
pub const VAULT: Address = Address::repeat_byte(0xcc);
/// The vault's token.
pub const TOKEN: Address = Address::repeat_byte(0xdd);
/// Who brings every batch, to be paid or to be recorded.
pub const CALLER: Address = Address::repeat_byte(0xee);
/// Who may spend. Few, so that they meet again.
pub const AGENTS: [Address; 3] =
    [Address::repeat_byte(0x10), Address::repeat_byte(0x40), Address::repeat_byte(0x20)];
/// New keys, to which a batch may bring grants.
const KEYS: [Address; 2] = [Address::repeat_byte(0x18), Address::repeat_byte(0x60)];
/// Who signs items.
pub const SIGNERS: [Address; 5] = [AGENTS[0], AGENTS[1], AGENTS[2], KEYS[0], KEYS[1]];
/// Who is paid: two vendors, one who is an agent too, and one who may not be paid.
pub const VENDORS: [Address; 4] =
    [Address::repeat_byte(0x30), Address::repeat_byte(0x50), AGENTS[1], TOKEN];
/// Who signs approvals: three who begin as approvers, an agent among them, and one who may become one.
pub const APPROVERS: [Address; 4] =
    [Address::repeat_byte(0x70), Address::repeat_byte(0x80), AGENTS[2], Address::repeat_byte(0x90)];

/// What a signature for an agent's code begins with, if the code takes it; and if there is no code.
const TAKEN: u8 = 1;
const NO_CODE: u8 = 2;
/// Signatures for the code of agents: those that it takes and refuses, good ones of
/// a key among them; and those that find none, which
/// are a key's if they can be: as good ones, forged, and too short.
const FOR_CODE: [&[u8]; 7] =
    [&[TAKEN], &[TAKEN; 65], &[], &[0; 65], &by_key(27), &by_key(28), &[NO_CODE; 64]];

/// As many of 256 signatures are forged.
const FORGED: u8 = 16;

/// Any storage word.
#[derive(Arbitrary, Clone, Copy, Debug, Default)]
pub struct Bits([u64; 4]);

impl Bits {
    /// The word.
    pub const fn word(self) -> U256 {
        U256::from_limbs(self.0)
    }
}

/// What becomes of a storage word.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Change {
    /// Another word.
    Word(Bits),
    /// Another quarter: most fields fill one.
    Limb(u8, u64),
    /// One bit is the other one.
    Bit(u8),
}

impl Change {
    /// The word afterwards.
    pub fn apply(self, word: U256) -> U256 {
        let mut limbs = word.into_limbs();
        match self {
            Self::Word(bits) => return bits.word(),
            Self::Limb(which, limb) => limbs[usize::from(which) % 4] = limb,
            Self::Bit(at) => limbs[usize::from(at / 64)] ^= 1 << (at % 64),
        }
        U256::from_limbs(limbs)
    }
}

/// Unix seconds.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Moment {
    /// Before the horizon of all times.
    Near(u32),
    /// Anywhere.
    Any(u64),
}

impl Moment {
    /// The moment.
    pub fn seconds(self) -> u64 {
        match self {
            Self::Near(seconds) => seconds.into(),
            Self::Any(seconds) => seconds,
        }
    }
}

/// Token units.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Value {
    /// A few.
    Small(u8),
    /// Any number.
    Any(u64),
}

impl Value {
    /// The number.
    pub fn units(self) -> u64 {
        match self {
            Self::Small(units) => units.into(),
            Self::Any(units) => units,
        }
    }
}

/// Which nonce an authorization uses up.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Nonce {
    /// One that may well be met again.
    Repeated(u8),
    /// Any.
    Random([u8; 32]),
    /// One that counts, in a lane and a stretch of it that may well be met again.
    Counted(u8, u16),
    /// One that counts, anywhere.
    Sequenced(u64, u64),
    /// One that begins like those that count.
    Tagged(u64, u64),
}

impl Nonce {
    /// The 32 bytes.
    pub fn word(self) -> B256 {
        match self {
            Self::Repeated(byte) => B256::repeat_byte(byte),
            Self::Random(bytes) => B256::new(bytes),
            Self::Counted(lane, sequence) => {
                SequencedNonce { lane: lane.into(), sequence: sequence.into() }.into()
            }
            Self::Sequenced(lane, sequence) => SequencedNonce { lane, sequence }.into(),
            Self::Tagged(middle, sequence) => {
                let mut nonce = B256::from(SequencedNonce { lane: 0, sequence });
                nonce[8..16].copy_from_slice(&middle.to_be_bytes());
                nonce
            }
        }
    }
}

/// When an authorization is valid.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Validity {
    /// As published clients sign: for some seconds from the batch's moment, since ever.
    For(u16),
    /// The same, since some seconds before.
    Since(u16, u16),
    /// Any `valid_after` and `valid_before`.
    Any(u64, u64),
}

impl Validity {
    /// `valid_after` and `valid_before` of what is signed about `now`.
    pub fn around(self, now: u64) -> (u64, u64) {
        match self {
            Self::For(seconds) => (0, now.saturating_add(seconds.into())),
            Self::Since(before, seconds) => {
                (now.saturating_sub(before.into()), now.saturating_add(seconds.into()))
            }
            Self::Any(after, before) => (after, before),
        }
    }
}

/// An item of a batch, still without a moment.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Draft {
    agent: u8,
    vendor: u8,
    value: Value,
    validity: Validity,
    nonce: Nonce,
    seal: Seal,
    /// Signed for the agent's code, by one of these.
    for_code: Option<u8>,
}

impl Draft {
    /// The item, about `now`.
    pub fn item(&self, now: u64) -> Item<'static> {
        let (valid_after, valid_before) = self.validity.around(now);
        let for_code = self.for_code.map(|which| FOR_CODE[usize::from(which) % FOR_CODE.len()]);
        Item {
            agent: SIGNERS[usize::from(self.agent) % SIGNERS.len()],
            vendor: VENDORS[usize::from(self.vendor) % VENDORS.len()],
            value: self.value.units(),
            valid_after,
            valid_before,
            nonce: self.nonce.word(),
            signature: for_code.map_or_else(|| self.seal.signature().into(), Signed::Bytes),
        }
    }
}

/// Who approves the items of a batch.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Consents {
    /// Of the items, over and over again: a bit for each approver whose approval is carried, from bit 0,
    /// and registered before, from bit 4.
    by: [u8; 4],
    /// Of the approvers, whether what they carry is forged.
    luck: [u8; APPROVERS.len()],
}

impl Consents {
    /// Each approval of so many items from a bit of `by`, in the items' order: item and approver.
    fn at_bit(&self, bit: usize, items: usize) -> impl Iterator<Item = (usize, usize)> {
        let pairs = (0..items).flat_map(|item| (0..APPROVERS.len()).map(move |who| (item, who)));
        pairs.filter(move |(item, who)| self.by[item % self.by.len()] >> (bit + who) & 1 == 1)
    }
}

/// The approver whom a signature names; nobody if it is an agent's of an item.
pub fn approver_in(signature: &Signature) -> Option<Address> {
    APPROVERS.into_iter().find(|approver| approver.into_word() == signature.r)
}

/// What an agent's code says of a signature; `None` if there is no code.
pub fn answer(signature: &[u8]) -> Option<bool> {
    let first = signature.first().copied();
    (first != Some(NO_CODE)).then_some(first == Some(TAKEN))
}

/// The bytes r, s, v.
const fn by_key(v: u8) -> [u8; 65] {
    let mut bytes = [NO_CODE; 65];
    bytes[64] = v;
    bytes
}

/// A signature, good or not.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Seal {
    r: u8,
    s: u8,
    luck: u8,
}

impl Seal {
    /// Its parity says whether it is good, see [`is_signed`].
    const fn signature(self) -> Signature {
        let (r, s) = (B256::repeat_byte(self.r), B256::repeat_byte(self.s));
        Signature { r, s, odd_y: self.luck < FORGED }
    }
}

/// A grant of a session, still without a moment.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Offer {
    parent: u8,
    key: u8,
    generation: u8,
    payment_cap: Value,
    budget: Value,
    until: Validity,
    by_parent: Seal,
    by_agent: Seal,
}

impl Offer {
    fn grant(&self, now: u64) -> Grant {
        let session = Session {
            parent: SIGNERS[usize::from(self.parent) % SIGNERS.len()],
            agent: SIGNERS[usize::from(self.key) % SIGNERS.len()],
            // Nearly always the one that all agents of the vault begin with.
            generation: u32::from(self.generation).saturating_sub(240),
            payment_cap: self.payment_cap.units(),
            budget: self.budget.units(),
            not_after: self.until.around(now).1,
        };
        let (by_parent, by_agent) = (self.by_parent.signature(), self.by_agent.signature());
        Grant { session, by_parent, by_agent }
    }
}

/// Whether a signature counts as its signer's: nobody can guess good ones, so the input says it.
pub const fn is_signed(signature: &Signature) -> bool {
    !signature.odd_y
}

/// A change of some bytes at a place, counted from the beginning over and over again.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Edit {
    /// Another byte instead.
    Replace(u16, u8),
    /// One more.
    Insert(u16, u8),
    /// One less.
    Remove(u16),
    /// Nothing from there on.
    Cut(u16),
}

impl Edit {
    fn apply(self, bytes: &mut Vec<u8>) {
        let within = |at: u16| usize::from(at) % bytes.len().max(1);
        match self {
            Self::Replace(at, byte) => {
                let at = within(at);
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
            Self::Insert(at, byte) => bytes.insert(within(at), byte),
            Self::Remove(at) if !bytes.is_empty() => {
                bytes.remove(within(at));
            }
            Self::Remove(_) => {}
            Self::Cut(at) => bytes.truncate(within(at)),
        }
    }
}

/// What the encoder writes, and what somebody made of it.
#[derive(Arbitrary, Clone, Debug)]
pub struct Written {
    consents: Consents,
    drafts: Vec<Draft>,
    offers: Vec<Offer>,
    edits: Vec<Edit>,
}

impl Written {
    /// The items that a batch can hold, about `now`, and no more than `most`.
    ///
    /// # Panics
    /// If the encoder refuses one that a batch can hold, or takes one that it cannot.
    pub fn items(&self, now: u64, most: usize) -> Vec<Item<'static>> {
        let items = self.drafts.iter().take(most).map(|draft| draft.item(now));
        items.filter(is_encodable).collect()
    }

    /// The grants, about `now`, and for whomever they are.
    pub fn grants(&self, now: u64) -> impl Iterator<Item = Grant> {
        self.offers.iter().map(move |offer| offer.grant(now))
    }

    /// The approvals that so many items carry, in the items' order; each says whose it is, see
    /// [`approver_in`].
    pub fn approvals(&self, items: usize) -> Vec<Approval> {
        let carried = self.consents.at_bit(0, items).map(|(item, who)| {
            let (r, s) = (APPROVERS[who].into_word(), B256::repeat_byte(1));
            let odd_y = self.consents.luck[who] < FORGED;
            Approval { item, signature: Signature { r, s, odd_y } }
        });
        carried.collect()
    }

    /// The approvals of so many items that are registered before: the item, and who approves it.
    pub fn registered(&self, items: usize) -> impl Iterator<Item = (usize, Address)> {
        self.consents.at_bit(4, items).map(|(item, who)| (item, APPROVERS[who]))
    }

    /// The bytes of these items and approvals, and of these grants as far as a batch of them can hold
    /// them, as they were written, edited.
    ///
    /// # Panics
    /// If the encoder refuses them.
    pub fn bytes(&self, items: &[Item<'_>], grants: &[Grant], approvals: &[Approval]) -> Vec<u8> {
        let mut bytes = write(items, grants, approvals);
        self.edits.iter().for_each(|edit| edit.apply(&mut bytes));
        bytes
    }
}

/// The bytes of these items and approvals, and of these grants as far as a batch of them can hold them:
/// the first for each key that signs an item.
///
/// # Panics
/// If the encoder refuses them.
pub fn write(items: &[Item<'_>], grants: &[Grant], approvals: &[Approval]) -> Vec<u8> {
    let mut kept: Vec<Grant> = Vec::new();
    for grant in grants {
        let Grant { session, by_parent, by_agent } = grant;
        let is_first = kept.iter().all(|known| known.session.agent != session.agent);
        let is_met = items.iter().any(|item| item.agent == session.agent);
        let is_formed =
            [by_parent, by_agent].into_iter().all(|by| Signature::new(0, by.r, by.s).is_ok());
        if is_first && is_met && is_formed {
            kept.push(*grant);
        }
    }
    encode_with(items, &kept, approvals).expect("what a batch can hold")
}

/// Whether the encoder takes an item, which it must do just when some moment and recovery could.
fn is_encodable(item: &Item<'_>) -> bool {
    let has_moment = item.valid_after == 0 || item.valid_after < item.valid_before;
    let is_low = match item.signature {
        Signed::Key(Signature { r, s, .. }) => Signature::new(0, r, s).is_ok(),
        Signed::Bytes(_) => true,
    };
    let expected = match (has_moment, is_low) {
        (false, _) => Some(Unencodable::NeverValid(0)),
        (true, false) => Some(Unencodable::Signature(0)),
        (true, true) => None,
    };
    assert_eq!(encode(&[*item]).err(), expected, "{item:?}");
    expected.is_none()
}
