/** The demo's day: treasuries are opened, agents hired, goods bought, bad payments refused. */
import { type Purchase, agentClient, buy, send, signed } from "./agent.ts";
import type { Sale } from "./books.ts";
import { newKey } from "./chain.ts";
import { malformedNonce, payWithNonce } from "./handmade.ts";
import { units } from "./money.ts";
import { type Refusal, paid, refused } from "./proof.ts";
import { type Intervention, type RefusalPlan, type TreasuryName, refusals } from "./refusals.ts";
import {
  type AgentPlan,
  type Errand,
  type ListedVendor,
  type ShopName,
  agents,
} from "./scenario.ts";
import { type Shops, misprints, openShops } from "./shops.ts";
import { type Good, type Vendor, openVendor } from "./vendor.ts";
import { type Agent, type Treasury, type World, hire, openTreasury, stranger } from "./world.ts";

/** Purchases that one agent makes at the same time. */
const AT_ONCE = 8;

/** The treasuries and what is deposited into each. */
const DEPOSITS: Record<TreasuryName, bigint> = {
  laboratory: units("100.00"),
  branch: units("5.00"),
  kitty: units("0.15"),
};

/** A refusal as planned, and the numbers that the contract gave. */
export type ProvedRefusal = RefusalPlan & { readonly denial: Refusal };

/** Everything that happened, for the books. */
export interface MarketDay {
  readonly world: World;
  readonly treasuries: Record<TreasuryName, Treasury>;
  readonly shops: Shops & { readonly misprints: Vendor };
  /** The agents that went shopping. */
  readonly agents: readonly (Agent & { readonly plan: AgentPlan })[];
  readonly sales: Sale[];
  readonly refusals: ProvedRefusal[];
}

/** Opens treasuries and shops, and hires the agents that go shopping. */
export async function prepare(world: World, now: Date): Promise<MarketDay> {
  const honest = await openShops(world.market, world.otherFacilitator.url);
  const odd = Object.values(misprints(world.usdc.address));
  const shops = {
    ...honest,
    misprints: await openVendor(world.market, "misprints", newKey().account.address, odd),
  };
  world.running.push(...Object.values(shops));
  const treasuries = {
    laboratory: await openTreasury(world, "laboratory", DEPOSITS.laboratory),
    branch: await openTreasury(world, "branch", DEPOSITS.branch),
    kitty: await openTreasury(world, "kitty", DEPOSITS.kitty),
  };
  const { laboratory, branch } = treasuries;
  for (const { payTo } of Object.values(honest)) {
    await laboratory.owner.run("vendor", "add", payTo, "--treasury", laboratory.id);
  }
  await branch.owner.run(...["treasury", "limits", branch.id, "--cap", "0.25", "--per", "month"]);
  const staff: (Agent & { plan: AgentPlan })[] = [];
  for (const plan of agents(now)) {
    const agent = await hire(world, laboratory, plan.name, plan.policy);
    await list(laboratory, agent, shops, plan.list ?? []);
    staff.push({ ...agent, plan });
  }
  await world.relayer.caughtUp();
  return { world, treasuries, shops, agents: staff, sales: [], refusals: [] };
}

/** Writes an agent's own list of vendors. */
async function list(
  treasury: Treasury,
  agent: Agent,
  shops: Shops,
  vendors: readonly ListedVendor[],
): Promise<void> {
  for (const { shop, cap } of vendors) {
    const limit = cap ? ["--cap", cap.amount, "--per", cap.per] : [];
    const { payTo } = shops[shop];
    const address = agent.key.account.address;
    await treasury.owner.run("vendor", "add", payTo, "--agent", address, ...limit);
  }
}

/** Sends every agent shopping, all at the same time. `sold` is told of each sale. */
export async function shop(day: MarketDay, sold: (sale: Sale) => void): Promise<void> {
  await Promise.all(
    day.agents.map(async (agent) => {
      const basket = agent.plan.errands.flatMap(({ times, ...errand }) =>
        Array.from({ length: times }, () => errand),
      );
      // Several buyers empty one basket.
      const buyers = Array.from({ length: AT_ONCE }, async () => {
        for (let item = basket.shift(); item; item = basket.shift()) {
          sold(await purchase(day, "laboratory", agent, item.shop, item.good));
        }
      });
      await Promise.all(buyers);
    }),
  );
}

/** Buys one good and writes down the sale. */
async function purchase(
  day: MarketDay,
  treasury: TreasuryName,
  agent: Agent,
  shop: ShopName,
  good: Good,
): Promise<Sale> {
  const vendor = day.shops[shop];
  const bought = await buy(client(day, agent), vendor.link(good));
  const sale = {
    agent: agent.name,
    treasury,
    vendor: vendor.name,
    payTo: vendor.payTo,
    value: good.price,
    nonce: signed(bought.payment).authorization.nonce,
    transaction: paid(bought),
  };
  day.sales.push(sale);
  return sale;
}

const client = ({ world }: MarketDay, { key }: Agent) =>
  agentClient(key.account, world.vault.address, [world.usdc.address]);

/** Tries every payment that must be refused. `proved` is told of each. */
export async function provoke(
  day: MarketDay,
  now: Date,
  proved: (refusal: ProvedRefusal) => void,
): Promise<void> {
  const outsider = (await stranger(day.world)).account;
  for (const plan of refusals(now, day.world.usdc.address)) {
    const agent = await payer(day, plan);
    for (let bought = 0; bought < (plan.before?.times ?? 0); bought++) {
      const { shop, good } = plan.before as Errand;
      await purchase(day, plan.payer?.treasury ?? "laboratory", agent, shop, good);
    }
    await intervene(day, plan, agent);
    const denial = await refused(day.world, outsider, plan.reason, () => attempt(day, plan, agent));
    const refusal = { ...plan, denial };
    day.refusals.push(refusal);
    proved(refusal);
  }
}

async function payer(day: MarketDay, plan: RefusalPlan): Promise<Agent> {
  if (!plan.payer) return { name: plan.name, key: newKey() };
  const treasury = day.treasuries[plan.payer.treasury];
  const agent = await hire(day.world, treasury, plan.name, plan.payer.policy);
  await list(treasury, agent, day.shops, plan.payer.list ?? []);
  await day.world.relayer.caughtUp();
  return agent;
}

async function intervene(day: MarketDay, plan: RefusalPlan, agent: Agent): Promise<void> {
  if (!plan.intervention || !plan.payer) return;
  const { owner, id } = day.treasuries[plan.payer.treasury];
  const commands: Record<Intervention, string[]> = {
    "freeze agent": ["agent", "freeze", agent.key.account.address],
    "freeze treasury": ["treasury", "freeze", id],
    "name settlers": ["treasury", "limits", id, "--settlers-only", "true"],
  };
  await owner.run(...commands[plan.intervention]);
}

async function attempt(
  day: MarketDay,
  { shop, good, nonce }: RefusalPlan,
  agent: Agent,
): Promise<Purchase> {
  const url = day.shops[shop].link(good);
  if (!nonce) return buy(client(day, agent), url);
  const { address } = day.world.vault;
  return send(url, await payWithNonce(agent.key.account, address, url, malformedNonce));
}
