//! Calls, events and errors of the vault, declared once.
