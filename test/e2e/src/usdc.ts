/** The test token: USDC's behaviour, minted at will. */
import { type Address, encodeFunctionData } from "viem";
import { type Chain, newKey } from "./chain.ts";
import { artifact } from "./project.ts";

/** The token's EIP-712 domain, as vendors quote it. */
export const USDC_DOMAIN = { name: "USD Coin", version: "2" } as const;

/** The deployed test token. Amounts are in its smallest unit, a millionth of a dollar. */
export interface Usdc {
  readonly address: Address;
  mint(to: Address, value: bigint): Promise<void>;
  balanceOf(account: Address): Promise<bigint>;
}

/** Deploys the token behind its proxy; the dev chain's first account mints. */
export async function deployUsdc(chain: Chain): Promise<Usdc> {
  const { abi } = artifact("TestUsdc");
  const implementation = await chain.deploy("TestUsdc", []);
  const initialize = encodeFunctionData({
    abi,
    functionName: "initialize",
    args: [chain.bank.account.address],
  });
  // The admin of a proxy may not use the token, so it is somebody who has no other part here (and
  // not the zero address, which is the sender of a call that names none).
  const admin = newKey().account.address;
  const address = await chain.deploy("TestUsdcProxy", [implementation, admin, initialize]);
  return {
    address,
    async mint(to, value) {
      const hash = await chain.bank.writeContract({
        address,
        abi,
        functionName: "mint",
        args: [to, value],
      });
      await chain.confirmed(hash);
    },
    balanceOf: (account) =>
      chain.client.readContract({
        address,
        abi,
        functionName: "balanceOf",
        args: [account],
      }) as Promise<bigint>,
  };
}
