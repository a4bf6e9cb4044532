//! Tests of the deployed contracts on the dev chain.
