/** Buyers: the published x402 client for fetch, unmodified. */
import { x402Client } from "@x402/core/client";
import {
  decodePaymentRequiredHeader,
  decodePaymentResponseHeader,
  encodePaymentSignatureHeader,
} from "@x402/core/http";
import type {
  PaymentPayload,
  PaymentRequired,
  PaymentRequirements,
  SettleResponse,
} from "@x402/core/types";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { wrapFetchWithPayment } from "@x402/fetch";
import { type Address, type Hex, type LocalAccount, isAddressEqual } from "viem";
import { NETWORK } from "./chain.ts";
import { type Lane, SequencedEvmScheme } from "./sequenced.ts";

/** The message that a buyer signs (EIP-3009), as x402 carries it. */
export interface Authorization {
  readonly from: Address;
  readonly to: Address;
  readonly value: string;
  readonly validAfter: string;
  readonly validBefore: string;
  readonly nonce: Hex;
}

/** A signed authorization. */
export interface SignedAuthorization {
  readonly authorization: Authorization;
  readonly signature: Hex;
}

/** How an attempt to buy ended. */
export interface Purchase {
  /** The HTTP status of the last answer. */
  readonly status: number;
  /** The body of the last answer. */
  readonly body: string;
  /** The quote that was accepted, and what was signed for it. */
  readonly payment: PaymentPayload;
  /** The `PAYMENT-RESPONSE` header: there if it came to a settlement. */
  readonly settlement: SettleResponse | undefined;
  /** Why the shop refused the payment, in the words of its facilitator. */
  readonly refusal: string | undefined;
}

/** The assets an agent may pay with, besides those that the client knows by itself. */
export type Wallet = readonly Address[];

/** Prefers the vault wherever a shop offers it: the selector and the spend controls are all that an agent sets. */
export function agentClient(account: LocalAccount, vault: Address, others: Wallet): x402Client {
  const preferVault = (_version: number, offers: PaymentRequirements[]): PaymentRequirements => {
    const offer = offers.find(({ asset }) => isAddressEqual(asset as Address, vault)) ?? offers[0];
    if (!offer) throw new Error("the shop offers nothing that this agent can pay with");
    return offer;
  };
  return withAssets(new x402Client(preferVault), account, [vault, ...others]);
}

/** The same agent with the nonces of a lane; its clients share the lane. */
export function sequencedClient(
  account: LocalAccount,
  vault: Address,
  others: Wallet,
  lane: Lane,
): x402Client {
  const client = agentClient(account, vault, others);
  return client.register(NETWORK, new SequencedEvmScheme(account, lane));
}

/** An ordinary buyer: takes the first offer that it can pay. */
export function ordinaryClient(account: LocalAccount, assets: Wallet): x402Client {
  return withAssets(new x402Client(), account, assets);
}

function withAssets(client: x402Client, account: LocalAccount, assets: Wallet): x402Client {
  return registerExactEvmScheme(client, { signer: account, networks: [NETWORK] }).setSpendControls({
    allowedAssets: assets.map((asset) => ({ network: NETWORK, asset })),
  });
}

/** Buys what is at `url`, whatever comes of it. One client serves one purchase at a time. */
export async function buy(client: x402Client, url: string): Promise<Purchase> {
  let payment: PaymentPayload | undefined;
  client.onAfterPaymentCreation(async ({ paymentPayload }) => {
    payment = paymentPayload;
  });
  const response = await wrapFetchWithPayment(fetch, client)(url);
  if (!payment) throw new Error(`${url} answered ${response.status} without asking for money`);
  return outcome(response, payment);
}

/** The quote of what is at `url`. */
export async function quote(url: string): Promise<PaymentRequired> {
  const response = await fetch(url);
  const required = response.headers.get("PAYMENT-REQUIRED");
  if (!required) throw new Error(`${url} answered ${response.status} without asking for money`);
  return decodePaymentRequiredHeader(required);
}

/** Sends a request with a payment that is signed already. */
export async function send(url: string, payment: PaymentPayload): Promise<Purchase> {
  const headers = { "PAYMENT-SIGNATURE": encodePaymentSignatureHeader(payment) };
  return outcome(await fetch(url, { headers }), payment);
}

async function outcome(response: Response, payment: PaymentPayload): Promise<Purchase> {
  const settled = response.headers.get("PAYMENT-RESPONSE");
  const required = response.headers.get("PAYMENT-REQUIRED");
  return {
    status: response.status,
    body: await response.text(),
    payment,
    settlement: settled ? decodePaymentResponseHeader(settled) : undefined,
    refusal: required ? decodePaymentRequiredHeader(required).error : undefined,
  };
}

/** What a buyer signed, out of a payment. */
export const signed = ({ payload }: PaymentPayload): SignedAuthorization =>
  payload as unknown as SignedAuthorization;
