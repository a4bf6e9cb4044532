//! The rules of Bursar: what an agent may spend, decided in one place. No I/O, no_std.
