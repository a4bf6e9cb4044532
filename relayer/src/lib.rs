//! Bursar's relayer and command line.
