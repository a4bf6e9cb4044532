/** What published x402 software sees of the relayer. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Address, isAddressEqual } from "viem";
import {
  type Purchase,
  buy,
  ordinaryClient,
  quote,
  send,
  sequencedClient,
  signed,
} from "../src/agent.ts";
import { NETWORK, newKey } from "../src/chain.ts";
import { units } from "../src/money.ts";
import { paid } from "../src/proof.ts";
import { Lane, SequencedEvmScheme } from "../src/sequenced.ts";
import { type Agent, type World, hire, hireContract, stranger } from "../src/world.ts";
import { GOOD, type Stage, openStage } from "./stage.ts";

describe("the relayer", () => {
  let stage: Stage;
  let world: World;

  before(async () => {
    stage = await openStage();
    ({ world } = stage);
  });

  after(() => stage?.close());

  const shop = () => stage.shop(world.relayer.url);
  const client = (agent?: Agent) => stage.client(agent);

  const served = (answers: readonly Purchase[]): Purchase[] =>
    answers.filter(({ status }) => status === 200);

  test("buy_gets_one_resource_when_one_payment_is_sent_ten_times_at_once", async () => {
    const vendor = await shop();
    const url = vendor.link(GOOD);
    const payment = await client().createPaymentPayload(await quote(url));
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(url, payment)));
    assert.equal(served(answers).length, 1);
    for (const refused of answers.filter(({ status }) => status !== 200)) {
      assert.equal(refused.status, 402, refused.body);
      assert.ok(!refused.body.includes('"good"'), "the shop served what was paid by another");
    }
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    assert.equal(await world.vault.isUsed(signed(payment)), true);
  });

  test("buy_is_refused_when_the_payment_was_settled_before", async () => {
    const vendor = await shop();
    const first = await buy(client(), vendor.link(GOOD));
    paid(first);
    const again = await send(vendor.link(GOOD), first.payment);
    assert.equal(again.status, 402);
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("buy_is_refused_when_a_stranger_settled_the_payment_himself", async () => {
    const vendor = await shop();
    const payment = await client().createPaymentPayload(await quote(vendor.link(GOOD)));
    const receipt = await world.vault.settle((await stranger(world)).account, signed(payment));
    assert.equal(receipt.status, "success");
    await world.relayer.caughtUp();
    assert.equal((await send(vendor.link(GOOD), payment)).status, 402);
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("buy_settles_in_batches_when_many_buy_at_once", async () => {
    const vendor = await shop();
    const url = vendor.link(GOOD);
    const answers = await Promise.all(Array.from({ length: 40 }, () => buy(client(), url)));
    const transactions = new Set(answers.map(paid));
    assert.ok(transactions.size < answers.length, "every payment had a transaction of its own");
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price * 40n);
  });

  test("buy_passes_exactly_what_the_cap_allows_when_more_buy_at_once", async () => {
    const saver = await hire(world, stage.treasury, "saver", {
      paymentCap: "0.01",
      vendors: "any",
      budget: "0.05",
    });
    await world.relayer.caughtUp();
    const vendor = await shop();
    const url = vendor.link(GOOD);
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(client(saver), url)));
    assert.equal(served(answers).length, 5);
    const refusals = answers.filter(({ status }) => status !== 200);
    assert.ok(refusals.every(({ refusal }) => refusal === "policy_budget"));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), units("0.05"));
  });

  test("buy_pays_what_the_code_of_a_contract_signs", async () => {
    const policy = { paymentCap: "0.01", vendors: "any" } as const;
    const wallet = await hireContract(world, stage.treasury, "wallet", policy);
    await world.relayer.caughtUp();
    const vendor = await shop();
    const bought = await buy(client(wallet), vendor.link(GOOD));
    paid(bought);
    assert.equal(signed(bought.payment).authorization.from, wallet.key.account.address);
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    // By another key, nothing.
    const other = { ...newKey().account, address: wallet.key.account.address };
    const thief = { name: "thief", key: { ...wallet.key, account: other } };
    const refused = await buy(client(thief), vendor.link(GOOD));
    assert.equal(refused.refusal, "invalid_exact_evm_signature");
  });

  test("buy_pays_with_sequenced_nonces_in_a_row_and_at_once_and_each_once", async () => {
    const vendor = await shop();
    const url = vendor.link(GOOD);
    const { account } = stage.agent.key;
    const lane = new Lane(7n, 250n);
    const counting = () =>
      sequencedClient(account, world.vault.address, [world.usdc.address], lane);
    const bought = [await buy(counting(), url), await buy(counting(), url)];
    bought.push(...(await Promise.all(Array.from({ length: 10 }, () => buy(counting(), url)))));
    bought.forEach(paid);
    const nonces = bought.map(({ payment }) => signed(payment).authorization.nonce).sort();
    const first = new Lane(7n, 250n);
    assert.deepEqual(
      nonces,
      Array.from(nonces, () => first.next()),
    );
    for (const { payment } of bought) {
      assert.equal(await world.vault.isUsed(signed(payment)), true);
      assert.equal((await send(url, payment)).status, 402);
    }
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price * 12n);
  });

  test("buy_pays_with_a_sequenced_nonce_by_any_facilitator_and_then_by_no_other", async () => {
    const vendor = await stage.shop(world.otherFacilitator.url);
    const { account } = stage.agent.key;
    const wallet = [world.usdc.address];
    const lane = new Lane();
    const client = sequencedClient(account, world.vault.address, wallet, lane);
    const bought = await buy(client, vendor.link(GOOD));
    paid(bought);
    await world.relayer.caughtUp();
    const again = await send((await shop()).link(GOOD), bought.payment);
    assert.equal(again.status, 402);
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("buy_draws_a_random_nonce_for_plain_usdc_when_the_lane_is_for_vaults", async () => {
    const vendor = await shop();
    const { account } = await world.chain.fundedKey();
    await world.usdc.mint(account.address, GOOD.price);
    const lane = new Lane(1n);
    const client = ordinaryClient(account, [world.usdc.address]).register(
      NETWORK,
      new SequencedEvmScheme(account, lane),
    );
    const bought = await buy(client, vendor.link(GOOD));
    paid(bought);
    assert.equal(lane.next(), new Lane(1n).next());
  });

  test("buy_pays_plain_usdc_when_the_payer_does_not_know_the_vault", async () => {
    const vendor = await shop();
    const { account } = await world.chain.fundedKey();
    await world.usdc.mint(account.address, GOOD.price);
    const bought = await buy(ordinaryClient(account, [world.usdc.address]), vendor.link(GOOD));
    paid(bought);
    assert.ok(isAddressEqual(bought.payment.accepted.asset as Address, world.usdc.address));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    assert.equal(await world.usdc.balanceOf(account.address), 0n);
  });
});
