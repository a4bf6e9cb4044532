/** Who buys what in the demo, under which policy. */
import { type PolicyPlan, dayOf, daysAfter } from "./policy.ts";
import { GOODS } from "./shops.ts";
import type { Good } from "./vendor.ts";

/** The name of an honest shop. */
export type ShopName = keyof typeof GOODS;

/** Buy this good of that shop so many times. */
export interface Errand {
  readonly shop: ShopName;
  readonly good: Good;
  readonly times: number;
}

/** A vendor on an agent's own list, perhaps with a cap of its own. */
export interface ListedVendor {
  readonly shop: ShopName;
  readonly cap?: { readonly amount: string; readonly per: string };
}

/** An agent, and what it is sent to buy. */
export interface AgentPlan {
  readonly name: string;
  readonly policy: PolicyPlan;
  /** The agent's own list. */
  readonly list?: readonly ListedVendor[];
  readonly errands: readonly Errand[];
}

const { weather, papers, compute, archive } = GOODS;

/** Today and tomorrow, so that the week's hours suit the moment of the demo. */
const today = (now: Date): string[] => [`${dayOf(now)},${dayOf(daysAfter(now, 1))} 00-24`];

/** The agents of the main treasury, hired `now`. */
export function agents(now: Date): readonly AgentPlan[] {
  return [
    {
      name: "researcher",
      policy: { vendors: "shared", paymentCap: "0.20", period: "day", periodCap: "5.00" },
      errands: [
        { shop: "papers", good: papers.fulltext, times: 20 },
        { shop: "papers", good: papers.abstract, times: 30 },
        { shop: "weather", good: weather.history, times: 10 },
        { shop: "archive", good: archive.scan, times: 12 },
      ],
    },
    {
      name: "forecaster",
      policy: {
        vendors: "own",
        paymentCap: "0.05",
        period: "hour",
        mode: "sliding",
        periodCap: "1.00",
        countCap: 100,
      },
      list: [{ shop: "weather" }],
      errands: [
        { shop: "weather", good: weather.radar, times: 32 },
        { shop: "weather", good: weather.forecast, times: 16 },
      ],
    },
    {
      name: "analyst",
      policy: { vendors: "any", paymentCap: "0.50", period: "month", periodCap: "20.00" },
      errands: [
        { shop: "weather", good: weather.history, times: 20 },
        { shop: "papers", good: papers.fulltext, times: 20 },
        { shop: "compute", good: compute.hour, times: 20 },
        { shop: "archive", good: archive.scan, times: 12 },
      ],
    },
    {
      name: "translator",
      policy: { vendors: "own", paymentCap: "0.10", period: "week", periodCap: "10.00" },
      list: [{ shop: "papers", cap: { amount: "2.00", per: "week" } }, { shop: "compute" }],
      errands: [
        { shop: "papers", good: papers.abstract, times: 40 },
        { shop: "compute", good: compute.minute, times: 20 },
      ],
    },
    {
      name: "clerk",
      policy: {
        vendors: "shared",
        paymentCap: "0.05",
        period: "1d",
        mode: "strict",
        periodCap: "1.00",
        schedule: today(now),
        notBefore: daysAfter(now, -1),
        notAfter: daysAfter(now, 30),
      },
      errands: [
        { shop: "compute", good: compute.minute, times: 24 },
        { shop: "weather", good: weather.radar, times: 12 },
      ],
    },
    {
      name: "trainer",
      // One word of nonces only: the rest take slots of their own.
      policy: { vendors: "shared", paymentCap: "0.25", budget: "10.00", nonceBits: 0 },
      errands: [
        { shop: "compute", good: compute.hour, times: 30 },
        { shop: "compute", good: compute.minute, times: 30 },
      ],
    },
  ];
}
