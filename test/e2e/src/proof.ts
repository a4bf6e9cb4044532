/** What must be true of a payment that was refused. */
import assert from "node:assert/strict";
import type { Hash, LocalAccount } from "viem";
import { type Purchase, signed } from "./agent.ts";
import type { Vault } from "./vault.ts";
import type { World } from "./world.ts";

/** Denials by the signed message, or by who settles it, which the view `check` cannot know. */
const UNFORESEEN: ReadonlySet<number> = new Set([14, 19, 20]);

/** The contract's reason for a refused payment. */
export interface Refusal {
  readonly reason: number;
  readonly asked: bigint;
  readonly room: bigint;
}

/** Runs an attempt to buy, and proves that it was refused for `reason` and left no trace. */
export async function refused(
  world: World,
  outsider: LocalAccount,
  reason: number,
  attempt: () => Promise<Purchase>,
): Promise<Refusal> {
  const moneyBefore = await money(world);
  const bought = await attempt();
  assert.equal(bought.status, 402, `expected the shop to refuse: ${bought.body}`);
  assert.ok(!bought.body.includes('"good"'), `the shop served what was not paid: ${bought.body}`);
  assert.notEqual(bought.settlement?.success, true, "the facilitator reports a settlement");
  const denial = await contractRefuses(world.vault, outsider, bought, reason);
  assert.deepEqual(await money(world), moneyBefore, "a refused payment moved money");
  return denial;
}

/** The same authorization, straight to the contract: simulated, then sent by somebody else. */
async function contractRefuses(
  vault: Vault,
  outsider: LocalAccount,
  { payment }: Purchase,
  reason: number,
): Promise<Refusal> {
  const message = signed(payment);
  const denial = await vault.denial(message);
  assert.ok(denial, `the contract would pay what should be denied with ${reason}`);
  assert.equal(denial.reason, reason, `denied with ${denial.reason} instead of ${reason}`);
  const { from, to, value } = message.authorization;
  if (!UNFORESEEN.has(reason)) {
    const [foreseen] = (await vault.read("check", from, to, BigInt(value))) as [number];
    assert.equal(foreseen, reason, "`check` foresees another verdict than the payment meets");
  }
  const receipt = await vault.settle(outsider, message);
  assert.equal(receipt.status, "reverted", `${receipt.transactionHash} settled a denied payment`);
  assert.deepEqual(receipt.logs, [], "a refused payment left a log");
  assert.equal(await vault.isUsed(message), false, "a refused payment used up its nonce");
  return denial;
}

/** All money there is: what the vault holds, and every payment it ever logged. */
async function money({ usdc, vault }: World): Promise<{ held: bigint; payments: number }> {
  const held = await usdc.balanceOf(vault.address);
  return { held, payments: (await vault.settled()).length };
}

/** Proves that a purchase was served and settled; answers the transaction. */
export function paid({ status, body, settlement, refusal }: Purchase): Hash {
  assert.equal(status, 200, `the shop answered ${status}: ${refusal ?? body}`);
  assert.ok(settlement?.success, `the shop served without a settlement: ${body}`);
  return settlement.transaction as Hash;
}
