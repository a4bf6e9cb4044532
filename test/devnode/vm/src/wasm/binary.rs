//! Reads a program's sections and holds them to the rules of Stylus.

use std::collections::HashMap;

use wasm_encoder::reencode;
use wasmparser::{
    CustomSectionReader, Data, DataKind, DataSectionReader, Element, ElementItems, ElementKind,
    ElementSectionReader, ExportSectionReader, ExternalKind, FuncType, FunctionBody,
    GlobalSectionReader, ImportSectionReader, KnownCustom, MemorySectionReader, Name, Operator,
    Parser, Payload, TableSectionReader, TypeRef, ValType, Validator, WasmFeatures,
};

use super::{ENTRYPOINT, MEMORY, instrument::COPIED};
use crate::{Params, hostio};

const MAX_IMPORTS: u32 = 513;
const MAX_EXPORTS: u32 = 1_024;
const MAX_NAME_LEN: usize = 512;
const MAX_FUNCTIONS: u32 = 4_096;
/// Most locals a function may declare.
pub(super) const MAX_LOCALS: u32 = 348;
const MAX_GLOBALS: u32 = 32_768;
const INJECTED_GLOBALS: u32 = 4;
const MAX_SEGMENTS: u32 = 128;
const MAX_TABLE_ENTRIES: u64 = 4_096;
const MAX_ELEMENT_BYTES: u32 = 4_096;
/// Start of names that belong to the machinery around a program.
const RESERVED: &str = "stylus";
/// Host call that a program whose memory can grow must import.
const PAY_FOR_GROWTH: &str = "pay_for_memory_grow";

