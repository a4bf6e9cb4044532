//! A running program as the host sees it: its ink, its memory, its frame.

use std::fmt;

use alloy_primitives::{Address, B256, Bytes, U256};
use wasmi::{Caller, Global, Memory, Val, errors::HostError};

use super::storage::SlotCache;
use crate::{Host, Params};

/// Why a program stops before its entrypoint returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The ink does not last.
    OutOfInk,
    /// The program asks to stop.
    Exit {
        /// Whether its state changes stand.
        success: bool,
    },
    /// The program asks for what cannot be: memory it has not, a write in a static call.
    Failed(&'static str),
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfInk => f.write_str("out of ink"),
            Self::Exit { success } => write!(f, "exit, success: {success}"),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl HostError for Halt {}

/// Handles to what the host reads and writes inside a program.
#[derive(Clone, Copy)]
pub(crate) struct Guest {
    /// The program's memory.
    pub(crate) memory: Memory,
    /// Ink that is left.
    pub(crate) ink_left: Global,
}

/// One run of a program.
pub(crate) struct Frame<'a> {
    /// The chain around it.
    pub(crate) host: &'a mut dyn Host,
    /// Parameters of the chain.
    pub(crate) params: &'a Params,
    /// What it was called with.
    pub(crate) args: Bytes,
    /// What it returns or reverts with.
    pub(crate) output: Bytes,
    /// What its last call returned.
    pub(crate) return_data: Bytes,
    /// What it read and wrote of storage.
    pub(super) slots: SlotCache,
    /// Code it looked at last.
    pub(super) code: Option<(Address, Bytes)>,
    /// Set once the program is instantiated, which no program code runs before.
    pub(crate) guest: Option<Guest>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(host: &'a mut dyn Host, params: &'a Params, args: Bytes) -> Self {
        Self {
            host,
            params,
            args,
            output: Bytes::new(),
            return_data: Bytes::new(),
            slots: SlotCache::default(),
            code: None,
            guest: None,
        }
    }
}

/// A call from a program into the host.
pub(super) struct Vm<'c, 'a> {
    caller: Caller<'c, Frame<'a>>,
}

impl<'c, 'a> Vm<'c, 'a> {
    pub(super) fn new(caller: Caller<'c, Frame<'a>>) -> Self {
        Self { caller }
    }

    pub(super) fn frame(&mut self) -> &mut Frame<'a> {
        self.caller.data_mut()
    }

    pub(super) fn params(&self) -> &'a Params {
        self.caller.data().params
    }

    pub(super) fn host(&mut self) -> &mut dyn Host {
        &mut *self.caller.data_mut().host
    }

    fn guest(&self) -> Result<Guest, Halt> {
        self.caller.data().guest.ok_or(Halt::Failed("program is not instantiated"))
    }

    pub(super) fn ink_left(&self) -> Result<u64, Halt> {
        match self.guest()?.ink_left.get(&self.caller) {
            Val::I64(ink) => Ok(ink.cast_unsigned()),
            _ => Err(Halt::Failed("ink global has the wrong type")),
        }
    }

    pub(super) fn gas_left(&self) -> Result<u64, Halt> {
        Ok(self.params().ink_to_gas(self.ink_left()?))
    }

    pub(super) fn buy_ink(&mut self, ink: u64) -> Result<(), Halt> {
        let left = self.ink_left()?.checked_sub(ink).ok_or(Halt::OutOfInk)?;
        self.guest()?
            .ink_left
            .set(&mut self.caller, Val::I64(left.cast_signed()))
            .map_err(|_| Halt::Failed("ink global has the wrong type"))
    }

    pub(super) fn buy_gas(&mut self, gas: u64) -> Result<(), Halt> {
        self.buy_ink(self.params().gas_to_ink(gas))
    }

    /// Fails if less gas is left, without taking it.
    pub(super) fn require_gas(&self, gas: u64) -> Result<(), Halt> {
        if self.ink_left()? < self.params().gas_to_ink(gas) { Err(Halt::OutOfInk) } else { Ok(()) }
    }

    pub(super) fn forbid_static(&mut self) -> Result<(), Halt> {
        if self.host().env().is_static {
            return Err(Halt::Failed("state cannot change in a static call"));
        }
        Ok(())
    }

    /// Bytes `ptr..ptr + len` of the program's memory.
    pub(super) fn read(&self, ptr: u32, len: u32) -> Result<&[u8], Halt> {
        let memory = self.guest()?.memory.data(&self.caller);
        let (start, len) = (index(ptr), index(len));
        memory.get(start..).and_then(|tail| tail.get(..len)).ok_or(OUT_OF_BOUNDS)
    }

    pub(super) fn read_bytes(&self, ptr: u32, len: u32) -> Result<Bytes, Halt> {
        self.read(ptr, len).map(Bytes::copy_from_slice)
    }

    fn read_array<const N: usize>(&self, ptr: u32) -> Result<[u8; N], Halt> {
        let memory = self.guest()?.memory.data(&self.caller);
        memory.get(index(ptr)..).and_then(<[u8]>::first_chunk).copied().ok_or(OUT_OF_BOUNDS)
    }

    pub(super) fn read_address(&self, ptr: u32) -> Result<Address, Halt> {
        self.read_array(ptr).map(Address::from)
    }

    pub(super) fn read_hash(&self, ptr: u32) -> Result<B256, Halt> {
        self.read_array(ptr).map(B256::from)
    }

    pub(super) fn read_word(&self, ptr: u32) -> Result<U256, Halt> {
        self.read_array(ptr).map(U256::from_be_bytes::<32>)
    }

    pub(super) fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Halt> {
        self.write_from(ptr, |_| bytes)
    }

    /// Writes what `source` picks of the frame, without a copy in between.
    pub(super) fn write_from<'f>(
        &'f mut self,
        ptr: u32,
        source: impl FnOnce(&'f Frame<'a>) -> &'f [u8],
    ) -> Result<(), Halt> {
        let memory = self.guest()?.memory;
        let (memory, frame) = memory.data_and_store_mut(&mut self.caller);
        let bytes = source(frame);
        memory
            .get_mut(index(ptr)..)
            .and_then(|tail| tail.get_mut(..bytes.len()))
            .ok_or(OUT_OF_BOUNDS)?
            .copy_from_slice(bytes);
        Ok(())
    }

    pub(super) fn write_word(&mut self, ptr: u32, word: U256) -> Result<(), Halt> {
        self.write(ptr, &word.to_be_bytes::<32>())
    }

    pub(super) fn write_u32(&mut self, ptr: u32, value: u32) -> Result<(), Halt> {
        self.write(ptr, &value.to_le_bytes())
    }
}

const OUT_OF_BOUNDS: Halt = Halt::Failed("pointer is outside of the program's memory");

fn index(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// A length as programs count: what a chain can hold fits 32 bits.
pub(super) fn len_u32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
