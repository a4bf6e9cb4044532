/** Sequenced nonces for an agent with the published x402 client: the vault settles them for less gas. */
import type {
  PaymentPayloadContext,
  PaymentPayloadResult,
  PaymentRequirements,
} from "@x402/core/types";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { type Hex, bytesToBigInt, concat, toHex } from "viem";
import { VAULT_DOMAIN } from "./vendor.ts";

/** What the published scheme signs with. */
export type Signer = ConstructorParameters<typeof ExactEvmScheme>[0];

/** The first 8 bytes of keccak256("bursar.sequenced.1"), and 8 of zero. */
const TAG: Hex = "0x735d1344c4ac9b430000000000000000";

/** Counts the nonces of one lane, which nobody else counts for the same key. */
export class Lane {
  /**
   * An agent that remembers nothing from before gets a lane of its own, of 64 random bits; one that
   * does goes on with the first `sequence` that it has not signed yet.
   */
  constructor(
    readonly lane: bigint = bytesToBigInt(crypto.getRandomValues(new Uint8Array(8))),
    private sequence = 0n,
  ) {}

  next(): Hex {
    return concat([TAG, toHex(this.lane, { size: 8 }), toHex(this.sequence++, { size: 8 })]);
  }
}

/** The published `exact` scheme, but payments out of vaults have the nonces of a lane. */
export class SequencedEvmScheme extends ExactEvmScheme {
  constructor(
    private readonly by: Signer,
    private readonly lane: Lane,
  ) {
    super(by);
  }

  override async createPaymentPayload(
    version: number,
    offer: PaymentRequirements,
    context?: PaymentPayloadContext,
  ): Promise<PaymentPayloadResult> {
    if (offer.extra.name !== VAULT_DOMAIN.name) {
      return super.createPaymentPayload(version, offer, context);
    }
    const nonce = this.lane.next();
    // The published scheme draws a nonce of its own; what is signed and sent has this one instead.
    const scheme = new ExactEvmScheme({
      address: this.by.address,
      signTypedData: (data) =>
        this.by.signTypedData({ ...data, message: { ...data.message, nonce } }),
    });
    const payment = await scheme.createPaymentPayload(version, offer, context);
    const authorization = { ...(payment.payload.authorization as object), nonce };
    return { ...payment, payload: { ...payment.payload, authorization } };
  }
}
