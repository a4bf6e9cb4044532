//! What an operator, a basic block, a program's start and its activation cost.

use wasmparser::{BlockType, Operator};

use super::{
    ActivationError,
    binary::{Binary, Invalid},
};
use crate::ProgramInfo;

/// Ink that entering a basic block costs besides its operators.
pub(super) const BLOCK_INK: u64 = 2_450;
/// Ink for each byte that `memory.fill` and `memory.copy` touch.
pub(super) const BULK_BYTE_INK: i64 = 100;

/// Ink of an operator that may be in a program but never run.
const UNPAYABLE: u64 = u64::MAX;

/// Ink of an operator; `None` if programs must not contain it.
pub(super) fn operator_ink(
    operator: &Operator<'_>,
    params_of_type: impl FnOnce(u32) -> usize,
) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::Unreachable
        | O::Return
        | O::Nop
        | O::I32Const { .. }
        | O::I64Const { .. }
        | O::Block { .. }
        | O::Loop { .. }
        | O::Else
        | O::End => 1,
        O::Drop => 9,
        O::Br { .. } | O::BrIf { .. } | O::If { .. } => 765,
        O::BrTable { targets } => {
            u64::from(targets.len()).saturating_mul(325).saturating_add(2_400)
        }
        O::Select => 1_250,
        O::Call { .. } => 3_800,
        O::CallIndirect { type_index, .. } => {
            let params = u64::try_from(params_of_type(*type_index)).unwrap_or(u64::MAX);
            params.saturating_mul(650).saturating_add(13_610)
        }
        O::LocalGet { .. } | O::LocalTee { .. } => 75,
        O::LocalSet { .. } => 210,
        O::GlobalGet { .. } => 225,
        O::GlobalSet { .. } => 575,
        O::MemorySize { .. } => 3_000,
        O::MemoryGrow { .. } => 8_050,
        O::MemoryFill { .. } | O::MemoryCopy { .. } => 950,
        _ => {
            return access_ink(operator)
                .or_else(|| integer_ink(operator))
                .or_else(|| float_ink(operator));
        }
    })
}

fn access_ink(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::I32Load { .. }
        | O::I32Load8S { .. }
        | O::I32Load8U { .. }
        | O::I32Load16S { .. }
        | O::I32Load16U { .. } => 670,
        O::I64Load { .. }
        | O::I64Load8S { .. }
        | O::I64Load8U { .. }
        | O::I64Load16S { .. }
        | O::I64Load16U { .. }
        | O::I64Load32S { .. }
        | O::I64Load32U { .. } => 680,
        O::I32Store { .. } | O::I32Store8 { .. } | O::I32Store16 { .. } => 825,
        O::I64Store { .. } | O::I64Store8 { .. } | O::I64Store16 { .. } | O::I64Store32 { .. } => {
            950
        }
        _ => return None,
    })
}

#[rustfmt::skip] // A table reads better than one operator a line.
fn integer_ink(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    Some(match operator {
        O::I32Eqz | O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU
        | O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU => 170,
        O::I64Eqz | O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU
        | O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU => 225,
        O::I32Clz | O::I32Ctz | O::I64Clz | O::I64Ctz => 210,
        O::I32Popcnt => 2_650,
        O::I64Popcnt => 6_000,
        O::I32Add | O::I32Sub | O::I32And | O::I32Or | O::I32Xor | O::I32Shl | O::I32ShrS
        | O::I32ShrU | O::I32Rotl | O::I32Rotr => 70,
        O::I64Add | O::I64Sub | O::I64And | O::I64Or | O::I64Xor | O::I64Shl | O::I64ShrS
        | O::I64ShrU | O::I64Rotl | O::I64Rotr => 100,
        O::I32Mul | O::I64Mul => 160,
        O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU => 1_120,
        O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU => 1_270,
        O::I32WrapI64 | O::I64ExtendI32S | O::I64ExtendI32U | O::I32Extend8S | O::I32Extend16S
        | O::I64Extend8S | O::I64Extend16S | O::I64Extend32S => 100,
        _ => return None,
    })
}

