-- Whether the payer's code signs for it (ERC-1271): then the signature is whatever bytes that takes, else
-- r, s and v.
ALTER TABLE intents ADD COLUMN is_contract INTEGER NOT NULL DEFAULT 0 CHECK (is_contract IN (0, 1));
