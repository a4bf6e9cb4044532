//! What is no batch, and what cannot be written as one.

/// Why bytes are no batch. The numbers are those of `BatchMalformed(uint8)` and never change their
/// meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[repr(u8)]
pub enum Malformed {
    /// The first byte is no format, or not that of what follows.
    #[error("the batch must begin with format 1, or with 2 where something needs it")]
    Format = 1,
    /// The bytes end within a table, a grant or an item.
    #[error("the batch ends too early")]
    Truncated = 2,
    /// A number has a shorter form, or does not fit 64 bits.
    #[error("a number is not in its shortest form of at most 64 bits")]
    Number = 3,
    /// A table is not strictly ascending, or approvals are not in the order of their items.
    #[error("agents and vendors must be strictly ascending, approvals in the items' order")]
    Unsorted = 4,
    /// A row that no item names.
    #[error("an agent or vendor is listed that no item names")]
    RowUnused = 5,
    /// An item names a row that its table does not have, or an approval an item that there is not.
    #[error("an item names a row, or an approval an item, that there is not")]
    RowUnknown = 6,
    /// `base` is not the smallest `valid_before`.
    #[error("the base time must be the smallest valid_before")]
    Base = 7,
    /// `valid_before` over 64 bits, or `valid_after` not above zero where its length says it is.
    #[error("an item's times are out of range")]
    Time = 8,
    /// `s` over half the order of the curve.
    #[error("a signature's s must be the lower of the two")]
    Signature = 9,
    /// A sequenced nonce in 32 bytes, or its lane where the agent is in it already.
    #[error("a sequenced nonce must be written as a step, with its lane where that is another")]
    Nonce = 10,
    /// Grants that are not strictly ascending by agent.
    #[error("grants must be strictly ascending by agent")]
    Grants = 11,
}

impl Malformed {
    /// Every fault, by number.
    pub const ALL: [Self; 11] = [
        Self::Format,
        Self::Truncated,
        Self::Number,
        Self::Unsorted,
        Self::RowUnused,
        Self::RowUnknown,
        Self::Base,
        Self::Time,
        Self::Signature,
        Self::Nonce,
        Self::Grants,
    ];

    /// The stable number, never 0.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The fault with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.code() == code)
    }
}

/// Why items cannot be written into a batch: none of them could ever be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unencodable {
    /// `valid_after` is neither zero nor before `valid_before`.
    #[error("item {0} is never valid: its valid_after is not before its valid_before")]
    NeverValid(usize),
    /// `s` over half the order of the curve.
    #[error("item {0} has a signature, or an approval, whose s is not the lower of the two")]
    Signature(usize),
    /// Its key pays nothing in the batch, or has another grant there.
    #[error("grant {0} is for a key without an item in the batch, or with another grant there")]
    Grant(usize),
    /// `s` over half the order of the curve.
    #[error("grant {0} has a signature whose s is not the lower of the two")]
    GrantSignature(usize),
    /// An approval of no item, or not in the items' order.
    #[error("an approval of item {0} stands where none can be")]
    Approval(usize),
}