fn float_ink(operator: &Operator<'_>) -> Option<u64> {
    use Operator as O;
    matches!(
        operator,
        O::F32Const { .. }
            | O::F64Const { .. }
            | O::F32Load { .. }
            | O::F64Load { .. }
            | O::F32Store { .. }
            | O::F64Store { .. }
            | O::I32ReinterpretF32
            | O::I64ReinterpretF64
            | O::F32ReinterpretI32
            | O::F64ReinterpretI64
    )
    .then_some(UNPAYABLE)
}

/// Whether an operator is the last of its basic block.
pub(super) fn ends_block(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::If { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

/// Words that a block leaves on the stack: (parameters taken, results left).
pub(super) fn block_words(
    block: BlockType,
    words_of_type: impl FnOnce(u32) -> (usize, usize),
) -> (usize, usize) {
    match block {
        BlockType::Empty => (0, 0),
        BlockType::Type(_) => (0, 1),
        BlockType::FuncType(index) => words_of_type(index),
    }
}

/// `count * rate / divisor`, for counts a program's size bounds.
fn share(count: usize, rate: u64, divisor: u64) -> u64 {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    count.saturating_mul(rate).checked_div(divisor).unwrap_or(u64::MAX)
}

/// Takes the price of an activation step by step, each before the work it pays for.
pub(super) struct ActivationCharge<'a> {
    gas: &'a mut u64,
}

impl<'a> ActivationCharge<'a> {
    /// Gas for each unit of work.
    const GAS_PER_UNIT: u64 = 28;
    /// Units for each page of memory at start.
    const UNITS_PER_PAGE: u64 = 2_217;

    pub(super) fn new(gas: &'a mut u64) -> Self {
        Self { gas }
    }

    fn take(&mut self, units: u64) -> Result<(), ActivationError> {
        let price = units.saturating_mul(Self::GAS_PER_UNIT);
        let left = self.gas.checked_sub(price);
        *self.gas = left.unwrap_or(0);
        left.map(drop).ok_or(ActivationError::OutOfGas)
    }

    pub(super) fn length(&mut self, bytes: usize) -> Result<(), ActivationError> {
        self.take(share(bytes, 31_733, 100_000))
    }

    pub(super) fn sections(&mut self, binary: &Binary<'_>) -> Result<(), ActivationError> {
        self.take(share(binary.functions.len(), 17_263, 100_000))?;
        self.take(share(binary.sizes.data_payload, 17_376, 100_000))?;
        self.take(share(binary.sizes.element_entries, 17_376, 100_000))?;
        self.take(u64::from(binary.memory.pages).saturating_mul(Self::UNITS_PER_PAGE))
    }

    pub(super) fn operators(&mut self, count: usize) -> Result<(), ActivationError> {
        self.take(share(count, 535, 1_000))
    }
}

/// What starting and keeping a program costs, from its sizes.
pub(super) fn program_info(binary: &Binary<'_>) -> Result<ProgramInfo, Invalid> {
    let functions = binary.functions.len();
    let words = binary.words_of_functions();
    let bytes = binary.bytes.len();
    let segments = binary.sizes.data_entries.saturating_add(binary.sizes.element_entries);
    let sum = |parts: &[u64]| parts.iter().fold(0_u64, |sum, part| sum.saturating_add(*part));

    let asm_estimate = sum(&[
        512_000,
        share(functions, 996_829, 1_000),
        share(words, 11_416, 1_000),
        share(bytes, 62_628, 10_000),
    ]);
    let cached_cost = sum(&[
        share(functions, 13_420, 100_000),
        share(words, 89, 100_000),
        share(bytes, 122, 100_000),
        share(binary.globals_with_injected(), 1_628, 1_000),
        share(segments, 75_244, 100_000),
        u64::from(binary.memory.pages).saturating_mul(5),
    ]);
    let init_cost = sum(&[
        share(functions, 8_252, 1_000),
        share(words, 1_059, 1_000),
        share(bytes, 1_286, 10_000),
    ]);
    let short = |cost: u64| u16::try_from(cost).map_err(|_| Invalid::InitCost { cost });
    Ok(ProgramInfo {
        init_cost: short(init_cost)?,
        cached_cost: short(cached_cost)?,
        footprint: binary.memory.pages,
        asm_estimate: u32::try_from(asm_estimate).unwrap_or(u32::MAX),
    })
}
