/** What to look at while everything keeps running: addresses, and commands to paste. */
import { dirname } from "node:path";
import type { MarketDay } from "./market-day.ts";
import { binary, tool } from "./project.ts";
import { GOODS } from "./shops.ts";

/** URLs and commands for somebody with a shell in the project's root. */
export function suggestions({ world, shops, treasuries, agents }: MarketDay): string {
  const { chain, vault, relayer, otherFacilitator, usdc } = world;
  const id = treasuries.laboratory.id;
  const [agent] = agents;
  const rpc = `--rpc-url ${chain.rpcUrl}`;
  const forecast = shops.weather.link(GOODS.weather.forecast);
  const payment = `${agent?.key.account.address} ${shops.weather.payTo} 0.01`;
  const settled =
    "'PaymentSettled(uint64 indexed,address indexed,address indexed,uint256,bytes32)'";
  return [
    "",
    "Still running, until ctrl-c:",
    `    chain        ${chain.rpcUrl}`,
    `    relayer      ${relayer.url}/supported`,
    `    published    ${otherFacilitator.url}/supported`,
    ...Object.values(shops).map(({ name, url }) => `    ${name.padEnd(11)}  ${url}`),
    "",
    "To paste:",
    `    export PATH=${dirname(tool("cast"))}:${dirname(binary("bursar"))}:$PATH`,
    `    export BURSAR_RPC_URL=${chain.rpcUrl} BURSAR_VAULT=${vault.address}`,
    `    cast logs ${rpc} --address ${vault.address} ${settled}`,
    `    cast call ${rpc} ${vault.address} 'name()(string)'`,
    `    cast call ${rpc} ${usdc.address} 'balanceOf(address)(uint256)' ${shops.weather.payTo}`,
    `    curl -i ${forecast}`,
    `    curl ${relayer.url}/payments?limit=3`,
    `    curl ${relayer.url}/metrics`,
    `    bursar check ${payment}`,
    `    bursar treasury show ${id}`,
    `    bursar audit verify ${id}`,
    "",
  ].join("\n");
}
