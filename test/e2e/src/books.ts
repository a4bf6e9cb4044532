/** Double-entry: what was sold against what the chain holds. */
import { type Address, type Hash, type Hex, getAddress, toFunctionSelector } from "viem";
import { sum } from "./money.ts";
import { CommandFailed } from "./processes.ts";
import type { Settled } from "./vault.ts";
import type { Treasury, World } from "./world.ts";

/** A sale that was delivered and settled. */
export interface Sale {
  readonly agent: string;
  readonly treasury: string;
  readonly vendor: string;
  readonly payTo: Address;
  readonly value: bigint;
  readonly nonce: Hex;
  readonly transaction: Hash;
}

/** A vendor's balance as it should be and as it is. */
export interface VendorBalance {
  readonly name: string;
  readonly address: Address;
  readonly expected: bigint;
  readonly actual: bigint;
}

/** A treasury's balance as it should be and as it is, and what an auditor finds. */
export interface TreasuryBalance {
  readonly name: string;
  readonly id: string;
  readonly expected: bigint;
  readonly actual: bigint;
  readonly audit: Audit;
}

/** What `bursar audit verify` reports. */
export interface Audit {
  readonly verified: boolean;
  readonly head: string;
  readonly entries: number;
}

/** Compares each vendor's token balance with what it sold. */
export async function vendorBalances(
  world: World,
  vendors: readonly { name: string; payTo: Address }[],
  sales: readonly Sale[],
): Promise<VendorBalance[]> {
  return Promise.all(
    vendors.map(async ({ name, payTo }) => ({
      name,
      address: payTo,
      expected: sum(sales.filter((sale) => sale.payTo === payTo).map(({ value }) => value)),
      actual: await world.usdc.balanceOf(payTo),
    })),
  );
}

/** Compares each treasury's balance with deposits less sales, and has its audit chain verified. */
export async function treasuryBalances(
  world: World,
  treasuries: readonly Treasury[],
  sales: readonly Sale[],
): Promise<TreasuryBalance[]> {
  return Promise.all(
    treasuries.map(async ({ name, id, deposited }) => {
      const spent = sum(sales.filter((sale) => sale.treasury === name).map(({ value }) => value));
      const [{ balance }, audit] = await Promise.all([
        world.vault.treasury(BigInt(id)),
        audited(world, id),
      ]);
      return { name, id, expected: deposited - spent, actual: balance, audit };
    }),
  );
}

/** `bursar` ends with this code when a chain of entries breaks, and says all the same where. */
const BROKEN = 4;

async function audited({ bursar }: World, id: string): Promise<Audit> {
  const verdict = await bursar.run<Audit>("audit", "verify", id).catch((error: unknown) => {
    if (!(error instanceof CommandFailed && error.code === BROKEN)) throw error;
    return JSON.parse(error.stdout) as Audit;
  });
  const { verified, head, entries } = verdict;
  return { verified, head, entries };
}

/** What settling cost. */
export interface Settlements {
  /** Transactions that settled a batch. */
  readonly batches: number;
  /** Transactions that settled one payment through the facade. */
  readonly singles: number;
  /** `gasUsed` of all of them over the payments, rounded to the nearest unit. */
  readonly gasPerPayment: number;
}

/** Looks up the transactions that settled the sales. */
export async function settlements(world: World, sales: readonly Sale[]): Promise<Settlements> {
  const { client } = world.chain;
  const hashes = [...new Set(sales.map(({ transaction }) => transaction))];
  const found = await Promise.all(
    hashes.map(async (hash) => {
      const [{ input }, { gasUsed }] = await Promise.all([
        client.getTransaction({ hash }),
        client.getTransactionReceipt({ hash }),
      ]);
      return { isBatch: input.startsWith(SETTLE_BATCH), gasUsed };
    }),
  );
  const batches = found.filter(({ isBatch }) => isBatch).length;
  const gas = sum(found.map(({ gasUsed }) => gasUsed));
  return {
    batches,
    singles: found.length - batches,
    gasPerPayment: Math.round(Number(gas) / sales.length),
  };
}

/** How the calldata of a batch begins. */
const SETTLE_BATCH = toFunctionSelector("settleBatch(bytes)");

/** Every way in which the books do not balance, in words; empty if they do. */
export async function discrepancies(
  world: World,
  vendors: readonly VendorBalance[],
  treasuries: readonly TreasuryBalance[],
  sales: readonly Sale[],
): Promise<string[]> {
  const found: string[] = [];
  for (const { name, expected, actual } of [...vendors, ...treasuries]) {
    if (expected !== actual) found.push(`${name} should hold ${expected} and holds ${actual}`);
  }
  for (const { name, audit } of treasuries) {
    if (!audit.verified) found.push(`the audit chain of ${name} does not verify`);
  }
  const held = await world.usdc.balanceOf(world.vault.address);
  const owed = sum(treasuries.map(({ actual }) => actual));
  if (held !== owed) found.push(`the vault holds ${held} and owes ${owed}`);
  const unsold = difference(
    (await world.vault.settled()).map(entry),
    sales.map((sale) => entry({ ...sale, vendor: sale.payTo })),
  );
  found.push(...unsold.map((line) => `in one of chain and shops only: ${line}`));
  return found;
}

const entry = ({ nonce, transaction, vendor, value }: Entry): string =>
  `${transaction} pays ${getAddress(vendor)} ${value} by the nonce ${nonce}`;

type Entry = Pick<Settled, "nonce" | "transaction" | "vendor" | "value">;

/** What is in one list but not in the other. */
function difference(left: readonly string[], right: readonly string[]): string[] {
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  return [
    ...left.filter((line) => !inRight.has(line)),
    ...right.filter((line) => !inLeft.has(line)),
  ];
}
