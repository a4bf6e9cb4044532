//! What the vault's Stylus programs share: storage, roles, settlement, administration.
