/**
 * The published facilitator as a program, for benchmarks: `tsx published.ts RPC_URL`, with the key that pays
 * for gas in FACILITATOR_KEY. Its first line says where it listens.
 */
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { connect } from "./chain.ts";
import { startFacilitator } from "./facilitator.ts";

const [rpcUrl] = process.argv.slice(2);
const key = process.env["FACILITATOR_KEY"];
if (!rpcUrl || !key) throw new Error("usage: FACILITATOR_KEY=0x… tsx published.ts RPC_URL");
const { url } = await startFacilitator(connect(rpcUrl), privateKeyToAccount(key as Hex));
console.log(JSON.stringify({ url }));
