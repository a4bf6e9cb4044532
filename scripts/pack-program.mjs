// pack-program.mjs <name> <in.wasm> <out directory>
//
// Checks that a Stylus node would take the program, writes `<name>.wasm` (as checked) and
// `<name>.code` (what an address holds: EF F0 00 00, then brotli of the wasm), and prints one line
// of JSON with the sizes and hashes. Called by scripts/build-contracts.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants} from 'node:zlib';
import {keccak256} from 'viem';

// Nitro's limits: decompressed wasm (MaxWasmSize), code of an address (EIP-170).
const MAX_WASM_BYTES = 131_072;
const MAX_CODE_BYTES = 24_576;
// Pages of 64 KiB that cost nothing (FreePages).
const FREE_PAGES = 2;
const CODE_PREFIX = Buffer.from('eff00000', 'hex');
const SECTION = {custom: 0, memory: 5, start: 8, dataCount: 12};

const [name, input, directory] = process.argv.slice(2);
const wasm = readFileSync(input);

/** Every section of a wasm binary, as `{id, body}`. */
function* sections(bytes) {
  let at = 8; // magic and version
  while (at < bytes.length) {
    const id = bytes[at];
    const [size, start] = leb128(bytes, at + 1);
    yield {id, body: bytes.subarray(start, start + size)};
    at = start + size;
  }
}

/** An unsigned LEB128 number and the offset behind it. */
function leb128(bytes, at) {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, at];
  }
}

/** Initial pages of the first memory: count, then flags, then the minimum. */
function initialPages(body) {
  const [, flags] = leb128(body, 0);
  const [, minimum] = leb128(body, flags);
  return leb128(body, minimum)[0];
}

/** What a Stylus node would refuse, or charge for on every call; empty when all is well. */
function faults(bytes) {
  const found = [];
  const module = new WebAssembly.Module(bytes);
  for (const {module: from, name: item} of WebAssembly.Module.imports(module)) {
    if (from !== 'vm_hooks') found.push(`imports ${from}.${item}: only vm_hooks exists on chain`);
  }
  const exported = WebAssembly.Module.exports(module).map((entry) => entry.name);
  for (const wanted of ['memory', 'user_entrypoint']) {
    if (!exported.includes(wanted)) found.push(`does not export ${wanted}`);
  }
  for (const {id, body} of sections(bytes)) {
    if (id === SECTION.dataCount) found.push('has a DataCount section: bulk-memory was not lowered');
    if (id === SECTION.start) found.push('has a start section');
    if (id === SECTION.custom) found.push('has a custom section: it would be paid for and never read');
    if (id === SECTION.memory && initialPages(body) > FREE_PAGES) {
      found.push(`starts with ${initialPages(body)} pages: more than ${FREE_PAGES} cost gas on every call`);
    }
  }
  if (bytes.length > MAX_WASM_BYTES) found.push(`has ${bytes.length} bytes, at most ${MAX_WASM_BYTES}`);
  return found;
}

const code = Buffer.concat([
  CODE_PREFIX,
  brotliCompressSync(wasm, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length,
    },
  }),
]);
const found = faults(wasm);
if (code.length > MAX_CODE_BYTES) {
  found.push(`compresses to ${code.length} bytes of code, an address holds ${MAX_CODE_BYTES}`);
}
if (found.length > 0) {
  for (const fault of found) console.error(`error: ${name}.wasm ${fault}`);
  process.exit(1);
}
writeFileSync(join(directory, `${name}.wasm`), wasm);
writeFileSync(join(directory, `${name}.code`), code);
console.log(
  JSON.stringify({
    wasmBytes: wasm.length,
    brotliBytes: code.length - CODE_PREFIX.length,
    wasmSha256: createHash('sha256').update(wasm).digest('hex'),
    codeHash: keccak256(code),
  }),
);
