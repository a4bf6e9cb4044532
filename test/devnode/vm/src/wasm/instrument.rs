//! Writes metering into a program: ink for each basic block and each byte of a bulk operation, the
//! stack words of each call, the price of memory that grows. Each layer takes the operators of the
//! one before, so that later layers are not metered.

use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, ExportKind, ExportSection,
    Function, GlobalSection, GlobalType, Instruction, Module, RawSection, SectionId, ValType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{BlockType, DataKind, ElementItems, ElementKind, FunctionBody, Operator};

use super::{
    ENTRYPOINT, MEMORY,
    binary::{Binary, Invalid, MAX_LOCALS},
    depth::frame_words,
    price::{BLOCK_INK, BULK_BYTE_INK, ends_block, operator_ink},
};
/// Exported global: ink that is left, `i64`.
pub(crate) const INK_LEFT: &str = "stylus_ink_left";
/// Exported global: 1 once the ink has run out, `i32`.
pub(crate) const INK_EXHAUSTED: &str = "stylus_ink_exhausted";
/// Exported global: words of stack that are left, `i32`; 0 once they have run out.
pub(crate) const STACK_LEFT: &str = "stylus_stack_left";

/// Most operators of one function, metering included.
const MAX_OPERATORS: usize = 65_536;

/// A metered program.
pub(super) struct Instrumented {
    /// The module that runs.
    pub(super) module: Vec<u8>,
    /// Operators of all functions, metering included.
    pub(super) operators: usize,
}

/// Indices of the globals that metering adds behind the program's own.
#[derive(Clone, Copy)]
struct Globals {
    ink_left: u32,
    ink_exhausted: u32,
    scratch: u32,
    stack_left: u32,
}

impl Globals {
    fn behind(count: u32) -> Self {
        Self {
            ink_left: count,
            ink_exhausted: count.saturating_add(1),
            scratch: count.saturating_add(2),
            stack_left: count.saturating_add(3),
        }
    }
}

/// Writes metering into `binary`.
pub(super) fn instrument(binary: &Binary<'_>) -> Result<Instrumented, Invalid> {
    let globals = Globals::behind(binary.global_count());
    let mut code = CodeSection::new();
    let mut operators = 0_usize;
    for body in &binary.bodies {
        let locals = locals_of(body)?;
        let metered = metered_operators(body, &locals, binary, globals)?;
        operators = operators.saturating_add(metered.len());
        code.function(&encode(locals, metered)?);
    }
    let module = assemble(binary, globals, &code)?;
    Ok(Instrumented { module, operators })
}

/// Declared locals in runs of (count, type).
fn locals_of(body: &FunctionBody<'_>) -> Result<Vec<(u32, wasmparser::ValType)>, Invalid> {
    let locals = body.get_locals_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let count = locals.iter().fold(0_u32, |sum, (count, _)| sum.saturating_add(*count));
    if count > MAX_LOCALS {
        return Err(Invalid::TooMany { what: "locals in a function", limit: MAX_LOCALS });
    }
    Ok(locals)
}

fn metered_operators<'a>(
    body: &FunctionBody<'a>,
    locals: &[(u32, wasmparser::ValType)],
    binary: &Binary<'_>,
    globals: Globals,
) -> Result<Vec<Operator<'a>>, Invalid> {
    let operators = body.get_operators_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let operators = meter_blocks(operators, binary, globals)?;
    let operators = meter_bulk(operators, globals);
    let words = locals.iter().fold(0_u32, |sum, (count, _)| sum.saturating_add(*count));
    let frame = frame_words(&operators, usize::try_from(words).unwrap_or(usize::MAX), binary)?;
    let mut operators = limit_depth(operators, frame, globals);
    if let Some(pay) = binary.memory.pay_for_growth {
        operators = charge_growth(operators, pay, globals);
    }
    if operators.len() > MAX_OPERATORS {
        return Err(Invalid::TooManyOperators { limit: MAX_OPERATORS });
    }
    Ok(operators)
}

