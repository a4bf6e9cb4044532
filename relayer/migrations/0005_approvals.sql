-- Approvals that their payments bring to the vault: here before anybody is told that they are taken, and
-- until their payments are made or expired. Numbers of 256 bits are 32 bytes, big endian.
CREATE TABLE approvals (
    chain INTEGER NOT NULL,
    -- What was signed: no other vault or authorization has it.
    digest BLOB NOT NULL,
    approver BLOB NOT NULL,
    vault BLOB NOT NULL,
    payer BLOB NOT NULL,
    payee BLOB NOT NULL,
    value BLOB NOT NULL,
    valid_after BLOB NOT NULL,
    valid_before BLOB NOT NULL,
    nonce BLOB NOT NULL,
    -- The approver's: r, s and v.
    signature BLOB NOT NULL,
    PRIMARY KEY (chain, digest, approver)
) STRICT, WITHOUT ROWID;
