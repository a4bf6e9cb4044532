/** Vendors: shops that use the published x402 middleware for Express, unmodified. */
import { HTTPFacilitatorClient } from "@x402/core/server";
import type { PaymentOption } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import express from "express";
import type { Address } from "viem";
import { NETWORK } from "./chain.ts";
import { type Listening, listen } from "./http.ts";
import { USDC_DOMAIN } from "./usdc.ts";

/** The EIP-712 domain of every vault. */
export const VAULT_DOMAIN = { name: "Bursar", version: "1" } as const;

/** How long a quote may be paid, seconds. */
const QUOTE_SECONDS = 300;

/** Something for sale at a path of a shop. */
export interface Good {
  readonly path: string;
  /** In the token's smallest unit. */
  readonly price: bigint;
  /** The payee, where it is not the shop's own. */
  readonly payTo?: Address;
  /** Seconds that an authorization may live; 300 if not said. */
  readonly maxTimeoutSeconds?: number;
}

/** What all shops need to know. */
export interface Market {
  readonly usdc: Address;
  readonly vault: Address;
  readonly facilitatorUrl: string;
}

/** An open shop. */
export interface Vendor extends Listening {
  readonly name: string;
  readonly payTo: Address;
  /** Where a good is bought. */
  link(good: Good): string;
}

/** What the shop hands over for a good. */
export interface Delivery {
  readonly good: string;
  readonly vendor: string;
}

/** Opens a shop: plain USDC first in `accepts`, the vault last, so that ordinary payers see no change. */
export async function openVendor(
  market: Market,
  name: string,
  payTo: Address,
  goods: readonly Good[],
): Promise<Vendor> {
  const server = new x402ResourceServer(
    new HTTPFacilitatorClient({ url: market.facilitatorUrl }),
  ).register(NETWORK, new ExactEvmScheme());
  const routes = Object.fromEntries(
    goods.map((good) => [
      `GET ${good.path}`,
      { accepts: accepts(market, payTo, good), mimeType: "application/json" },
    ]),
  );
  const app = express().use(paymentMiddleware(routes, server));
  for (const good of goods) {
    app.get(good.path, (_request, response) => {
      response.json({ good: good.path, vendor: name } satisfies Delivery);
    });
  }
  const listening = await listen(app);
  return { ...listening, name, payTo, link: (good) => `${listening.url}${good.path}` };
}

function accepts(market: Market, shop: Address, good: Good): PaymentOption[] {
  const amount = good.price.toString();
  const terms = {
    scheme: "exact",
    network: NETWORK,
    payTo: good.payTo ?? shop,
    maxTimeoutSeconds: good.maxTimeoutSeconds ?? QUOTE_SECONDS,
  };
  return [
    { ...terms, price: { asset: market.usdc, amount, extra: USDC_DOMAIN } },
    { ...terms, price: { asset: market.vault, amount, extra: VAULT_DOMAIN } },
  ];
}