/// Takes the ink of each basic block before its first operator.
fn meter_blocks<'a>(
    operators: Vec<Operator<'a>>,
    binary: &Binary<'_>,
    globals: Globals,
) -> Result<Vec<Operator<'a>>, Invalid> {
    let mut metered = Vec::with_capacity(operators.len().saturating_mul(3));
    let mut block = Vec::new();
    let mut cost = BLOCK_INK;
    for operator in operators {
        let ink = operator_ink(&operator, |index| binary.words_of_type(index).0)
            .ok_or_else(|| Invalid::Operator(format!("{operator:?}")))?;
        cost = cost.saturating_add(ink);
        let is_last = ends_block(&operator);
        block.push(operator);
        if is_last {
            metered.extend(take_ink(cost, globals));
            metered.append(&mut block);
            cost = BLOCK_INK;
        }
    }
    metered.append(&mut block);
    Ok(metered)
}

fn take_ink<'a>(cost: u64, globals: Globals) -> [Operator<'a>; 12] {
    let cost = Operator::I64Const { value: cost.cast_signed() };
    let ink = Operator::GlobalGet { global_index: globals.ink_left };
    [
        ink.clone(),
        cost.clone(),
        Operator::I64LtU,
        Operator::If { blockty: BlockType::Empty },
        Operator::I32Const { value: 1 },
        Operator::GlobalSet { global_index: globals.ink_exhausted },
        Operator::Unreachable,
        Operator::End,
        ink,
        cost,
        Operator::I64Sub,
        Operator::GlobalSet { global_index: globals.ink_left },
    ]
}

/// Takes the ink of the bytes that a bulk operation touches, right before it.
fn meter_bulk(operators: Vec<Operator<'_>>, globals: Globals) -> Vec<Operator<'_>> {
    let mut metered = Vec::with_capacity(operators.len());
    for operator in operators {
        if matches!(operator, Operator::MemoryFill { .. } | Operator::MemoryCopy { .. }) {
            metered.extend(take_bulk_ink(globals));
        }
        metered.push(operator);
    }
    metered
}

/// Finds the length on top of the stack and leaves it there. The product cannot wrap: the length
/// has 32 bits; so the ink has run out exactly if what is left is more than what there was.
fn take_bulk_ink<'a>(globals: Globals) -> [Operator<'a>; 17] {
    let ink = Operator::GlobalGet { global_index: globals.ink_left };
    let length = Operator::GlobalGet { global_index: globals.scratch };
    [
        Operator::GlobalSet { global_index: globals.scratch },
        ink.clone(),
        ink.clone(),
        length.clone(),
        Operator::I64ExtendI32U,
        Operator::I64Const { value: BULK_BYTE_INK },
        Operator::I64Mul,
        Operator::I64Sub,
        Operator::GlobalSet { global_index: globals.ink_left },
        ink,
        Operator::I64LtU,
        Operator::If { blockty: BlockType::Empty },
        Operator::I32Const { value: 1 },
        Operator::GlobalSet { global_index: globals.ink_exhausted },
        Operator::Unreachable,
        Operator::End,
        length,
    ]
}

/// Takes `frame` words of stack on entry and gives them back before each return. A branch to the
/// function's own label gives nothing back: the chain's own metering has it so.
fn limit_depth(
    mut operators: Vec<Operator<'_>>,
    frame: i32,
    globals: Globals,
) -> Vec<Operator<'_>> {
    let left = Operator::GlobalGet { global_index: globals.stack_left };
    let set_left = Operator::GlobalSet { global_index: globals.stack_left };
    let words = Operator::I32Const { value: frame };
    let give_back = [left.clone(), words.clone(), Operator::I32Add, set_left.clone()];
    let take = [
        left.clone(),
        words.clone(),
        Operator::I32LeU,
        Operator::If { blockty: BlockType::Empty },
        Operator::I32Const { value: 0 },
        set_left.clone(),
        Operator::Unreachable,
        Operator::End,
        left,
        words,
        Operator::I32Sub,
        set_left,
    ];
    let end = operators.pop();
    let mut limited = Vec::with_capacity(operators.len().saturating_add(32));
    limited.extend(take);
    for operator in operators.into_iter().chain([Operator::Return]) {
        if matches!(operator, Operator::Return) {
            limited.extend(give_back.clone());
        }
        limited.push(operator);
    }
    limited.extend(end);
    limited
}

