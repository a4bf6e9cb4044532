/** What ordinary tools and other people's x402 software see of a vault. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Address, domainSeparator, getAddress, isAddressEqual, parseEventLogs } from "viem";
import { buy, ordinaryClient, quote, send, signed } from "../src/agent.ts";
import { CHAIN_ID, newKey } from "../src/chain.ts";
import { startFacilitator } from "../src/facilitator.ts";
import { units } from "../src/money.ts";
import { run } from "../src/processes.ts";
import { tool } from "../src/project.ts";
import { paid } from "../src/proof.ts";
import { vaultAbi } from "../src/vault.ts";
import { VAULT_DOMAIN } from "../src/vendor.ts";
import { type World, stranger } from "../src/world.ts";
import { GOOD, type Stage, openStage } from "./stage.ts";

describe("the facade", () => {
  let stage: Stage;
  let world: World;

  before(async () => {
    stage = await openStage();
    ({ world } = stage);
  });

  after(() => stage?.close());

  const shop = (facilitatorUrl = world.otherFacilitator.url) => stage.shop(facilitatorUrl);
  const client = () => stage.client();

  const cast = async (...args: string[]): Promise<string> =>
    (await run(tool("cast"), [...args, "--rpc-url", world.chain.rpcUrl])).trim();

  const asks = (signature: string, ...args: string[]): Promise<string> =>
    cast("call", world.vault.address, signature, ...args);

  test("buy_pays_plain_usdc_when_the_payer_does_not_know_the_vault", async () => {
    const vendor = await shop();
    const { account } = await world.chain.fundedKey();
    await world.usdc.mint(account.address, units("1.00"));
    const payments = (await world.vault.settled()).length;
    const bought = await buy(ordinaryClient(account, [world.usdc.address]), vendor.link(GOOD));
    paid(bought);
    assert.ok(isAddressEqual(bought.payment.accepted.asset as Address, world.usdc.address));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    assert.equal(await world.usdc.balanceOf(account.address), units("1.00") - GOOD.price);
    assert.equal((await world.vault.settled()).length, payments);
  });

  test("buy_takes_plain_usdc_when_an_ordinary_payer_may_pay_with_both", async () => {
    const vendor = await shop();
    const { account } = await world.chain.fundedKey();
    await world.usdc.mint(account.address, GOOD.price);
    const assets = [world.vault.address, world.usdc.address];
    const bought = await buy(ordinaryClient(account, assets), vendor.link(GOOD));
    paid(bought);
    assert.ok(isAddressEqual(bought.payment.accepted.asset as Address, world.usdc.address));
  });

  test("buy_pays_from_the_treasury_when_the_agent_holds_no_token", async () => {
    const vendor = await shop();
    const balance = (await world.vault.treasury(BigInt(stage.treasury.id))).balance;
    paid(await buy(client(), vendor.link(GOOD)));
    assert.equal(await world.usdc.balanceOf(stage.agent.key.account.address), 0n);
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    assert.equal(
      (await world.vault.treasury(BigInt(stage.treasury.id))).balance,
      balance - GOOD.price,
    );
  });

  test("buy_pays_when_another_facilitator_settles", async () => {
    const other = await startFacilitator(world.chain, (await world.chain.fundedKey()).account);
    world.running.push(other);
    const vendor = await shop(other.url);
    paid(await buy(client(), vendor.link(GOOD)));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("settle_pays_when_a_stranger_sends_the_authorization", async () => {
    const vendor = await shop();
    const payment = await client().createPaymentPayload(await quote(vendor.link(GOOD)));
    const sender = (await stranger(world)).account;
    const receipt = await world.vault.settle(sender, signed(payment));
    assert.equal(receipt.status, "success");
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("buy_is_refused_when_the_payment_was_settled_before", async () => {
    const vendor = await shop();
    const first = await buy(client(), vendor.link(GOOD));
    paid(first);
    const again = await send(vendor.link(GOOD), first.payment);
    assert.equal(again.status, 402);
    assert.ok(!again.body.includes("good"));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
  });

  test("buy_moves_money_once_when_one_payment_is_sent_many_times_at_once", async () => {
    const vendor = await shop();
    const url = vendor.link(GOOD);
    const payment = await client().createPaymentPayload(await quote(url));
    // Published servers keep no memory and may serve more than one; the chain pays once.
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(url, payment)));
    assert.ok(answers.some(({ status }) => status === 200));
    assert.equal(await world.usdc.balanceOf(vendor.payTo), GOOD.price);
    assert.equal(await world.vault.isUsed(signed(payment)), true);
  });

  test("name_and_domain_are_the_vaults_when_cast_asks", async () => {
    const separator = domainSeparator({
      domain: { ...VAULT_DOMAIN, chainId: CHAIN_ID, verifyingContract: world.vault.address },
    });
    assert.equal(await asks("name()(string)"), '"Bursar"');
    assert.equal(await asks("version()(string)"), '"1"');
    assert.equal(await asks("symbol()(string)"), '"BURSAR"');
    assert.equal(await asks("decimals()(uint8)"), "6");
    assert.equal(await asks("DOMAIN_SEPARATOR()(bytes32)"), separator);
    const [fields, name, version, chainId, contract] = (
      await asks("eip712Domain()(bytes1,string,string,uint256,address,bytes32,uint256[])")
    ).split("\n");
    assert.deepEqual(
      [fields, name, version, chainId?.split(" ")[0], contract],
      ["0x0f", '"Bursar"', '"1"', String(CHAIN_ID), getAddress(world.vault.address)],
    );
  });

  test("balance_of_is_what_could_be_paid_when_cast_asks", async () => {
    const balance = async (account: Address): Promise<bigint> =>
      BigInt((await asks("balanceOf(address)(uint256)", account)).split(" ")[0] ?? "");
    assert.equal(await balance(stage.agent.key.account.address), units("1.00"));
    assert.equal(await balance(newKey().account.address), 0n);
    const pair = [stage.agent.key.account.address, newKey().account.address] as const;
    assert.equal(await asks("allowance(address,address)(uint256)", ...pair), "0");
  });

  test("logs_tell_the_payment_when_cast_and_viem_read_them", async () => {
    const vendor = await shop();
    const bought = await buy(client(), vendor.link(GOOD));
    const hash = paid(bought);
    const { logs } = await world.chain.client.getTransactionReceipt({ hash });
    const events = parseEventLogs({ abi: vaultAbi, logs }).map(({ eventName }) => eventName);
    for (const name of ["Transfer", "AuthorizationUsed", "PaymentSettled", "AuditHead"]) {
      assert.ok(events.includes(name), `${name} is missing among ${events.join(", ")}`);
    }
    const found = JSON.parse(
      await cast(
        "logs",
        "--json",
        "--address",
        world.vault.address,
        "PaymentSettled(uint64 indexed,address indexed,address indexed,uint256,bytes32)",
      ),
    ) as { transactionHash: string; data: string }[];
    const mine = found.filter(({ transactionHash }) => transactionHash === hash);
    assert.equal(mine.length, 1);
    assert.ok(mine[0]?.data.endsWith(signed(bought.payment).authorization.nonce.slice(2)));
    assert.equal(found.length, (await world.vault.settled()).length);
  });
});
