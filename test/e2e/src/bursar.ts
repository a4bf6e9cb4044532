/** The command line `bursar`, as an operator runs it. */
import { randomUUID } from "node:crypto";
import type { Address, Hex } from "viem";
import { binary, tool } from "./project.ts";
import { run } from "./processes.ts";

/** Whose key signs: handed over by the environment, never as an argument. */
export interface Authority {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A key in an environment variable. */
export const secretKey = (secret: Hex): Authority => ({
  args: [],
  env: { BURSAR_PRIVATE_KEY: secret },
});

/** A key in an encrypted file, its password in an environment variable. */
const keystore = (file: string, password: string): Authority => ({
  args: ["--keystore", file],
  env: { BURSAR_KEYSTORE_PASSWORD: password },
});

/** Makes a fresh key in an encrypted file, with Foundry's `cast`; it never leaves that file. */
export async function newKeystore(
  directory: string,
  name: string,
): Promise<{ address: Address; authority: Authority }> {
  const password = randomUUID();
  const output = await run(tool("cast"), ["wallet", "new", directory, name, "--force", "--json"], {
    CAST_PASSWORD: password,
  });
  const [created] = JSON.parse(output) as [{ address: Address; path: string }];
  return { address: created.address, authority: keystore(created.path, password) };
}

/** `bursar` with its global options. */
export class Bursar {
  constructor(
    private readonly rpcUrl: string,
    private readonly vault: Address | undefined,
    private readonly authority: Authority = { args: [], env: {} },
  ) {}

  /** The same, signing with another key. */
  as(authority: Authority): Bursar {
    return new Bursar(this.rpcUrl, this.vault, authority);
  }

  /** The same, on a vault. */
  on(vault: Address): Bursar {
    return new Bursar(this.rpcUrl, vault, this.authority);
  }

  /** Runs one command; answers what it prints as JSON. */
  async run<T = unknown>(...command: readonly string[]): Promise<T> {
    const vault: Record<string, string> = this.vault ? { BURSAR_VAULT: this.vault } : {};
    const output = await run(
      binary("bursar"),
      ["--json", "--yes", ...this.authority.args, ...command],
      { BURSAR_RPC_URL: this.rpcUrl, ...vault, ...this.authority.env },
    );
    return JSON.parse(output) as T;
  }
}
