//! The vault's cold Stylus program: treasuries, roles, policies, deposits.
