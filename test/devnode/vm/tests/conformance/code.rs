//! Deployed code and the programs in it.

use crate::support::modules;
use alloy_primitives::{Address, Bytes};
use stylus_vm::{CodeError, CodeKind, Params, classify, encode_classic, init_code, wasm_of};

fn unread(_: Address) -> Option<Bytes> {
    panic!("no fragment is listed")
}

#[test]
fn classify_knows_the_prefixes_when_something_follows() {
    assert_eq!(classify(&[0xef, 0xf0, 0x00, 0x00]), Some(CodeKind::Classic));
    assert_eq!(classify(&[0xef, 0xf0, 0x01, 0x00]), Some(CodeKind::Fragment));
    assert_eq!(classify(&[0xef, 0xf0, 0x02, 0x00]), Some(CodeKind::Root));
    for code in [&[][..], &[0xef, 0xf0, 0x00], &[0xef, 0x00, 0x00, 0x00], &[0xef, 0xf0, 0x03, 0]] {
        assert_eq!(classify(code), None);
    }
    assert!(!CodeKind::Root.is_known(&Params::arbos(51)));
    assert!(CodeKind::Root.is_program(&Params::arbos(60)));
    assert!(!CodeKind::Fragment.is_program(&Params::arbos(60)));
}

#[test]
fn wasm_of_returns_what_was_encoded_and_ignores_what_follows() {
    let params = Params::arbos(51);
    let mut code = encode_classic(modules::ECHO.wasm).unwrap();
    assert_eq!(wasm_of(&code, &params, unread).unwrap(), modules::ECHO.wasm);
    code.extend([1, 2, 3]);
    assert_eq!(wasm_of(&code, &params, unread).unwrap(), modules::ECHO.wasm);
}

#[test]
fn wasm_of_fails_when_code_is_no_program_or_damaged() {
    let params = Params::arbos(51);
    let code = encode_classic(modules::ECHO.wasm).unwrap();
    let fails = |code: &[u8]| wasm_of(code, &params, unread).unwrap_err();
    assert!(matches!(fails(&[]), CodeError::Empty));
    assert!(matches!(fails(&[0x60, 0, 0, 0]), CodeError::NotProgram));
    assert!(matches!(fails(&code[..code.len() - 1]), CodeError::Brotli(_)));
    let dictionary = [&code[..3], &[1], &code[4..]].concat();
    assert!(matches!(fails(&dictionary), CodeError::Dictionary(1)));
    let large = encode_classic(&vec![0; 131_073]).unwrap();
    assert!(matches!(fails(&large), CodeError::TooLarge { limit: 131_072 }));
    let largest = encode_classic(&vec![0; 131_072]).unwrap();
    assert_eq!(wasm_of(&largest, &params, unread).unwrap().len(), 131_072);
}

/// A root and its pieces, of `count` parts.
fn fragmented(wasm: &[u8], count: usize) -> (Vec<u8>, Vec<Bytes>) {
    let stream = encode_classic(wasm).unwrap()[4..].to_vec();
    let pieces = stream.chunks(stream.len().div_ceil(count));
    let pieces: Vec<Bytes> =
        pieces.map(|piece| [&[0xef, 0xf0, 0x01], piece].concat().into()).collect();
    let mut root = vec![0xef, 0xf0, 0x02, 0];
    root.extend(u32::try_from(wasm.len()).unwrap().to_be_bytes());
    for index in 0..pieces.len() {
        root.extend(Address::with_last_byte(u8::try_from(index).unwrap()));
    }
    (root, pieces)
}

#[test]
fn wasm_of_joins_the_fragments_of_a_root() {
    let params = Params::arbos(60);
    let (root, pieces) = fragmented(modules::ECHO.wasm, 2);
    let read = |address: Address| pieces.get(usize::from(address[19])).cloned();
    assert_eq!(wasm_of(&root, &params, read).unwrap(), modules::ECHO.wasm);
    assert!(matches!(wasm_of(&root, &Params::arbos(51), read), Err(CodeError::NotProgram)));
    assert!(matches!(wasm_of(&pieces[0], &params, unread), Err(CodeError::IsFragment)));
    assert!(matches!(wasm_of(&root, &params, |_| None), Err(CodeError::OutOfGas(_))));
}

#[test]
fn wasm_of_fails_when_a_root_is_wrong() {
    let params = Params::arbos(60);
    let (root, pieces) = fragmented(modules::ECHO.wasm, 2);
    let read = |address: Address| pieces.get(usize::from(address[19])).cloned();
    let fails = |root: &[u8]| wasm_of(root, &params, read).unwrap_err();
    assert!(matches!(fails(&root[..root.len() - 1]), CodeError::RootLength(39)));
    assert!(matches!(fails(&root[..8]), CodeError::RootLength(0)));
    let three = [&root[..], &[0; 20]].concat();
    assert!(matches!(fails(&three), CodeError::TooManyFragments { count: 3, limit: 2 }));
    let mut size = root.clone();
    size[7] += 1;
    assert!(matches!(fails(&size), CodeError::RootSize { declared: 132, actual: 131 }));
    let whole = Bytes::from(encode_classic(modules::ECHO.wasm).unwrap());
    let not_fragment = wasm_of(&root, &params, |_| Some(whole.clone()));
    assert!(matches!(not_fragment, Err(CodeError::NotFragment(_))));
}

#[test]
fn init_code_is_43_bytes_and_the_code() {
    let init = init_code(&[0xef, 0xf0, 0x00]);
    assert_eq!(init.len(), 46);
    assert_eq!(init[31..], [0, 3, 0x80, 0x60, 43, 0x60, 0, 0x39, 0x60, 0, 0xf3, 0, 0xef, 0xf0, 0]);
}
