/** `bursar serve`, as an operator runs it: a configuration file, a key in the environment. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "viem";
import { CHAIN_ID, type Chain } from "./chain.ts";
import type { Listening } from "./http.ts";
import { startService } from "./processes.ts";
import { binary } from "./project.ts";

/** How often a relayer is asked where it stands. */
const POLLING_MILLISECONDS = 25;

/** A running relayer. */
export interface Relayer extends Listening {
  /** Waits until it has read the chain up to the block that is the newest now. */
  caughtUp(): Promise<void>;
}

/** Starts a relayer for a vault and its token, with a key of its own, on a free port. */
export async function startRelayer(
  chain: Chain,
  vault: Address,
  token: Address,
  directory: string,
): Promise<Relayer> {
  const file = join(directory, "bursar.toml");
  writeFileSync(file, configuration(chain, vault, token, directory));
  const { secret } = await chain.fundedKey();
  const service = await startService(binary("bursar"), ["--json", "serve", "--config", file], {
    BURSAR_PRIVATE_KEY: secret,
  });
  const { url } = JSON.parse(service.firstLine) as { url: string };
  await until(async () => (await fetch(`${url}/health/ready`)).ok);
  return {
    url,
    close: () => service.stop(),
    async caughtUp() {
      const tip = await chain.client.getBlockNumber({ cacheTime: 0 });
      await until(async () => (await indexedBlock(url)) >= tip);
    },
  };
}

/** Everything else is as by default. */
function configuration(chain: Chain, vault: Address, token: Address, directory: string): string {
  return `\
[chain]
rpc-url = "${chain.rpcUrl}"
id = ${CHAIN_ID}
v1-network = "base-sepolia"

[[vaults]]
address = "${vault}"
from-block = 0

[[tokens]]
address = "${token}"

[server]
listen = "127.0.0.1:0"

[store]
path = "${join(directory, "bursar.db")}"
`;
}

async function indexedBlock(url: string): Promise<bigint> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, block] = /^bursar_indexed_block (\d+)$/m.exec(metrics) ?? [];
  return BigInt(block ?? -1);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(POLLING_MILLISECONDS);
}
