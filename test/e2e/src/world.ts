/** A chain with a vault on it, facilitators beside it, and treasuries in it. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Address, parseEther, toHex } from "viem";
import { Bursar, newKeystore, secretKey } from "./bursar.ts";
import { CHAIN_ID, type Chain, type Key, newKey, startChain } from "./chain.ts";
import { startFacilitator } from "./facilitator.ts";
import type { Listening } from "./http.ts";
import { dollars } from "./money.ts";
import { type PolicyPlan, policyToml } from "./policy.ts";
import { type Relayer, startRelayer } from "./relayer.ts";
import { type Usdc, deployUsdc } from "./usdc.ts";
import { Vault } from "./vault.ts";
import type { Market } from "./vendor.ts";

/** How long a consent may be used. */
const CONSENT_SECONDS = 600n;

/** Everything that runs. */
export interface World {
  /** Where files for `bursar` are written. */
  readonly directory: string;
  readonly chain: Chain;
  readonly usdc: Usdc;
  readonly vault: Vault;
  /** `bursar serve`, which is every shop's facilitator unless a shop says otherwise. */
  readonly relayer: Relayer;
  /** The published facilitator: another road to the same vault. */
  readonly otherFacilitator: Listening;
  readonly market: Market;
  /** `bursar` on this vault, without a key. */
  readonly bursar: Bursar;
  /** Servers that `stop` closes. */
  readonly running: Listening[];
  stop(): Promise<void>;
}

/** An organisation's account in the vault, and its owner's command line. */
export interface Treasury {
  readonly name: string;
  /** As `bursar` writes it: 64 bits in hexadecimal. */
  readonly id: string;
  readonly owner: Bursar;
  readonly deposited: bigint;
}

/** A key that spends for a treasury. */
export interface Agent {
  readonly name: string;
  readonly key: Key;
}

/** Starts a chain, deploys token and vault with `bursar deploy`, and starts the facilitators. */
export async function openWorld(directory: string): Promise<World> {
  mkdirSync(directory, { recursive: true });
  const chain = await startChain();
  try {
    const usdc = await deployUsdc(chain);
    const deployer = await chain.fundedKey();
    const report = await new Bursar(chain.rpcUrl, undefined, secretKey(deployer.secret)).run<{
      vault: Address;
    }>("deploy", "--token", usdc.address, "--out", join(directory, "deployment.json"));
    const relayer = await startRelayer(chain, report.vault, usdc.address, directory);
    const otherFacilitator = await startFacilitator(chain, (await chain.fundedKey()).account);
    const running = [relayer, otherFacilitator];
    return {
      directory,
      chain,
      usdc,
      vault: new Vault(chain, report.vault),
      relayer,
      otherFacilitator,
      market: { usdc: usdc.address, vault: report.vault, facilitatorUrl: relayer.url },
      bursar: new Bursar(chain.rpcUrl, report.vault),
      running,
      async stop() {
        await Promise.all(running.map((server) => server.close()));
        await chain.stop();
      },
    };
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

/**
 * Opens a treasury whose owner keeps the key in an encrypted file, and deposits into it: half by
 * allowance, half by a signed authorization.
 */
export async function openTreasury(
  world: World,
  name: string,
  deposited: bigint,
): Promise<Treasury> {
  const keys = join(world.directory, "keys");
  mkdirSync(keys, { recursive: true });
  const { address, authority } = await newKeystore(keys, name);
  await fund(world, address, deposited);
  const owner = world.bursar.as(authority);
  const { treasury: id } = await owner.run<{ treasury: string }>(
    "treasury",
    "create",
    "--delay",
    "0s",
  );
  const half = deposited / 2n;
  await owner.run("treasury", "deposit", id, dollars(half));
  await owner.run("treasury", "deposit", id, dollars(deposited - half), "--with-authorization");
  return { name, id, owner, deposited };
}

/** Gives an account gas money and tokens. */
async function fund(world: World, account: Address, tokens: bigint): Promise<void> {
  const { chain, usdc } = world;
  await chain.confirmed(await chain.bank.sendTransaction({ to: account, value: parseEther("1") }));
  await usdc.mint(account, tokens);
}

/** Adds an agent: it consents with its own key, the owner gives it a policy. */
export async function hire(
  world: World,
  treasury: Treasury,
  name: string,
  policy: PolicyPlan,
): Promise<Agent> {
  const agent = { name, key: newKey() };
  const file = consentFile(world, agent);
  const bursar = world.bursar.as(secretKey(agent.key.secret));
  await bursar.run("agent", "consent", "--treasury", treasury.id, "--out", file);
  await add(world, treasury, agent, policy);
  return agent;
}

/** Adds an agent that is a contract: its code signs for it (ERC-1271), and takes what its key signs. */
export async function hireContract(
  world: World,
  treasury: Treasury,
  name: string,
  policy: PolicyPlan,
): Promise<Agent> {
  const key = newKey();
  const address = await world.chain.deploy("HostileWallet", [key.account.address]);
  const agent = { name, key: { ...key, account: { ...key.account, address } } };
  const signed = await contractConsent(world, treasury, agent);
  writeFileSync(consentFile(world, agent), JSON.stringify(signed));
  await add(world, treasury, agent, { ...policy, contractPayer: true });
  return agent;
}

/** What a contract signs to join, as `bursar agent add` reads it. */
async function contractConsent(world: World, treasury: Treasury, { key }: Agent): Promise<object> {
  const { address: vault } = world.vault;
  const { timestamp } = await world.chain.client.getBlock();
  const agent = key.account.address;
  const salt = toHex(randomBytes(32));
  const deadline = timestamp + CONSENT_SECONDS;
  const signature = await key.account.signTypedData({
    domain: { name: "Bursar", version: "1", chainId: CHAIN_ID, verifyingContract: vault },
    types: {
      ContractConsent: [
        { name: "treasury", type: "uint64" },
        { name: "agent", type: "address" },
        { name: "salt", type: "bytes32" },
        { name: "deadline", type: "uint64" },
      ],
    },
    primaryType: "ContractConsent",
    message: { treasury: BigInt(treasury.id), agent, salt, deadline },
  });
  const terms = { chainId: CHAIN_ID, vault, treasury: treasury.id, agent, salt };
  return { ...terms, deadline: Number(deadline), signature };
}

const consentFile = (world: World, { name }: Agent): string =>
  join(world.directory, `${name}.consent.json`);

async function add(
  world: World,
  treasury: Treasury,
  agent: Agent,
  policy: PolicyPlan,
): Promise<void> {
  const file = join(world.directory, `${agent.name}.policy.toml`);
  writeFileSync(file, policyToml(policy));
  await treasury.owner.run(
    "agent",
    "add",
    agent.key.account.address,
    "--treasury",
    treasury.id,
    "--policy",
    file,
    "--consent",
    consentFile(world, agent),
  );
}

/** A stranger with gas money: the independent sender of transactions. */
export const stranger = (world: World): Promise<Key> => world.chain.fundedKey();
