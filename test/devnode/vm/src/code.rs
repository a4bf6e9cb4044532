//! Programs as they are deployed: prefix, compression, pieces.

use std::io::Read;

use alloy_primitives::{Address, Bytes};
use brotli::enc::BrotliEncoderParams;

use crate::Params;

const PREFIX_LEN: usize = 3;
const CLASSIC: [u8; PREFIX_LEN] = [0xef, 0xf0, 0x00];
const FRAGMENT: [u8; PREFIX_LEN] = [0xef, 0xf0, 0x01];
const ROOT: [u8; PREFIX_LEN] = [0xef, 0xf0, 0x02];

/// Byte of a program that says it was compressed without a shared dictionary.
const NO_DICTIONARY: u8 = 0;

const BUFFER_LEN: usize = 4096;

/// What deployed code is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A whole program.
    Classic,
    /// A piece of a program.
    Fragment,
    /// The list of a program's pieces.
    Root,
}

impl CodeKind {
    /// Whether code of this kind may be deployed on the chain.
    #[must_use]
    pub fn is_known(self, params: &Params) -> bool {
        self == Self::Classic || params.has_fragments()
    }

    /// Whether a call to code of this kind runs a program; any other code belongs to the EVM.
    #[must_use]
    pub fn is_program(self, params: &Params) -> bool {
        self != Self::Fragment && self.is_known(params)
    }
}

/// Why no WASM can be had from deployed code.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// The account has no code.
    #[error("account has no code: deploy the program first")]
    Empty,
    /// The code is not a Stylus program.
    #[error("code is not a Stylus program: it must start with EFF000")]
    NotProgram,
    /// The code is a piece of a program.
    #[error("code is a fragment of a program: activate its root instead")]
    IsFragment,
    /// The code uses a compression dictionary.
    #[error("unsupported dictionary type: {0}")]
    Dictionary(u8),
    /// The code does not decompress.
    #[error("program is not a whole brotli stream: {0}")]
    Brotli(#[from] std::io::Error),
    /// The program is too large.
    #[error("program is larger than {limit} bytes after decompression")]
    TooLarge {
        /// Largest size in bytes.
        limit: usize,
    },
    /// The list of pieces is damaged.
    #[error("root lists no fragments or half an address: {0} bytes of addresses")]
    RootLength(usize),
    /// The program is in too many pieces.
    #[error("program has {count} fragments, at most {limit} are allowed")]
    TooManyFragments {
        /// Pieces of the program.
        count: usize,
        /// Most pieces allowed.
        limit: usize,
    },
    /// The root tells another size than its pieces have.
    #[error("root tells {declared} bytes, its fragments hold {actual}")]
    RootSize {
        /// Size that the root tells.
        declared: usize,
        /// Size after decompression.
        actual: usize,
    },
    /// A root lists code that is not a piece.
    #[error("{0} is listed by a root but is not a fragment")]
    NotFragment(Address),
    /// Reading a piece could not be paid for.
    #[error("out of gas reading fragment {0}")]
    OutOfGas(Address),
}

/// What `code` is; `None` for all code that Stylus leaves to the EVM.
#[must_use]
pub fn classify(code: &[u8]) -> Option<CodeKind> {
    let (prefix, rest) = code.split_first_chunk::<PREFIX_LEN>()?;
    match *prefix {
        _ if rest.is_empty() => None,
        CLASSIC => Some(CodeKind::Classic),
        FRAGMENT => Some(CodeKind::Fragment),
        ROOT => Some(CodeKind::Root),
        _ => None,
    }
}

/// The WASM of a deployed program. `fragment` pays for and reads the code of a piece, `None` if it
/// cannot be paid for.
///
/// # Errors
/// See the variants of [`CodeError`].
pub fn wasm_of(
    code: &[u8],
    params: &Params,
    fragment: impl FnMut(Address) -> Option<Bytes>,
) -> Result<Vec<u8>, CodeError> {
    if code.is_empty() {
        return Err(CodeError::Empty);
    }
    let kind = classify(code).filter(|kind| kind.is_known(params)).ok_or(CodeError::NotProgram)?;
    let payload = code.get(PREFIX_LEN..).unwrap_or_default();
    let limit = usize::try_from(params.max_wasm_size).unwrap_or(usize::MAX);
    match kind {
        CodeKind::Classic => {
            let (&dictionary, stream) = payload.split_first().ok_or(CodeError::NotProgram)?;
            decompress(dictionary, stream, limit)
        }
        CodeKind::Fragment => Err(CodeError::IsFragment),
        CodeKind::Root => wasm_of_root(payload, params, limit, fragment),
    }
}

fn wasm_of_root(
    payload: &[u8],
    params: &Params,
    limit: usize,
    mut fragment: impl FnMut(Address) -> Option<Bytes>,
) -> Result<Vec<u8>, CodeError> {
    let (&[dictionary, a, b, c, d], list) =
        payload.split_first_chunk::<5>().ok_or(CodeError::RootLength(0))?;
    let declared = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    if declared > limit {
        return Err(CodeError::TooLarge { limit });
    }
    let (addresses, rest) = list.as_chunks::<20>();
    if addresses.is_empty() || !rest.is_empty() {
        return Err(CodeError::RootLength(list.len()));
    }
    let most = usize::from(params.max_fragment_count);
    if addresses.len() > most {
        return Err(CodeError::TooManyFragments { count: addresses.len(), limit: most });
    }
    let mut stream = Vec::new();
    for address in addresses.iter().copied().map(Address::from) {
        let piece = fragment(address).ok_or(CodeError::OutOfGas(address))?;
        if classify(&piece) != Some(CodeKind::Fragment) {
            return Err(CodeError::NotFragment(address));
        }
        stream.extend_from_slice(piece.get(PREFIX_LEN..).unwrap_or_default());
    }
    let wasm = decompress(dictionary, &stream, limit)?;
    if wasm.len() != declared {
        return Err(CodeError::RootSize { declared, actual: wasm.len() });
    }
    Ok(wasm)
}

fn decompress(dictionary: u8, stream: &[u8], limit: usize) -> Result<Vec<u8>, CodeError> {
    if dictionary != NO_DICTIONARY {
        return Err(CodeError::Dictionary(dictionary));
    }
    // One byte past the limit tells too large from just large enough.
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut wasm = Vec::new();
    brotli::Decompressor::new(stream, BUFFER_LEN).take(most).read_to_end(&mut wasm)?;
    if wasm.len() > limit {
        return Err(CodeError::TooLarge { limit });
    }
    Ok(wasm)
}

/// A program as one piece of deployed code: brotli at quality 11, window 22, no dictionary.
///
/// # Errors
/// Only if memory cannot be had: the stream is written to memory.
pub fn encode_classic(wasm: &[u8]) -> std::io::Result<Vec<u8>> {
    let settings = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut code = CLASSIC.to_vec();
    code.push(NO_DICTIONARY);
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &settings)?;
    Ok(code)
}

/// Init code that deploys `code` unchanged: 43 bytes that copy and return what follows them.
#[must_use]
pub fn init_code(code: &[u8]) -> Vec<u8> {
    /// PUSH32, before the length.
    const PUSH32: u8 = 0x7f;
    /// DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN, then a version byte that never runs.
    const COPY_AND_RETURN: [u8; 10] = [0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00];
    let mut length = [0; 32];
    let short = u64::try_from(code.len()).unwrap_or(u64::MAX).to_be_bytes();
    length[24..].copy_from_slice(&short);
    [&[PUSH32][..], &length, &COPY_AND_RETURN, code].concat()
}