/// Has the program pay for pages before it asks for them.
fn charge_growth(operators: Vec<Operator<'_>>, pay: u32, globals: Globals) -> Vec<Operator<'_>> {
    let mut charged = Vec::with_capacity(operators.len());
    for operator in operators {
        if matches!(operator, Operator::MemoryGrow { .. }) {
            let pages = Operator::GlobalGet { global_index: globals.scratch };
            charged.extend([
                Operator::GlobalSet { global_index: globals.scratch },
                pages.clone(),
                Operator::Call { function_index: pay },
                pages,
            ]);
        }
        charged.push(operator);
    }
    charged
}

fn encode(
    locals: Vec<(u32, wasmparser::ValType)>,
    operators: Vec<Operator<'_>>,
) -> Result<Function, Invalid> {
    let locals = locals
        .into_iter()
        .map(|(count, ty)| Ok((count, RoundtripReencoder.val_type(ty)?)))
        .collect::<Result<Vec<_>, Invalid>>()?;
    let mut function = Function::new(locals);
    for operator in operators {
        function.instruction(&Instruction::try_from(operator)?);
    }
    Ok(function)
}

/// The module: sections that metering leaves alone are copied, unused parts are left out.
fn assemble(binary: &Binary<'_>, globals: Globals, code: &CodeSection) -> Result<Vec<u8>, Invalid> {
    let mut module = Module::new();
    for (id, data) in &binary.copied {
        module.section(&RawSection { id: *id, data });
    }
    module.section(&global_section(binary, globals)?);
    module.section(
        ExportSection::new()
            .export(MEMORY, ExportKind::Memory, 0)
            .export(ENTRYPOINT, ExportKind::Func, binary.entrypoint)
            .export(INK_LEFT, ExportKind::Global, globals.ink_left)
            .export(INK_EXHAUSTED, ExportKind::Global, globals.ink_exhausted)
            .export(STACK_LEFT, ExportKind::Global, globals.stack_left),
    );
    module.section(&element_section(binary)?);
    module.section(code);
    module.section(&data_section(binary)?);
    Ok(module.finish())
}

/// Whoever runs the module sets the ink and the stack words first: here they start from zero.
fn global_section(binary: &Binary<'_>, globals: Globals) -> Result<GlobalSection, Invalid> {
    let mut section = GlobalSection::new();
    if let Some(own) = &binary.globals {
        RoundtripReencoder.parse_global_section(&mut section, own.clone())?;
    }
    let mutable = |val_type| GlobalType { val_type, mutable: true, shared: false };
    section.global(mutable(ValType::I64), &ConstExpr::i64_const(0));
    for _ in [globals.ink_exhausted, globals.scratch, globals.stack_left] {
        section.global(mutable(ValType::I32), &ConstExpr::i32_const(0));
    }
    Ok(section)
}

fn element_section(binary: &Binary<'_>) -> Result<ElementSection, Invalid> {
    let mut section = ElementSection::new();
    for element in &binary.elements {
        if let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        {
            let offset = RoundtripReencoder.const_expr(offset_expr.clone())?;
            let functions = functions.clone().into_iter().collect::<Result<Vec<_>, _>>()?;
            section.active(None, &offset, Elements::Functions(functions.into()));
        }
    }
    Ok(section)
}

fn data_section(binary: &Binary<'_>) -> Result<DataSection, Invalid> {
    let mut section = DataSection::new();
    for data in &binary.data {
        if let DataKind::Active { memory_index, offset_expr } = &data.kind {
            let offset = RoundtripReencoder.const_expr(offset_expr.clone())?;
            section.active(*memory_index, &offset, data.data.iter().copied());
        }
    }
    Ok(section)
}

/// Sections that metering copies as they are, in the order a module has them.
pub(super) const COPIED: [SectionId; 5] =
    [SectionId::Type, SectionId::Import, SectionId::Function, SectionId::Table, SectionId::Memory];
