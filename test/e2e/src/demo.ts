/** A governed x402 economy on a dev chain, from deployment to closed books. Run by `scripts/demo`. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type MarketDay, prepare, provoke, shop } from "./market-day.ts";
import { DEMO_DIRECTORY } from "./project.ts";
import { type Closing, closing, tables } from "./report.ts";
import { suggestions } from "./suggestions.ts";
import { type World, openWorld } from "./world.ts";

/** Progress goes to standard error, so that standard output stays free for results. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Overwrites one line where a person looks; silent elsewhere. */
function show(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${text}\r`);
}

async function hold(world: World): Promise<MarketDay> {
  const now = new Date();
  say("==> Treasuries, shops, agents, policies");
  const day = await prepare(world, now);
  say(`==> ${day.agents.length} agents go shopping`);
  const start = performance.now();
  await shop(day, () => show(`    ${day.sales.length} payments settled`));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`    ${day.sales.length} payments settled in ${seconds} s`);
  say("==> Payments that the contract must refuse");
  await provoke(day, now, ({ reason, name, story }) =>
    say(`    ${String(reason).padStart(2)} ${name}: ${story}`),
  );
  return day;
}

function publish(day: MarketDay, closed: Closing, json: boolean): void {
  const text = `${JSON.stringify(closed.report, null, 2)}\n`;
  writeFileSync(join(DEMO_DIRECTORY, "report.json"), text);
  process.stdout.write(json ? text : `\n${tables(day, closed)}\n`);
}

/** What the process ends with when it is interrupted. */
const INTERRUPTED = 130;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { keep: { type: "boolean" }, json: { type: "boolean" } },
  });
  process.exitCode = INTERRUPTED;
  process.once("SIGINT", () => process.exit()).once("SIGTERM", () => process.exit());
  rmSync(DEMO_DIRECTORY, { recursive: true, force: true });
  say("==> Dev chain, token, vault, relayer");
  const world = await openWorld(DEMO_DIRECTORY);
  try {
    const day = await hold(world);
    say("==> Books");
    const closed = await closing(day);
    publish(day, closed, values.json ?? false);
    closed.faults.forEach((fault) => say(`error: ${fault}`));
    process.exitCode = closed.faults.length === 0 ? 0 : 1;
    if (values.keep) {
      say(suggestions(day));
      // Until a signal ends the process, and with it everything.
      await new Promise(() => {});
    }
  } finally {
    await world.stop();
  }
}

await main();
