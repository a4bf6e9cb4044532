//! Arithmetic on 256-bit words; each result replaces the first operand.

use alloy_primitives::U256;

use super::{
    HOST, PTR,
    vm::{Halt, Vm},
};

/// Ink of a call with three words behind pointers.
const THREE_WORDS: u64 = HOST + 3 * PTR;
/// Ink of a call with four words behind pointers.
const FOUR_WORDS: u64 = HOST + 4 * PTR;

pub(super) fn math_div(vm: &mut Vm<'_, '_>, a: u32, b: u32) -> Result<(), Halt> {
    vm.buy_ink(THREE_WORDS.saturating_add(20_000))?;
    let quotient = vm.read_word(a)?.checked_div(vm.read_word(b)?);
    vm.write_word(a, quotient.unwrap_or_default())
}

pub(super) fn math_mod(vm: &mut Vm<'_, '_>, a: u32, b: u32) -> Result<(), Halt> {
    vm.buy_ink(THREE_WORDS.saturating_add(20_000))?;
    let remainder = vm.read_word(a)?.checked_rem(vm.read_word(b)?);
    vm.write_word(a, remainder.unwrap_or_default())
}

pub(super) fn math_pow(vm: &mut Vm<'_, '_>, a: u32, exponent: u32) -> Result<(), Halt> {
    vm.buy_ink(THREE_WORDS)?;
    let base = vm.read_word(a)?;
    let exponent = vm.read_word(exponent)?;
    vm.buy_ink(pow_ink(exponent))?;
    vm.write_word(a, base.wrapping_pow(exponent))
}

/// Ink of a power: by the bytes of its exponent, and one more.
fn pow_ink(exponent: U256) -> u64 {
    let bytes = u64::try_from(exponent.byte_len()).unwrap_or(u64::MAX).saturating_add(1);
    bytes.saturating_mul(17_500).saturating_add(3_000)
}

pub(super) fn math_add_mod(vm: &mut Vm<'_, '_>, a: u32, b: u32, modulus: u32) -> Result<(), Halt> {
    vm.buy_ink(FOUR_WORDS.saturating_add(21_000))?;
    let sum = vm.read_word(a)?.add_mod(vm.read_word(b)?, vm.read_word(modulus)?);
    vm.write_word(a, sum)
}

pub(super) fn math_mul_mod(vm: &mut Vm<'_, '_>, a: u32, b: u32, modulus: u32) -> Result<(), Halt> {
    vm.buy_ink(FOUR_WORDS.saturating_add(24_100))?;
    let product = vm.read_word(a)?.mul_mod(vm.read_word(b)?, vm.read_word(modulus)?);
    vm.write_word(a, product)
}
