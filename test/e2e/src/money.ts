/** Amounts of the test token, which has USDC's six decimals. */
import { formatUnits, parseUnits } from "viem";

const DECIMALS = 6;

/** "0.05" as 50000 units. */
export const units = (dollars: string): bigint => parseUnits(dollars, DECIMALS);

/** 50000 units as "0.05". */
export const dollars = (value: bigint): string => formatUnits(value, DECIMALS);

/** The sum of some amounts. */
export const sum = (values: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const value of values) total += value;
  return total;
};
