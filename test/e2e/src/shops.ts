/** What is sold in the demo, and by whom. */
import type { Address } from "viem";
import { newKey } from "./chain.ts";
import { units } from "./money.ts";
import { type Good, type Market, type Vendor, openVendor } from "./vendor.ts";

/** A day: longer than any treasury here lets an authorization live. */
const DAY_SECONDS = 86_400;

/** The goods of every honest shop. */
export const GOODS = {
  weather: {
    forecast: { path: "/forecast", price: units("0.01") },
    radar: { path: "/radar", price: units("0.02") },
    history: { path: "/history", price: units("0.05") },
  },
  papers: {
    abstract: { path: "/abstract", price: units("0.01") },
    fulltext: { path: "/fulltext", price: units("0.10") },
  },
  compute: {
    minute: { path: "/minute", price: units("0.03") },
    hour: { path: "/hour", price: units("0.25") },
  },
  archive: {
    scan: { path: "/scan", price: units("0.02") },
  },
} as const satisfies Record<string, Record<string, Good>>;

/** The goods of a shop whose price list is full of mistakes. */
export const misprints = (token: Address) =>
  ({
    free: { path: "/free", price: 0n },
    priceless: { path: "/priceless", price: 2n ** 64n },
    patient: { path: "/patient", price: units("0.01"), maxTimeoutSeconds: DAY_SECONDS },
    misaddressed: { path: "/misaddressed", price: units("0.01"), payTo: token },
  }) as const satisfies Record<string, Good>;

/** The honest shops, by name. */
export type Shops = Record<keyof typeof GOODS, Vendor>;

/**
 * Opens the honest shops; the money of each goes to a fresh address. All but the archive settle
 * through the market's facilitator, the archive through the one at `otherFacilitator`.
 */
export async function openShops(market: Market, otherFacilitator: string): Promise<Shops> {
  const open = (name: keyof typeof GOODS, at: Market = market): Promise<Vendor> =>
    openVendor(at, name, newKey().account.address, Object.values(GOODS[name]));
  return {
    weather: await open("weather"),
    papers: await open("papers"),
    compute: await open("compute"),
    archive: await open("archive", { ...market, facilitatorUrl: otherFacilitator }),
  };
}
