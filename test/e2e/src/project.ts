/** Where the project's own things lie: binaries, artifacts, reports. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Abi, Hex } from "viem";

/** The project's root. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What the demo writes: policies, keystore, deployment, report. */
export const DEMO_DIRECTORY = join(ROOT, "target", "demo");

/** A binary that cargo built, wherever cargo was told to build. */
export function binary(name: string): string {
  const path = resolve(ROOT, process.env["CARGO_TARGET_DIR"] ?? "target", "debug", name);
  if (!existsSync(path)) throw new Error(`${path} is missing: run cargo build --bin ${name}`);
  return path;
}

/** A tool that `scripts/setup` installed. */
export const tool = (name: string): string => join(ROOT, ".tools", "bin", name);

/** A JSON file of the project. */
export const readJson = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(ROOT, ...path), "utf8"));

/** A contract as `forge build` left it. */
export function artifact(name: string): { abi: Abi; bytecode: Hex } {
  const json = readJson("out", `${name}.sol`, `${name}.json`) as {
    abi: Abi;
    bytecode: { object: Hex };
  };
  return { abi: json.abi, bytecode: json.bytecode.object };
}
