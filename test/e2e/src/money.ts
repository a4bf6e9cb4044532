/** Amounts of the test token, which has USDC's six decimals. */
import { formatUnits, parseUnits } from "viem";

const DECIMALS = 6;

/** "0.05" as 50000 units. */
export const units = (dollars: string): bigint => parseUnits(dollars, DECIMALS);

/** 50000 units as "0.05", 100000 as "0.10": cents are always written. */
export function dollars(value: bigint): string {
  const [whole, fraction = ""] = formatUnits(value, DECIMALS).split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

/** The sum of some amounts. */
export const sum = (values: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const value of values) total += value;
  return total;
};
