-- What the indexer read of the vaults' chain. Numbers of 64 bits without a sign (treasuries, values)
-- lie in SQLite's signed integers bit for bit: compare them for equality only.

-- The chain that this store follows, and how far.
CREATE TABLE chain (
    only INTEGER PRIMARY KEY CHECK (only = 0),
    chain_id INTEGER NOT NULL,
    -- The last block that was read.
    tip INTEGER REFERENCES blocks (number)
) STRICT;

-- The vaults whose events are here, all up to the same block.
CREATE TABLE vaults (
    id INTEGER PRIMARY KEY,
    address BLOB NOT NULL UNIQUE,
    -- The block where reading began.
    from_block INTEGER NOT NULL
) STRICT;

-- Blocks with events, for good, and recent ones without, to notice a reorganisation by.
CREATE TABLE blocks (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    parent BLOB NOT NULL,
    -- Unix seconds.
    timestamp INTEGER NOT NULL,
    -- How many events of the vaults it holds.
    events INTEGER NOT NULL
) STRICT;

CREATE INDEX blocks_by_time ON blocks (timestamp);
CREATE INDEX blocks_without_events ON blocks (number) WHERE events = 0;

-- The vaults' audit events and heads as logged. A block has one hash, so this is unique by block
-- hash and log index.
CREATE TABLE events (
    block INTEGER NOT NULL REFERENCES blocks (number),
    log_index INTEGER NOT NULL,
    vault INTEGER NOT NULL REFERENCES vaults (id),
    treasury INTEGER NOT NULL,
    transaction_hash BLOB NOT NULL,
    -- One to four, 32 bytes each.
    topics BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block, log_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_by_treasury ON events (vault, treasury, block, log_index);

-- The payments among the events, decoded.
CREATE TABLE payments (
    block INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    vault INTEGER NOT NULL,
    treasury INTEGER NOT NULL,
    agent BLOB NOT NULL,
    vendor BLOB NOT NULL,
    value INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    PRIMARY KEY (block, log_index),
    FOREIGN KEY (block, log_index) REFERENCES events (block, log_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX payments_by_treasury ON payments (treasury, block, log_index);
CREATE INDEX payments_by_agent ON payments (agent, block, log_index);
CREATE INDEX payments_by_vendor ON payments (vendor, block, log_index);
CREATE INDEX payments_by_nonce ON payments (nonce);

-- The audit chain of each treasury as far as it was verified.
CREATE TABLE treasuries (
    vault INTEGER NOT NULL REFERENCES vaults (id),
    treasury INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    head BLOB NOT NULL,
    PRIMARY KEY (vault, treasury)
) STRICT, WITHOUT ROWID;
