/** The published x402 facilitator, unmodified, behind the three endpoints of the specification. */
import { x402Facilitator } from "@x402/core/facilitator";
import type { PaymentPayload, PaymentRequirements } from "@x402/core/types";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { registerExactEvmScheme } from "@x402/evm/exact/facilitator";
import express from "express";
import type { LocalAccount } from "viem";
import { type Chain, NETWORK } from "./chain.ts";
import { type Listening, listen } from "./http.ts";

/** Starts a facilitator that settles with the gas of `account`. */
export async function startFacilitator(
  chain: Omit<Chain, "stop">,
  account: LocalAccount,
): Promise<Listening> {
  const facilitator = registerExactEvmScheme(new x402Facilitator(), {
    signer: signer(chain, account),
    networks: NETWORK,
  });
  const app = express().use(express.json());
  app.get("/supported", (_request, response) => {
    response.json(facilitator.getSupported());
  });
  app.post("/verify", async (request, response) => {
    const { paymentPayload, paymentRequirements } = request.body as PaymentRequest;
    response.json(await facilitator.verify(paymentPayload, paymentRequirements));
  });
  app.post("/settle", async (request, response) => {
    const { paymentPayload, paymentRequirements } = request.body as PaymentRequest;
    response.json(await facilitator.settle(paymentPayload, paymentRequirements));
  });
  return listen(app);
}

interface PaymentRequest {
  paymentPayload: PaymentPayload;
  paymentRequirements: PaymentRequirements;
}

type Signer = Parameters<typeof toFacilitatorEvmSigner>[0];

function signer(
  chain: Omit<Chain, "stop">,
  account: LocalAccount,
): ReturnType<typeof toFacilitatorEvmSigner> {
  const wallet = chain.wallet(account);
  // The account's nonce is read when a transaction is prepared: two prepared at once would collide.
  const inTurn = queue();
  return toFacilitatorEvmSigner({
    address: account.address,
    getCode: (args) => chain.client.getCode(args),
    readContract: ({ args = [], ...call }) => chain.client.readContract({ ...call, args }),
    verifyTypedData: (args) =>
      chain.client.verifyTypedData(args as Parameters<typeof chain.client.verifyTypedData>[0]),
    writeContract: (call) => inTurn(() => wallet.writeContract(call)),
    sendTransaction: (transaction) => inTurn(() => wallet.sendTransaction(transaction)),
    waitForTransactionReceipt: (args) => chain.client.waitForTransactionReceipt(args),
  } satisfies Signer);
}

/** Runs what it is given one after the other, in the order given. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}
