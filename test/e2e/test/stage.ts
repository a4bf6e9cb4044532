/** What every suite plays on: a world with one treasury, and one agent that may pay anybody. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { x402Client } from "@x402/core/client";
import { agentClient } from "../src/agent.ts";
import { newKey } from "../src/chain.ts";
import { units } from "../src/money.ts";
import { type Good, type Vendor, openVendor } from "../src/vendor.ts";
import {
  type Agent,
  type Treasury,
  type World,
  hire,
  openTreasury,
  openWorld,
} from "../src/world.ts";

/** What is sold. */
export const GOOD: Good = { path: "/good", price: units("0.01") };

/** What the treasury begins with. */
const DEPOSIT = units("10.00");

/** A world for one suite. */
export interface Stage {
  readonly world: World;
  readonly treasury: Treasury;
  readonly agent: Agent;
  /** A new shop behind a facilitator, so that its balance is what one test paid. */
  shop(facilitatorUrl: string): Promise<Vendor>;
  /** The published client of an agent, by default of the one. */
  client(agent?: Agent): x402Client;
  close(): Promise<void>;
}

/** Opens a world that `close` ends. */
export async function openStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), "bursar-e2e-"));
  const world = await openWorld(directory);
  const treasury = await openTreasury(world, "treasury", DEPOSIT);
  const agent = await hire(world, treasury, "agent", { paymentCap: "1.00", vendors: "any" });
  await world.relayer.caughtUp();
  return {
    world,
    treasury,
    agent,
    async shop(facilitatorUrl) {
      const market = { ...world.market, facilitatorUrl };
      const vendor = await openVendor(market, "shop", newKey().account.address, [GOOD]);
      world.running.push(vendor);
      return vendor;
    },
    client: ({ key } = agent) =>
      agentClient(key.account, world.vault.address, [world.usdc.address]),
    async close() {
      await world.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
