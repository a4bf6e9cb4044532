/** A payment as a client would make it, but with a nonce of our choice. */
import type { PaymentPayload, PaymentRequirements } from "@x402/core/types";
import { authorizationTypes } from "@x402/evm";
import {
  type Address,
  type Hex,
  type LocalAccount,
  concat,
  isAddressEqual,
  keccak256,
  slice,
  toHex,
} from "viem";
import { type Authorization, type SignedAuthorization, quote } from "./agent.ts";
import { CHAIN_ID } from "./chain.ts";
import { VAULT_DOMAIN } from "./vendor.ts";

/** The first 8 bytes of every sequenced nonce. */
const SEQUENCED_TAG = slice(keccak256(toHex("bursar.sequenced.1")), 0, 8);

/** A nonce that begins like a sequenced one, but has no zeros where those do. */
export const malformedNonce: Hex = concat([
  SEQUENCED_TAG,
  toHex(1, { size: 8 }),
  toHex(0, { size: 16 }),
]);

/** Accepts the quote at `url`, as published clients do, but with `nonce`. */
export async function payWithNonce(
  account: LocalAccount,
  vault: Address,
  url: string,
  nonce: Hex,
): Promise<PaymentPayload> {
  const { x402Version, accepts } = await quote(url);
  const accepted = accepts.find(({ asset }) => isAddressEqual(asset as Address, vault));
  if (!accepted) throw new Error(`${url} does not offer the vault`);
  return { x402Version, accepted, payload: { ...(await sign(account, vault, accepted, nonce)) } };
}

async function sign(
  account: LocalAccount,
  vault: Address,
  { payTo, amount, maxTimeoutSeconds }: PaymentRequirements,
  nonce: Hex,
): Promise<SignedAuthorization> {
  const now = Math.floor(Date.now() / 1000);
  const authorization: Authorization = {
    from: account.address,
    to: payTo as Address,
    value: amount,
    validAfter: "0",
    validBefore: (now + maxTimeoutSeconds).toString(),
    nonce,
  };
  const signature = await account.signTypedData({
    domain: { ...VAULT_DOMAIN, chainId: CHAIN_ID, verifyingContract: vault },
    types: authorizationTypes,
    primaryType: "TransferWithAuthorization",
    message: {
      ...authorization,
      value: BigInt(authorization.value),
      validAfter: BigInt(authorization.validAfter),
      validBefore: BigInt(authorization.validBefore),
    },
  });
  return { authorization, signature };
}
