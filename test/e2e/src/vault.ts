/** The vault, seen by anybody who reads the chain. */
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  type Hash,
  type Hex,
  type LocalAccount,
  type TransactionReceipt,
  parseEventLogs,
  parseSignature,
} from "viem";
import type { SignedAuthorization } from "./agent.ts";
import type { Chain } from "./chain.ts";
import { readJson } from "./project.ts";

/** The vault's interface, as committed beside its declaration. */
export const vaultAbi = readJson("contracts", "abi", "vault.json") as Abi;

/** Gas for a payment that is sent to be refused: there is nothing to estimate. */
const REFUSED_GAS = 1_000_000n;

/** What the contract says when the policy refuses. */
export interface Denial {
  readonly reason: number;
  readonly asked: bigint;
  readonly room: bigint;
}

/** A payment as the vault logged it. */
export interface Settled {
  readonly treasury: bigint;
  readonly agent: Address;
  readonly vendor: Address;
  readonly value: bigint;
  readonly nonce: Hex;
  readonly transaction: Hash;
}

/** What the demo reads of a treasury. */
export interface TreasuryView {
  readonly owner: Address;
  readonly balance: bigint;
  readonly entries: bigint;
  readonly auditHead: Hex;
}

/** The arguments of `transferWithAuthorization(…,v,r,s)`. */
function transferArguments({ authorization, signature }: SignedAuthorization): readonly unknown[] {
  const { r, s, yParity } = parseSignature(signature);
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  return [
    from,
    to,
    BigInt(value),
    BigInt(validAfter),
    BigInt(validBefore),
    nonce,
    27 + yParity,
    r,
    s,
  ];
}

/** Reads and settles on one vault. */
export class Vault {
  constructor(
    readonly chain: Chain,
    readonly address: Address,
  ) {}

  /** Calls a view. */
  async read(functionName: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.chain.client.readContract({
      address: this.address,
      abi: vaultAbi,
      functionName,
      args,
    });
  }

  async treasury(id: bigint): Promise<TreasuryView> {
    return (await this.read("treasury", id)) as TreasuryView;
  }

  /** Whether this authorization cannot be paid any more. */
  async isUsed({ authorization }: SignedAuthorization): Promise<boolean> {
    return (await this.read(
      "authorizationState",
      authorization.from,
      authorization.nonce,
    )) as boolean;
  }

  /** Settles a payment as anybody may: no rights are needed, only gas. */
  async settle(account: LocalAccount, signed: SignedAuthorization): Promise<TransactionReceipt> {
    const hash = await this.chain.wallet(account).writeContract({
      ...this.transfer(signed),
      gas: REFUSED_GAS,
    });
    return this.chain.client.waitForTransactionReceipt({ hash });
  }

  /**
   * Asks the contract, without a transaction, what it would do with an authorization.
   *
   * Answers the denial, or `undefined` if it would pay; any other failure is thrown.
   */
  async denial(signed: SignedAuthorization): Promise<Denial | undefined> {
    try {
      await this.chain.client.simulateContract(this.transfer(signed));
      return undefined;
    } catch (error) {
      const reverted =
        error instanceof BaseError &&
        error.walk((cause) => cause instanceof ContractFunctionRevertedError);
      if (reverted instanceof ContractFunctionRevertedError && reverted.data) {
        const { errorName, args } = reverted.data;
        if (errorName === "PaymentDenied") {
          const [reason, asked, room] = args as unknown as [number, bigint, bigint];
          return { reason, asked, room };
        }
      }
      throw error;
    }
  }

  /** Every payment that the vault ever logged. */
  async settled(): Promise<Settled[]> {
    const logs = await this.chain.client.getLogs({ address: this.address, fromBlock: 0n });
    const payments = parseEventLogs({ abi: vaultAbi, eventName: "PaymentSettled", logs });
    return payments.map(({ args, transactionHash }) => ({
      ...(args as unknown as Omit<Settled, "transaction">),
      transaction: transactionHash,
    }));
  }

  private transfer(signed: SignedAuthorization) {
    return {
      address: this.address,
      abi: vaultAbi,
      functionName: "transferWithAuthorization",
      args: transferArguments(signed),
    };
  }
}
