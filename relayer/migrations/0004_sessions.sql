-- Grants of sessions that their payments bring to the vault: here before anybody is told that they are
-- taken, and until they are of no more use. Numbers of 64 bits without a sign lie in SQLite's signed
-- integers bit for bit.
CREATE TABLE sessions (
    chain INTEGER NOT NULL,
    vault BLOB NOT NULL,
    -- The key of the session: it has one at a time.
    agent BLOB NOT NULL,
    parent BLOB NOT NULL,
    generation INTEGER NOT NULL,
    payment_cap INTEGER NOT NULL,
    budget INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    -- The parent's and the key's signature: r, s and v.
    by_parent BLOB NOT NULL,
    by_agent BLOB NOT NULL,
    PRIMARY KEY (chain, vault, agent)
) STRICT, WITHOUT ROWID;
