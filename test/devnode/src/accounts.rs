//! The accounts that a fresh chain funds and signs for. Their keys are public: never use them on a
//! chain where money is real.

use alloy::{
    primitives::{Address, B256, b256},
    signers::local::PrivateKeySigner,
};

/// Ether of each of [`ANVIL_KEYS`].
pub const ANVIL_ETHER: u64 = 10_000;
/// Ether of [`NITRO_DEV_KEY`].
pub const NITRO_DEV_ETHER: u64 = 1_000;

/// Keys 0 to 9 of the mnemonic "test test test test test test test test test test test junk".
pub const ANVIL_KEYS: [B256; 10] = [
    b256!("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    b256!("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    b256!("0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    b256!("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    b256!("0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
    b256!("0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
    b256!("0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
    b256!("0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
    b256!("0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
    b256!("0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"),
];

/// Key of Nitro's own dev account, the chain owner at genesis.
pub const NITRO_DEV_KEY: B256 =
    b256!("0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");

/// An account whose key the chain holds.
#[derive(Clone, Debug)]
pub struct DevAccount {
    /// Signs for [`Self::address`].
    pub signer: PrivateKeySigner,
    /// Its address.
    pub address: Address,
    /// Ether it has at genesis.
    pub ether: u64,
}

/// All accounts of [`ANVIL_KEYS`], then that of [`NITRO_DEV_KEY`].
#[must_use]
pub fn dev_accounts() -> Vec<DevAccount> {
    let anvil = ANVIL_KEYS.iter().map(|key| (key, ANVIL_ETHER));
    let keys = anvil.chain([(&NITRO_DEV_KEY, NITRO_DEV_ETHER)]);
    keys.filter_map(|(key, ether)| {
        let signer = PrivateKeySigner::from_bytes(key).ok()?;
        Some(DevAccount { address: signer.address(), signer, ether })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use alloy::primitives::address;

    use super::dev_accounts;

    #[test]
    fn dev_accounts_are_those_of_anvil_and_nitro() {
        let addresses: Vec<_> = dev_accounts().iter().map(|account| account.address).collect();
        assert_eq!(
            addresses,
            [
                address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
                address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                address!("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
                address!("0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
                address!("0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
                address!("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
                address!("0x976EA74026E726554dB657fA54763abd0C3a0aa9"),
                address!("0x14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
                address!("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"),
                address!("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
                address!("0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E"),
            ]
        );
    }
}
