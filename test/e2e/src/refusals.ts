/** One payment for every reason that the contract has to refuse one, each caused for real. */
import type { Address } from "viem";
import { type PolicyPlan, dayOf, daysAfter } from "./policy.ts";
import type { Errand, ListedVendor } from "./scenario.ts";
import { GOODS, misprints } from "./shops.ts";
import type { Good } from "./vendor.ts";

/** The treasuries of the demo. */
export type TreasuryName = "laboratory" | "branch" | "kitty";

/** Who tries to pay: an agent of a treasury, or a key that nobody added. */
export interface Payer {
  readonly treasury: TreasuryName;
  readonly policy: PolicyPlan;
  readonly list?: readonly ListedVendor[];
}

/** What the operator does between the payments that pass and the one that does not. */
export type Intervention = "freeze agent" | "freeze treasury" | "name settlers";

/** A payment that must be refused, and for which reason. */
export interface RefusalPlan {
  /** The number of the denial, stable across contract, events and documents. */
  readonly reason: number;
  readonly name: string;
  /** What is wrong with the payment, for the table. */
  readonly story: string;
  /** Nobody has added the key where this is missing. */
  readonly payer?: Payer;
  /** Bought first, and paid: uses up the room. */
  readonly before?: Errand;
  readonly intervention?: Intervention;
  readonly shop: "weather" | "papers" | "compute" | "misprints";
  readonly good: Good;
  /** Signed by hand: published clients make no such nonce. */
  readonly nonce?: "malformed";
}

const { weather, papers, compute } = GOODS;

/** Pays anybody, small amounts. */
const open: PolicyPlan = { paymentCap: "1.00", vendors: "any" };

const laboratory = (policy: PolicyPlan, list?: readonly ListedVendor[]): Payer => ({
  treasury: "laboratory",
  policy,
  ...(list && { list }),
});

const once = (shop: Errand["shop"], good: Good, times = 1): Errand => ({ shop, good, times });

/** Every refusal, in the order in which they are tried, `now`. */
export function refusals(now: Date, token: Address): readonly RefusalPlan[] {
  return [...standing(now), ...spent(), ...malformed(token)];
}

/** Refused for who pays, whom, and when. */
function standing(now: Date): RefusalPlan[] {
  const shop = { shop: "weather", good: weather.forecast } as const;
  return [
    { reason: 1, name: "agent_unknown", story: "a key that nobody added", ...shop },
    {
      reason: 2,
      name: "agent_frozen",
      story: "paid once, then frozen",
      payer: laboratory(open),
      before: once("weather", weather.forecast),
      intervention: "freeze agent",
      ...shop,
    },
    {
      reason: 4,
      name: "vendor_not_listed",
      story: "lists papers only",
      payer: laboratory({ ...open, vendors: "own" }, [{ shop: "papers" }]),
      ...shop,
    },
    {
      reason: 9,
      name: "not_yet_active",
      story: "starts tomorrow",
      payer: laboratory({ ...open, notBefore: daysAfter(now, 1), notAfter: daysAfter(now, 2) }),
      ...shop,
    },
    {
      reason: 10,
      name: "no_longer_active",
      story: "ended yesterday",
      payer: laboratory({ ...open, notBefore: daysAfter(now, -2), notAfter: daysAfter(now, -1) }),
      ...shop,
    },
    {
      reason: 11,
      name: "schedule",
      story: "works on another day of the week",
      payer: laboratory({ ...open, schedule: [`${dayOf(daysAfter(now, 3))} 00-24`] }),
      ...shop,
    },
  ];
}

/** Refused for what has been spent already. */
function spent(): RefusalPlan[] {
  const shop = { shop: "papers", good: papers.fulltext } as const;
  return [
    {
      reason: 5,
      name: "payment_cap",
      story: "0.25 under a cap of 0.20",
      payer: laboratory({ ...open, paymentCap: "0.20" }),
      shop: "compute",
      good: compute.hour,
    },
    {
      reason: 6,
      name: "period_cap",
      story: "0.10 after 0.20 of 0.25 a month",
      payer: laboratory({ ...open, period: "month", periodCap: "0.25" }),
      before: once("papers", papers.fulltext, 2),
      ...shop,
    },
    {
      reason: 7,
      name: "count_cap",
      story: "a third payment, where two a week may be made",
      payer: laboratory({ ...open, period: "week", periodCap: "5.00", countCap: 2 }),
      before: once("papers", papers.fulltext, 2),
      ...shop,
    },
    {
      reason: 8,
      name: "budget",
      story: "0.10 after 0.10 of 0.15 for life",
      payer: laboratory({ ...open, budget: "0.15" }),
      before: once("papers", papers.fulltext),
      ...shop,
    },
    {
      reason: 12,
      name: "vendor_cap",
      story: "0.10 after 0.10 of 0.15 a month to this vendor",
      payer: laboratory({ ...open, vendors: "own" }, [
        { shop: "papers", cap: { amount: "0.15", per: "month" } },
      ]),
      before: once("papers", papers.fulltext),
      ...shop,
    },
    {
      reason: 13,
      name: "treasury_cap",
      story: "0.10 after 0.20 of 0.25 a month for all agents",
      payer: { treasury: "branch", policy: open },
      before: once("papers", papers.fulltext, 2),
      ...shop,
    },
    {
      reason: 20,
      name: "settler",
      story: "paid once, then only settlers may settle, and none is named",
      payer: { treasury: "branch", policy: open },
      before: once("weather", weather.forecast),
      intervention: "name settlers",
      shop: "weather",
      good: weather.forecast,
    },
    {
      reason: 15,
      name: "treasury_balance",
      story: "0.10 out of the 0.05 that are left",
      payer: { treasury: "kitty", policy: open },
      before: once("papers", papers.fulltext),
      ...shop,
    },
    {
      reason: 3,
      name: "treasury_frozen",
      story: "paid once, then the treasury is frozen",
      payer: { treasury: "kitty", policy: open },
      before: once("weather", weather.forecast),
      intervention: "freeze treasury",
      shop: "weather",
      good: weather.forecast,
    },
  ];
}

/** Refused for what the payment itself says. */
function malformed(token: Address): RefusalPlan[] {
  const { free, priceless, patient, misaddressed } = misprints(token);
  const shop = "misprints" as const;
  const payer = laboratory(open);
  return [
    {
      reason: 14,
      name: "validity_too_long",
      story: "could be settled for a day",
      payer,
      shop,
      good: patient,
    },
    {
      reason: 16,
      name: "payee_forbidden",
      story: "pays the token itself",
      payer,
      shop,
      good: misaddressed,
    },
    { reason: 17, name: "value_zero", story: "costs nothing", payer, shop, good: free },
    { reason: 18, name: "value_too_wide", story: "costs 2^64", payer, shop, good: priceless },
    {
      reason: 19,
      name: "nonce_style",
      story: "a nonce that only begins like a sequenced one",
      payer,
      shop: "weather",
      good: weather.forecast,
      nonce: "malformed",
    },
  ];
}
