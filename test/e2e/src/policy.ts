/** Policies of the demo's agents, as the files that `bursar` reads. */

/** The keys of a policy file (relayer/examples/policy.toml), in camel case. */
export interface PolicyPlan {
  readonly vendors: "own" | "shared" | "any";
  readonly paymentCap: string;
  readonly period?: "hour" | "day" | "week" | "month" | "1d";
  readonly mode?: "fixed" | "sliding" | "strict";
  readonly periodCap?: string;
  readonly countCap?: number;
  readonly budget?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly schedule?: readonly string[];
  readonly nonceBits?: number;
  readonly contractPayer?: boolean;
}

/** The token's digits after the point, stated in every file. */
const DECIMALS = 6;

/** The file of a policy. */
export function policyToml(policy: PolicyPlan): string {
  const lines = Object.entries({ decimals: DECIMALS, ...policy }).map(
    ([key, value]) => `${kebab(key)} = ${toml(value)}\n`,
  );
  return lines.join("");
}

const kebab = (key: string): string => key.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`);

/** Texts, numbers and lists are the same in TOML and JSON; moments stand without quotes. */
function toml(value: unknown): string {
  if (!(value instanceof Date)) return JSON.stringify(value);
  return value.toISOString().replace(/\.\d+Z$/, "Z");
}

/** A policy in a few words, for a table. */
export function inWords(policy: PolicyPlan): string {
  const { vendors, paymentCap, period, mode = "fixed", periodCap, countCap } = policy;
  const { budget, notAfter, schedule } = policy;
  const words = [
    `${vendors} vendors`,
    `${paymentCap} each`,
    periodCap && `${periodCap} per ${period} (${mode})`,
    countCap && `${countCap} payments per ${period}`,
    budget && `${budget} for life`,
    notAfter && `until ${notAfter.toISOString().slice(0, 10)}`,
    schedule && schedule.join(" and "),
  ];
  return words.filter(Boolean).join(", ");
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The UTC day of the week at a moment, as `bursar` calls it. */
export const dayOf = (moment: Date): string => DAYS[moment.getUTCDay()] as string;

const DAY_MILLISECONDS = 86_400_000;

/** A moment some days later, or earlier. */
export const daysAfter = (moment: Date, days: number): Date =>
  new Date(moment.getTime() + days * DAY_MILLISECONDS);
