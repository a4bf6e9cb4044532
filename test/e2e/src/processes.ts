/** Other programs: run to their end, or kept running beside us. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ROOT } from "./project.ts";

/** A program that ended with another code than 0. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  constructor(
    command: string,
    args: readonly string[],
    readonly code: number | null,
    readonly stdout: string,
    stderr: string,
  ) {
    super(`${command} ${args.join(" ")} ended with ${code}:\n${stderr || stdout}`);
  }
}

/** Runs a program to its end, in the project's root; answers its standard output. `env` is added to ours. */
export async function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new CommandFailed(command, args, code, stdout, stderr);
  return stdout;
}

/** A program that keeps running. */
export interface Service {
  /** Its first line on standard output. */
  readonly firstLine: string;
  /** Ends it and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts a program and waits for its first line, which says that it listens. `env` is added to ours. */
export async function startService(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Service> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const lines = createInterface({ input: child.stdout });
  const firstLine = await Promise.race([
    once(lines, "line").then(([line]) => line as string),
    ended.then(() => undefined),
  ]);
  if (firstLine === undefined) {
    throw new CommandFailed(command, args, child.exitCode, "", stderr);
  }
  // It ends with us, even where nobody stops it.
  process.once("exit", () => child.kill());
  // Whatever else it says is read and dropped, so that its pipe never fills.
  lines.on("line", () => {});
  return {
    firstLine,
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
}
