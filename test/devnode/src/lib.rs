//! A local chain that runs EVM contracts and Stylus programs.
