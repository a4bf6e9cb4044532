//! The vault's hot Stylus program: settlement, the EIP-3009 facade and the brakes.
