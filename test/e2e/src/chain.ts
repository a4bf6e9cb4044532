/** The chain under test, seen by viem. */
import {
  type Account,
  type Address,
  type Hash,
  type Hex,
  type LocalAccount,
  type TransactionReceipt,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  parseEther,
  publicActions,
} from "viem";
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { artifact, binary } from "./project.ts";
import { startService } from "./processes.ts";

/** A chain id for which the published packages also know a version 1 name. */
export const CHAIN_ID = 84532;

/** The chain's CAIP-2 name. */
export const NETWORK = `eip155:${CHAIN_ID}` as const;

/** The dev chain mines at once, so there is little to wait for. */
const POLLING_MILLISECONDS = 25;

/** The mnemonic of every dev chain's funded accounts. */
const DEV_MNEMONIC = "test test test test test test test test test test test junk";

/** A key made for this run. */
export interface Key {
  readonly secret: Hex;
  readonly account: LocalAccount;
}

/** Makes a fresh key. */
export function newKey(): Key {
  const secret = generatePrivateKey();
  return { secret, account: privateKeyToAccount(secret) };
}

/** A running chain, and what one does with it. */
export type Chain = ReturnType<typeof connect> & { stop(): Promise<void> };

/** Starts the dev chain on a free port. */
export async function startChain(): Promise<Chain> {
  const service = await startService(binary("stylus-devnode"), [
    "--chain-id",
    String(CHAIN_ID),
    "--port",
    "0",
    "--json",
  ]);
  const { url } = JSON.parse(service.firstLine) as { url: string };
  return { ...connect(url), stop: () => service.stop() };
}

/** Clients for the chain at `rpcUrl`. */
export function connect(rpcUrl: string) {
  const chain = defineChain({
    id: CHAIN_ID,
    name: "Bursar dev chain",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl);
  const options = { chain, transport, pollingInterval: POLLING_MILLISECONDS };
  const client = createPublicClient(options);
  const wallet = (account: Account) =>
    createWalletClient({ ...options, account }).extend(publicActions);
  const bank = wallet(mnemonicToAccount(DEV_MNEMONIC));

  /** Waits for a transaction that must succeed. */
  async function confirmed(hash: Hash): Promise<TransactionReceipt> {
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return receipt;
  }

  /** A fresh key with gas money. */
  async function fundedKey(): Promise<Key> {
    const key = newKey();
    const hash = await bank.sendTransaction({
      to: key.account.address,
      value: parseEther("10"),
    });
    await confirmed(hash);
    return key;
  }

  /** Deploys a contract that Foundry built. */
  async function deploy(name: string, args: readonly unknown[]): Promise<Address> {
    const hash = await bank.deployContract({ ...artifact(name), args });
    const { contractAddress } = await confirmed(hash);
    if (!contractAddress) throw new Error(`${name} was not deployed by ${hash}`);
    return contractAddress;
  }

  return { rpcUrl, client, wallet, bank, confirmed, fundedKey, deploy };
}
