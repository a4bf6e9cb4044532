/** What the demo has to say at its end: to programs, and to people. */
import {
  type Audit,
  type TreasuryBalance,
  type VendorBalance,
  discrepancies,
  type Settlements,
  settlements,
  treasuryBalances,
  vendorBalances,
} from "./books.ts";
import type { MarketDay } from "./market-day.ts";
import { dollars, sum } from "./money.ts";
import { inWords } from "./policy.ts";

/** Least that a demo must show. */
const LEAST = { payments: 300, agents: 5, vendors: 3, batches: 2, singles: 1 } as const;

/** Denial reasons that a market day must meet, from 1 on; nobody in it delegates. */
const REASONS = 20;

/** `target/demo/report.json`. Amounts in the token's smallest unit, as decimal strings. */
export interface Report {
  readonly settled: number;
  /** Transactions that settled a batch; the other payments were settled one by one. */
  readonly batches: number;
  /** Denial number => payments refused for it. */
  readonly denied: Readonly<Record<number, number>>;
  /** `gasUsed` of all settlements over the payments. */
  readonly gas_per_payment: number;
  readonly vendors: readonly { address: string; expected: string; actual: string }[];
  /** Of the treasury that most agents spend from. */
  readonly audit: Audit;
  readonly treasuries: readonly {
    name: string;
    treasury: string;
    expected: string;
    actual: string;
    audit: Audit;
  }[];
}

/** The day's books, closed. */
export interface Closing {
  readonly report: Report;
  readonly vendors: readonly VendorBalance[];
  readonly treasuries: readonly TreasuryBalance[];
  readonly settling: Settlements;
  /** Whatever is not as it should be; empty if all is well. */
  readonly faults: readonly string[];
}

/** Closes the books. */
export async function closing(day: MarketDay): Promise<Closing> {
  const { world, sales } = day;
  const treasuries = await treasuryBalances(world, Object.values(day.treasuries), sales);
  const vendors = await vendorBalances(world, Object.values(day.shops), sales);
  const [main] = treasuries;
  if (!main) throw new Error("the demo has no treasury");
  const settling = await settlements(world, sales);
  const report: Report = {
    settled: sales.length,
    batches: settling.batches,
    denied: countBy(day.refusals.map(({ denial }) => denial.reason)),
    gas_per_payment: settling.gasPerPayment,
    vendors: vendors.map(({ address, expected, actual }) => ({
      address,
      expected: expected.toString(),
      actual: actual.toString(),
    })),
    audit: main.audit,
    treasuries: treasuries.map(({ name, id, expected, actual, audit }) => ({
      name,
      treasury: id,
      expected: expected.toString(),
      actual: actual.toString(),
      audit,
    })),
  };
  const faults = [
    ...(await discrepancies(world, vendors, treasuries, sales)),
    ...shortcomings(day, report, settling),
  ];
  return { report, vendors, treasuries, settling, faults };
}

/** Everything that a demo should show and this one did not. */
function shortcomings(
  { sales }: MarketDay,
  { denied }: Report,
  { batches, singles }: Settlements,
): string[] {
  const distinct = (values: string[]): number => new Set(values).size;
  const seen = {
    payments: sales.length,
    agents: distinct(sales.map(({ agent }) => agent)),
    vendors: distinct(sales.map(({ vendor }) => vendor)),
    batches,
    singles,
  };
  const things = Object.keys(LEAST) as (keyof typeof LEAST)[];
  const reasons = Array.from({ length: REASONS }, (_, index) => index + 1);
  return [
    ...things
      .filter((thing) => seen[thing] < LEAST[thing])
      .map((thing) => `${seen[thing]} ${thing}, where ${LEAST[thing]} were promised`),
    ...reasons.filter((reason) => !denied[reason]).map((reason) => `no denial with ${reason}`),
  ];
}

function countBy(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** The day as tables. */
export function tables(day: MarketDay, { report, vendors, treasuries, settling }: Closing): string {
  const sold = (of: "agent" | "vendor", name: string) =>
    day.sales.filter((sale) => sale[of] === name);
  const total = (of: "agent" | "vendor", name: string): string =>
    dollars(sum(sold(of, name).map(({ value }) => value)));
  return [
    table(
      ["agent", "payments", "USDC", "policy"],
      day.agents.map(({ name, plan }) => [
        name,
        sold("agent", name).length,
        total("agent", name),
        inWords(plan.policy),
      ]),
    ),
    table(
      ["vendor", "sales", "USDC sold", "USDC held", ""],
      vendors.map(({ name, expected, actual }) => [
        name,
        sold("vendor", name).length,
        dollars(expected),
        dollars(actual),
        expected === actual ? "right" : "WRONG",
      ]),
    ),
    table(
      ["no", "denied because", "what was tried", "asked", "room"],
      [...day.refusals]
        .sort((left, right) => left.reason - right.reason)
        .map(({ reason, name, story, denial }) => [reason, name, story, denial.asked, denial.room]),
    ),
    table(
      ["treasury", "USDC left", "", "audit entries", "audit head", ""],
      treasuries.map(({ name, expected, actual, audit }) => [
        name,
        dollars(actual),
        expected === actual ? "right" : "WRONG",
        audit.entries,
        audit.head,
        audit.verified ? "verified" : "NOT VERIFIED",
      ]),
    ),
    [
      `${report.settled} payments settled, in ${settling.batches} batches and ${settling.singles} single transactions;`,
      `${report.gas_per_payment} gas per payment. ${day.refusals.length} payments refused.`,
    ].join("\n"),
  ].join("\n\n");
}

const NUMBER = /^\d+(\.\d+)?$/;

type Cell = string | number | bigint;

/** Columns as wide as they need to be; numbers to the right. */
function table(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column]).length)),
  );
  const line = (cells: readonly Cell[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const text = String(cell);
        return NUMBER.test(text) ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}
