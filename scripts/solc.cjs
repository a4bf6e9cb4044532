#!/usr/bin/env node
// The Solidity compiler of the `solc` package behind the command line that forge and
// foundry-compilers expect of a native solc: `--version` and `--standard-json`. They send every
// source inside the JSON, so that path options such as `--allow-paths` need no meaning here.
'use strict';

const fs = require('node:fs');

const solc = require('solc');

const options = process.argv.slice(2);

if (options.includes('--version')) {
  process.stdout.write(
    `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`,
  );
} else if (options.includes('--standard-json')) {
  fs.writeSync(1, solc.compile(fs.readFileSync(0, 'utf8')));
} else {
  process.stderr.write('usage: solc --version | solc --standard-json <input.json\n');
  process.exitCode = 2;
}
