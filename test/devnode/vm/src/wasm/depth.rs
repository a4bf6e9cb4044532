//! How many words of stack a function may need, by walking its operators once.

use wasmparser::Operator;

use super::{
    binary::{Binary, Invalid},
    price::block_words,
};

/// Most operands a function may hold at once.
const MAX_HEIGHT: usize = 4_096;
/// Most words a function's frame may need.
const MAX_FRAME: usize = 10_240;
/// Words that each frame needs besides operands and locals.
const FRAME_OVERHEAD: usize = 4;

/// The walk: what is on the stack now, the most that ever was, and what enclosing blocks leave.
#[derive(Default)]
struct Walk {
    height: usize,
    worst: usize,
    blocks: Vec<usize>,
}

impl Walk {
    fn push(&mut self, words: usize) {
        self.height = self.height.saturating_add(words);
        self.worst = self.worst.max(self.height);
    }

    fn pop(&mut self, words: usize) {
        self.height = self.height.saturating_sub(words);
    }

    fn open(&mut self, (params, results): (usize, usize)) {
        self.push(results);
        self.pop(params);
        self.blocks.push(self.height);
    }
}

/// Words of stack that a function with `locals` declared locals takes when it is entered.
pub(super) fn frame_words(
    operators: &[Operator<'_>],
    locals: usize,
    binary: &Binary<'_>,
) -> Result<i32, Invalid> {
    let mut walk = Walk::default();
    for operator in operators {
        step(&mut walk, operator, binary);
        if walk.worst > MAX_HEIGHT {
            return Err(Invalid::OperandHeight { limit: MAX_HEIGHT });
        }
    }
    let frame = walk.worst.saturating_add(locals).saturating_add(FRAME_OVERHEAD);
    i32::try_from(frame)
        .ok()
        .filter(|_| frame <= MAX_FRAME)
        .ok_or(Invalid::FrameWords { words: frame, limit: MAX_FRAME })
}

fn step(walk: &mut Walk, operator: &Operator<'_>, binary: &Binary<'_>) {
    use Operator as O;
    match operator {
        O::Block { blockty } | O::Loop { blockty } => {
            walk.open(block_words(*blockty, |index| binary.words_of_type(index)));
        }
        O::If { blockty } => {
            walk.pop(1);
            walk.open(block_words(*blockty, |index| binary.words_of_type(index)));
        }
        O::Else => walk.height = walk.blocks.last().copied().unwrap_or(0),
        O::End => walk.height = walk.blocks.pop().unwrap_or(0),
        O::Call { function_index } => {
            let (params, results) = binary.words_of_function(*function_index);
            walk.push(results);
            walk.pop(params);
        }
        O::CallIndirect { type_index, .. } => {
            let (params, results) = binary.words_of_type(*type_index);
            walk.push(results);
            walk.pop(params);
            walk.pop(1);
        }
        O::I32Const { .. }
        | O::I64Const { .. }
        | O::F32Const { .. }
        | O::F64Const { .. }
        | O::LocalGet { .. }
        | O::GlobalGet { .. }
        | O::MemorySize { .. } => walk.push(1),
        O::Select => walk.pop(2),
        O::MemoryFill { .. } | O::MemoryCopy { .. } => walk.pop(3),
        _ if is_store(operator) => walk.pop(2),
        _ if takes_one(operator) => walk.pop(1),
        _ => {}
    }
}

fn is_store(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::I32Store { .. }
            | O::I32Store8 { .. }
            | O::I32Store16 { .. }
            | O::I64Store { .. }
            | O::I64Store8 { .. }
            | O::I64Store16 { .. }
            | O::I64Store32 { .. }
            | O::F32Store { .. }
            | O::F64Store { .. }
    )
}

/// Whether an operator leaves one operand less than it finds.
#[rustfmt::skip] // A table reads better than one operator a line.
fn takes_one(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::Drop | O::BrIf { .. } | O::BrTable { .. } | O::LocalSet { .. } | O::GlobalSet { .. }
        | O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU
        | O::I32LeS | O::I32LeU | O::I32GeS | O::I32GeU
        | O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU
        | O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU
        | O::I32Add | O::I32Sub | O::I32Mul | O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU
        | O::I32And | O::I32Or | O::I32Xor | O::I32Shl | O::I32ShrS | O::I32ShrU
        | O::I32Rotl | O::I32Rotr
        | O::I64Add | O::I64Sub | O::I64Mul | O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU
        | O::I64And | O::I64Or | O::I64Xor | O::I64Shl | O::I64ShrS | O::I64ShrU
        | O::I64Rotl | O::I64Rotr
    )
}