/// Which rule a program breaks.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    /// It is not WASM of the features that Stylus has.
    #[error("wasm is not valid: {0}")]
    Wasm(#[from] wasmparser::BinaryReaderError),
    /// It cannot be written back.
    #[error("wasm cannot be metered: {0}")]
    Metering(#[from] reencode::Error),
    /// It has a section that programs must not have.
    #[error("section {0} is not supported")]
    Section(&'static str),
    /// It has an operator that programs must not have.
    #[error("no implementation for operator {0}")]
    Operator(String),
    /// It imports what the chain does not offer.
    #[error("import {module}.{name} is missing or has another type")]
    Import {
        /// Module of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
    /// One import is used under two types.
    #[error("import {0} is used under different types")]
    ImportTypes(String),
    /// It exports a name that is not its to use.
    #[error("export {0} has a reserved name")]
    ExportName(String),
    /// A name is too long.
    #[error("a name is longer than {MAX_NAME_LEN} bytes")]
    NameLength,
    /// It lacks an export.
    #[error("export {0} is missing or is of another kind or type")]
    MissingExport(&'static str),
    /// It has no memory.
    #[error("program must have exactly one memory")]
    NoMemory,
    /// Its memory is too large.
    #[error("memory starts with {pages} pages, only {limit} are left")]
    MemoryPages {
        /// Pages at start.
        pages: u64,
        /// Pages it may have.
        limit: u16,
    },
    /// Its memory can grow for free.
    #[error(
        "memory can grow but import vm_hooks.{PAY_FOR_GROWTH} is missing: has the program an entrypoint?"
    )]
    FreeGrowth,
    /// It has a start function.
    #[error("start functions are not allowed")]
    Start,
    /// It starts from something that is not constant.
    #[error("{0} is not a single constant")]
    NotConstant(&'static str),
    /// A segment lies outside of what it fills.
    #[error("{0} segment is out of bounds")]
    OutOfBounds(&'static str),
    /// It has too many of something.
    #[error("too many {what}: at most {limit} are allowed")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many may be.
        limit: u32,
    },
    /// A function is too long.
    #[error("a function has more than {limit} operators, metering included")]
    TooManyOperators {
        /// How many may be.
        limit: usize,
    },
    /// A function holds too many operands.
    #[error("a function holds more than {limit} operands at once")]
    OperandHeight {
        /// How many may be.
        limit: usize,
    },
    /// A function needs too much stack.
    #[error("a function's frame needs {words} words, at most {limit} are allowed")]
    FrameWords {
        /// How many it needs.
        words: usize,
        /// How many may be.
        limit: usize,
    },
    /// Starting it would cost more than can be written down.
    #[error("init cost {cost} does not fit 16 bits")]
    InitCost {
        /// What it would cost.
        cost: u64,
    },
}

/// The one memory of a program.
#[derive(Clone, Copy, Default)]
pub(super) struct Memory {
    /// Pages at start.
    pub(super) pages: u16,
    /// Function to call before growing, if it can grow.
    pub(super) pay_for_growth: Option<u32>,
}

/// Sizes in bytes that prices depend on.
#[derive(Clone, Copy, Default)]
pub(super) struct Sizes {
    /// What data segments hold.
    pub(super) data_payload: usize,
    /// Data segments as encoded.
    pub(super) data_entries: usize,
    /// Element segments as encoded.
    pub(super) element_entries: usize,
}

/// A program that keeps the rules about its sections.
#[derive(Default)]
pub(super) struct Binary<'a> {
    pub(super) bytes: &'a [u8],
    types: Vec<FuncType>,
    /// Type of each import.
    imports: Vec<u32>,
    import_names: Vec<&'a str>,
    /// Type of each function that is not an import.
    pub(super) functions: Vec<u32>,
    table_entries: Vec<u64>,
    pub(super) memory: Memory,
    pub(super) globals: Option<GlobalSectionReader<'a>>,
    pub(super) entrypoint: u32,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) data: Vec<Data<'a>>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) sizes: Sizes,
    /// Sections that metering leaves alone: id and contents.
    pub(super) copied: Vec<(u8, &'a [u8])>,
}

impl<'a> Binary<'a> {
    /// Reads a program that may start with `page_limit` pages.
    pub(super) fn parse(
        bytes: &'a [u8],
        params: &Params,
        page_limit: u16,
    ) -> Result<Self, Invalid> {
        Validator::new_with_features(features(params)).validate_all(bytes)?;
        let mut binary = Self { bytes, ..Self::default() };
        let mut exports = None;
        let mut memory = None;
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            binary.copy(&payload);
            match payload {
                Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
                Payload::TypeSection(types) => {
                    binary.types =
                        types.into_iter_err_on_gc_types().collect::<Result<Vec<_>, _>>()?;
                }
                Payload::ImportSection(imports) => binary.read_imports(imports, params)?,
                Payload::FunctionSection(functions) => {
                    at_most(functions.count(), MAX_FUNCTIONS, "functions")?;
                    binary.functions = functions.into_iter().collect::<Result<Vec<_>, _>>()?;
                }
                Payload::TableSection(tables) => binary.read_tables(tables)?,
                Payload::MemorySection(memories) => memory = Some(memories),
                Payload::GlobalSection(globals) => binary.read_globals(globals)?,
                Payload::ExportSection(section) => exports = Some(section),
                Payload::StartSection { .. } if params.debug => {}
                Payload::StartSection { .. } => return Err(Invalid::Start),
                Payload::ElementSection(elements) => binary.read_elements(elements)?,
                Payload::DataSection(data) => binary.read_data(data)?,
                Payload::CodeSectionEntry(body) => binary.bodies.push(body),
                Payload::CustomSection(custom) => check_names(&custom)?,
                Payload::DataCountSection { .. } => return Err(Invalid::Section("data count")),
                Payload::TagSection(_) => return Err(Invalid::Section("tag")),
                _ => return Err(Invalid::Section("of unknown kind")),
            }
        }
        binary.read_memory(memory.ok_or(Invalid::NoMemory)?, page_limit)?;
        binary.read_exports(exports.ok_or(Invalid::MissingExport(ENTRYPOINT))?)?;
        binary.check_data_bounds()?;
        Ok(binary)
    }

    fn copy(&mut self, payload: &Payload<'a>) {
        let Some((id, range)) = payload.as_section() else { return };
        let start = usize::try_from(range.start).unwrap_or(usize::MAX);
        let end = usize::try_from(range.end).unwrap_or(usize::MAX);
        if COPIED.into_iter().map(u8::from).any(|copied| copied == id)
            && let Some(contents) = self.bytes.get(start..end)
        {
            self.copied.push((id, contents));
        }
    }

    fn read_imports(
        &mut self,
        imports: ImportSectionReader<'a>,
        params: &Params,
    ) -> Result<(), Invalid> {
        let mut seen = HashMap::new();
        for import in imports.into_imports() {
            let import = import?;
            let TypeRef::Func(index) = import.ty else {
                return Err(unknown_import(import.module, import.name));
            };
            let ty = self.type_at(index)?;
            hostio::find(import.module, import.name, params.debug)
                .filter(|_| !import.name.starts_with(RESERVED))
                .filter(|known| known.params == ty.params() && known.results == ty.results())
                .ok_or_else(|| unknown_import(import.module, import.name))?;
            if *seen.entry((import.module, import.name)).or_insert(index) != index {
                return Err(Invalid::ImportTypes(import.name.to_owned()));
            }
            self.imports.push(index);
            self.import_names.push(import.name);
            let count = u32::try_from(self.imports.len()).unwrap_or(u32::MAX);
            at_most(count, MAX_IMPORTS, "imports")?;
        }
        Ok(())
    }

    fn type_at(&self, index: u32) -> Result<&FuncType, Invalid> {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        self.types.get(index).ok_or(Invalid::Section("type"))
    }

    fn read_tables(&mut self, tables: TableSectionReader<'a>) -> Result<(), Invalid> {
        for table in tables {
            self.table_entries.push(table?.ty.initial);
        }
        if self.table_entries.iter().fold(0_u64, |sum, n| sum.saturating_add(*n))
            > MAX_TABLE_ENTRIES
        {
            return Err(Invalid::TooMany { what: "table entries", limit: 4_096 });
        }
        Ok(())
    }

    fn read_memory(
        &mut self,
        memories: MemorySectionReader<'a>,
        page_limit: u16,
    ) -> Result<(), Invalid> {
        let memory = memories.into_iter().next().ok_or(Invalid::NoMemory)??;
        self.memory.pages = u16::try_from(memory.initial)
            .ok()
            .filter(|pages| *pages <= page_limit)
            .ok_or(Invalid::MemoryPages { pages: memory.initial, limit: page_limit })?;
        if memory.maximum != Some(memory.initial) {
            let pay = self.import_names.iter().position(|name| *name == PAY_FOR_GROWTH);
            let pay = pay.and_then(|index| u32::try_from(index).ok()).ok_or(Invalid::FreeGrowth)?;
            self.memory.pay_for_growth = Some(pay);
        }
        Ok(())
    }

    fn read_globals(&mut self, globals: GlobalSectionReader<'a>) -> Result<(), Invalid> {
        at_most(globals.count().saturating_add(INJECTED_GLOBALS), MAX_GLOBALS, "globals")?;
        for global in globals.clone() {
            constant(&global?.init_expr, "a global's start value")?;
        }
        self.globals = Some(globals);
        Ok(())
    }

    fn read_exports(&mut self, exports: ExportSectionReader<'a>) -> Result<(), Invalid> {
        at_most(exports.count(), MAX_EXPORTS, "exports")?;
        let (mut memory, mut entrypoint) = (false, None);
        for export in exports {
            let export = export?;
            if export.name.len() > MAX_NAME_LEN {
                return Err(Invalid::NameLength);
            }
            let last = export.name.rsplit("__").next().unwrap_or(export.name);
            if last.starts_with(RESERVED) || self.import_names.contains(&last) {
                return Err(Invalid::ExportName(export.name.to_owned()));
            }
            match (export.name, export.kind) {
                (MEMORY, ExternalKind::Memory) => memory = true,
                (ENTRYPOINT, ExternalKind::Func) => entrypoint = Some(export.index),
                _ => {}
            }
        }
        if !memory {
            return Err(Invalid::MissingExport(MEMORY));
        }
        let ty = entrypoint.and_then(|index| self.type_of_function(index));
        let fits = |ty: &&FuncType| ty.params() == [ValType::I32] && ty.results() == [ValType::I32];
        ty.filter(fits).ok_or(Invalid::MissingExport(ENTRYPOINT))?;
        self.entrypoint = entrypoint.unwrap_or_default();
        Ok(())
    }

    fn read_elements(&mut self, elements: ElementSectionReader<'a>) -> Result<(), Invalid> {
        at_most(elements.count(), MAX_SEGMENTS, "element segments")?;
        for element in elements {
            let element = element?;
            let bytes = encoded_len(&element.range);
            self.sizes.element_entries = self.sizes.element_entries.saturating_add(bytes);
            if let ElementKind::Active { table_index, offset_expr } = &element.kind {
                let ElementItems::Functions(functions) = &element.items else {
                    return Err(Invalid::NotConstant("an element segment's item"));
                };
                let offset = constant(offset_expr, "an element segment's offset")?;
                let table = usize::try_from(table_index.unwrap_or(0)).unwrap_or(usize::MAX);
                let entries = self.table_entries.get(table).copied().unwrap_or(0);
                if offset.saturating_add(u64::from(functions.count())) > entries {
                    return Err(Invalid::OutOfBounds("element"));
                }
            }
            self.elements.push(element);
        }
        let bytes = u32::try_from(self.sizes.element_entries).unwrap_or(u32::MAX);
        at_most(bytes, MAX_ELEMENT_BYTES, "bytes in element segments")
    }

    fn read_data(&mut self, section: DataSectionReader<'a>) -> Result<(), Invalid> {
        at_most(section.count(), MAX_SEGMENTS, "data segments")?;
        for data in section {
            let data = data?;
            self.sizes.data_payload = self.sizes.data_payload.saturating_add(data.data.len());
            let bytes = encoded_len(&data.range);
            self.sizes.data_entries = self.sizes.data_entries.saturating_add(bytes);
            self.data.push(data);
        }
        Ok(())
    }

    fn check_data_bounds(&self) -> Result<(), Invalid> {
        const PAGE_BYTES: u64 = 65_536;
        let memory_bytes = u64::from(self.memory.pages).saturating_mul(PAGE_BYTES);
        for data in &self.data {
            if let DataKind::Active { offset_expr, .. } = &data.kind {
                let offset = constant(offset_expr, "a data segment's offset")?;
                let len = u64::try_from(data.data.len()).unwrap_or(u64::MAX);
                if offset.saturating_add(len) > memory_bytes {
                    return Err(Invalid::OutOfBounds("data"));
                }
            }
        }
        Ok(())
    }

    /// Globals of the program's own.
    pub(super) fn global_count(&self) -> u32 {
        self.globals.as_ref().map_or(0, GlobalSectionReader::count)
    }

    /// Globals with those that metering adds.
    pub(super) fn globals_with_injected(&self) -> usize {
        usize::try_from(self.global_count().saturating_add(INJECTED_GLOBALS)).unwrap_or(usize::MAX)
    }

    /// Parameters and results of all functions that are not imports.
    pub(super) fn words_of_functions(&self) -> usize {
        self.functions.iter().fold(0, |sum, ty| {
            let (params, results) = self.words_of_type(*ty);
            sum.saturating_add(params).saturating_add(results)
        })
    }

    /// Parameters and results of a type.
    pub(super) fn words_of_type(&self, index: u32) -> (usize, usize) {
        self.type_at(index).map_or((0, 0), |ty| (ty.params().len(), ty.results().len()))
    }

    /// Parameters and results of a function, imports first.
    pub(super) fn words_of_function(&self, index: u32) -> (usize, usize) {
        self.type_of_function(index).map_or((0, 0), |ty| (ty.params().len(), ty.results().len()))
    }

    fn type_of_function(&self, index: u32) -> Option<&FuncType> {
        let index = usize::try_from(index).ok()?;
        let ty = self.imports.iter().chain(&self.functions).nth(index)?;
        self.type_at(*ty).ok()
    }
}

fn features(params: &Params) -> WasmFeatures {
    let features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::FLOATS
        // What wasmparser needs for tables of functions, no feature of WASM's.
        | WasmFeatures::GC_TYPES;
    if params.arbos_version < 60 { features | WasmFeatures::MULTI_VALUE } else { features }
}

fn at_most(count: u32, limit: u32, what: &'static str) -> Result<(), Invalid> {
    if count > limit { Err(Invalid::TooMany { what, limit }) } else { Ok(()) }
}

fn unknown_import(module: &str, name: &str) -> Invalid {
    Invalid::Import { module: module.to_owned(), name: name.to_owned() }
}

fn encoded_len(range: &std::ops::Range<u64>) -> usize {
    usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX)
}

/// The one constant of an initializer; as an offset if it is an `i32`.
fn constant(expression: &wasmparser::ConstExpr<'_>, what: &'static str) -> Result<u64, Invalid> {
    let mut operators = expression.get_operators_reader();
    let value = match operators.read()? {
        Operator::I32Const { value } => u64::from(value.cast_unsigned()),
        Operator::I64Const { .. } | Operator::F32Const { .. } | Operator::F64Const { .. } => 0,
        _ => return Err(Invalid::NotConstant(what)),
    };
    match operators.read()? {
        Operator::End => Ok(value),
        _ => Err(Invalid::NotConstant(what)),
    }
}

/// Checks the `name` section, the only custom section that is looked into.
fn check_names(custom: &CustomSectionReader<'_>) -> Result<(), Invalid> {
    let KnownCustom::Name(names) = custom.as_known() else { return Ok(()) };
    for name in names {
        match name? {
            Name::Module { name, .. } if name.len() > MAX_NAME_LEN => {
                return Err(Invalid::NameLength);
            }
            Name::Function(functions) => {
                for function in functions {
                    function?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}
