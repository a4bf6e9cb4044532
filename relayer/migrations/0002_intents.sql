-- What was accepted to be settled, and what was sent for it. Numbers of 64 bits without a sign lie in
-- SQLite's signed integers bit for bit; those of 256 bits are 32 bytes, big endian.

-- One nonce of one signer, and what is done with it.
CREATE TABLE slots (
    id INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    signer BLOB NOT NULL,
    nonce INTEGER NOT NULL,
    -- The contract that is called, and with what.
    target BLOB NOT NULL,
    calldata BLOB NOT NULL,
    gas_limit INTEGER NOT NULL,
    -- Unix seconds of this machine: the cap of gas per day goes by it.
    created_at INTEGER NOT NULL,
    -- 0 open: a transaction of it may still land. 1 mined. 2 lost: the nonce went to a stranger.
    state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),
    mined_in INTEGER,
    gas_used INTEGER,
    UNIQUE (chain, signer, nonce)
) STRICT;

CREATE INDEX slots_open ON slots (chain, nonce) WHERE state = 0;
CREATE INDEX slots_by_time ON slots (chain, created_at, gas_used, gas_limit);
CREATE INDEX slots_by_block ON slots (chain, mined_in) WHERE state = 1;

-- Every transaction that was ever signed for a slot; it is here before any node hears of it.
CREATE TABLE transactions (
    hash BLOB PRIMARY KEY,
    slot INTEGER NOT NULL REFERENCES slots (id),
    raw BLOB NOT NULL,
    -- Wei per gas.
    max_fee INTEGER NOT NULL,
    tip INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX transactions_by_slot ON transactions (slot, max_fee);

-- What was accepted: one row for each authorization, for good.
CREATE TABLE intents (
    -- In the order of acceptance.
    id INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    asset BLOB NOT NULL,
    payer BLOB NOT NULL,
    nonce BLOB NOT NULL,
    payee BLOB NOT NULL,
    value BLOB NOT NULL,
    valid_after BLOB NOT NULL,
    valid_before BLOB NOT NULL,
    -- r, s and v.
    signature BLOB NOT NULL,
    -- 0 queued, 1 sent, 2 settled, 3 refused.
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    -- Where it was sent last.
    slot INTEGER REFERENCES slots (id),
    -- How many mined transactions did not settle it.
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Why it was refused: the verdict's number, and a token's own words.
    verdict INTEGER,
    detail TEXT,
    -- Which transaction settled it, ours or not, and its block.
    settled_by BLOB,
    settled_in INTEGER,
    -- Who may be told of the success.
    claimed_by BLOB,
    UNIQUE (chain, asset, payer, nonce)
) STRICT;

CREATE INDEX intents_open ON intents (chain, id) WHERE state < 2;
CREATE INDEX intents_by_slot ON intents (slot) WHERE slot IS NOT NULL;
CREATE INDEX intents_by_block ON intents (chain, settled_in) WHERE state = 2;
CREATE INDEX intents_refused ON intents (chain, valid_before) WHERE state = 3;
