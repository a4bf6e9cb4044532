//! The vault as one call sees it: the chain around it and its words.

use alloy_primitives::{Address, B256, U256};
use bursar_abi::IVault;
use bursar_policy::{Config, Storage as _, eip712, layout};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, storage::Slots};

/// One call's view of the vault: who calls, when, and the words that belong to the vault's address.
pub struct Vault<'h, H> {
    host: &'h H,
    calldata: &'h [u8],
    /// The treasury whose edits come in one transaction, of which this call is one.
    batch: Option<u64>,
}

impl<'h, H: Host> Vault<'h, H> {
    /// The vault whose front delegated to this program, called with `calldata`.
    pub const fn new(host: &'h H, calldata: &'h [u8]) -> Self {
        Self { host, calldata, batch: None }
    }

    /// The vault as `calldata` sees it, one of several edits of `treasury` that one call brings.
    pub(crate) const fn within<'c>(&self, treasury: u64, calldata: &'c [u8]) -> Vault<'c, H>
    where
        'h: 'c,
    {
        Vault { host: self.host, calldata, batch: Some(treasury) }
    }

    /// The call's selector and arguments, as they came.
    pub(crate) const fn calldata(&self) -> &'h [u8] {
        self.calldata
    }

    /// The treasury that the call must be about, one of several edits; it ends the audit chain itself.
    pub(crate) const fn batch(&self) -> Option<u64> {
        self.batch
    }

    pub(crate) const fn host(&self) -> &'h H {
        self.host
    }

    /// The vault's words.
    pub(crate) const fn slots(&self) -> Slots<'h, H> {
        Slots::new(self.host)
    }

    /// The vault's address. The front runs the programs by DELEGATECALL, so it is the front's.
    pub(crate) fn address(&self) -> Address {
        self.host.contract_address()
    }

    pub(crate) fn sender(&self) -> Address {
        self.host.msg_sender()
    }

    /// The block's time, Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.host.block_timestamp()
    }

    pub(crate) fn chain_id(&self) -> u64 {
        self.host.chain_id()
    }

    /// The vault's EIP-712 domain separator, computed anew: a chain that forks changes its id.
    pub(crate) fn domain_separator(&self) -> B256 {
        eip712::domain_separator(self.chain_id(), self.address())
    }

    /// The token that the vault holds, and its decimals.
    ///
    /// # Errors
    /// `NotConfigured` where no front wrote one: somebody called the program itself.
    pub(crate) fn config(&self) -> Outcome<Config> {
        let config = Config::unpack(self.slots().load(layout::CONFIG_SLOT));
        if config.token.is_zero() {
            return Err(IVault::NotConfigured {}.into());
        }
        Ok(config)
    }

    /// Checks an address that is to be paid or to spend: nobody, the vault and its token can do
    /// neither.
    ///
    /// # Errors
    /// `AddressInvalid`, `NotConfigured`.
    pub(crate) fn require_party(&self, account: Address) -> Outcome {
        if account.is_zero() || account == self.address() || account == self.config()?.token {
            return Err(IVault::AddressInvalid { account }.into());
        }
        Ok(())
    }

    /// Reverts unless `needed` gas is left, so that a lack of gas never passes for a verdict.
    ///
    /// # Errors
    /// `GasInsufficient`.
    pub(crate) fn require_gas(&self, needed: u64) -> Outcome {
        let left = self.host.evm_gas_left();
        if left < needed {
            return Err(IVault::GasInsufficient { left, needed }.into());
        }
        Ok(())
    }

    /// Writes a log that is no entry of an audit chain.
    pub(crate) fn log(&self, event: &impl alloy_sol_types::SolEvent) {
        crate::audit::Log::of(event).emit(self.host);
    }

    pub(crate) fn load(&self, slot: U256) -> U256 {
        self.slots().load(slot)
    }

    pub(crate) fn store(&self, slot: U256, word: U256) {
        self.slots().store(slot, word);
    }

    pub(crate) fn load_address(&self, slot: U256) -> Address {
        layout::address_in(self.load(slot))
    }

    pub(crate) fn store_address(&self, slot: U256, account: Address) {
        self.store(slot, layout::word_of(account));
    }
}
