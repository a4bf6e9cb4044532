//! What a program under development prints. Costs nothing: only debug chains have it.

use std::fmt;

use wasmi::{F32, F64};

use super::vm::{Halt, Vm};

fn print(vm: &mut Vm<'_, '_>, value: impl fmt::Display) {
    vm.host().console(&value.to_string());
}

pub(super) fn log_txt(vm: &mut Vm<'_, '_>, ptr: u32, len: u32) -> Result<(), Halt> {
    let text = String::from_utf8_lossy(vm.read(ptr, len)?).into_owned();
    print(vm, text);
    Ok(())
}

pub(super) fn log_i32(vm: &mut Vm<'_, '_>, value: u32) -> Result<(), Halt> {
    tee_i32(vm, value).map(drop)
}

pub(super) fn log_i64(vm: &mut Vm<'_, '_>, value: u64) -> Result<(), Halt> {
    tee_i64(vm, value).map(drop)
}

pub(super) fn log_f32(vm: &mut Vm<'_, '_>, value: F32) -> Result<(), Halt> {
    tee_f32(vm, value).map(drop)
}

pub(super) fn log_f64(vm: &mut Vm<'_, '_>, value: F64) -> Result<(), Halt> {
    tee_f64(vm, value).map(drop)
}

pub(super) fn tee_i32(vm: &mut Vm<'_, '_>, value: u32) -> Result<u32, Halt> {
    print(vm, value.cast_signed());
    Ok(value)
}

pub(super) fn tee_i64(vm: &mut Vm<'_, '_>, value: u64) -> Result<u64, Halt> {
    print(vm, value.cast_signed());
    Ok(value)
}

pub(super) fn tee_f32(vm: &mut Vm<'_, '_>, value: F32) -> Result<F32, Halt> {
    print(vm, value.to_float());
    Ok(value)
}

pub(super) fn tee_f64(vm: &mut Vm<'_, '_>, value: F64) -> Result<F64, Halt> {
    print(vm, value.to_float());
    Ok(value)
}
