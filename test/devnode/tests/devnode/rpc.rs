//! The endpoint as alloy uses it, and the corners of JSON-RPC that alloy does not reach.

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    network::{EthereumWallet, TransactionBuilder as _},
    primitives::{Address, B256, U256, address},
    providers::{Provider, ProviderBuilder, WalletProvider as _},
    rpc::types::{Filter, TransactionRequest, state::StateOverridesBuilder},
    sol,
};
use serde_json::{Value, json};
use stylus_devnode::{
    ArbosVersion, Builder, Devnode, Mining, accounts::dev_accounts, genesis::MULTICALL3,
};

use crate::{evm, modules};

sol! {
    #[sol(rpc)]
    interface IMulticall3 {
        function getEthBalance(address addr) external view returns (uint256 balance);
        function getChainId() external view returns (uint256 chainid);
    }
}

async fn node() -> Devnode {
    start(Devnode::builder().chain_id(84_532)).await
}

async fn start(builder: Builder) -> Devnode {
    // The HTTP client is built for TLS too, and wants to know whose, even if it meets none. It may
    // be told only once.
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder.spawn().await.unwrap()
}

/// A provider that signs for the first dev account.
fn wallet(node: &Devnode) -> impl Provider + Clone + alloy::providers::WalletProvider {
    let wallet = EthereumWallet::from(dev_accounts().remove(0).signer);
    ProviderBuilder::new().wallet(wallet).connect_http(node.url().parse().unwrap())
}

/// Answer to one raw request.
async fn raw(node: &Devnode, body: impl Into<String>) -> Value {
    let client = reqwest::Client::new();
    let request = client.post(node.url()).header("content-type", "application/json");
    let text = request.body(body.into()).send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

async fn ask(node: &Devnode, method: &str, params: Value) -> Value {
    raw(node, json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string())
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_is_mined_at_once_with_its_receipt() {
    let node = node().await;
    let provider = wallet(&node);
    let to = address!("0x1111111111111111111111111111111111111111");
    let tx = TransactionRequest::default().with_to(to).with_value(U256::from(5));
    let receipt = provider.send_transaction(tx).await.unwrap().get_receipt().await.unwrap();
    assert!(receipt.status());
    assert_eq!((receipt.gas_used, receipt.effective_gas_price), (21_000, 100_000_000));
    assert_eq!(receipt.block_number, Some(1));
    assert_eq!(provider.get_balance(to).await.unwrap(), U256::from(5));
    assert_eq!(provider.get_chain_id().await.unwrap(), 84_532);

    let block = provider.get_block(BlockId::latest()).full().await.unwrap().unwrap();
    assert_eq!(block.header.number, 1);
    assert_eq!(block.header.hash_slow(), block.header.hash);
    let tx = block.transactions.into_transactions().next().unwrap();
    assert_eq!(tx.inner.tx_hash(), &receipt.transaction_hash);
    let sender = provider.default_signer_address();
    assert_eq!(provider.get_transaction_count(sender).await.unwrap(), 1);
    let before = provider.get_balance(to).block_id(BlockId::number(0)).await.unwrap();
    assert_eq!(before, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn receipt_and_block_carry_the_fields_of_arbitrum() {
    let node = node().await;
    let provider = wallet(&node);
    let tx = TransactionRequest::default().with_to(Address::ZERO).with_value(U256::from(5));
    let hash = *provider.send_transaction(tx).await.unwrap().tx_hash();
    let receipt = ask(&node, "eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["result"]["gasUsedForL1"], "0x0");
    assert_eq!(receipt["result"]["l1BlockNumber"], "0x0");
    assert_eq!(receipt["result"]["type"], "0x2");
    let block = ask(&node, "eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(block["result"]["sendCount"], "0x0");
    assert_eq!(block["result"]["gasLimit"], "0x4000000000000");
    assert_eq!(block["result"]["transactions"], json!([hash]));
    let missing = ask(&node, "eth_getTransactionReceipt", json!([B256::ZERO])).await;
    assert_eq!(missing.get("result"), Some(&Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn call_sees_overrides_and_leaves_no_trace() {
    let node = node().await;
    let provider = wallet(&node);
    let multicall = IMulticall3::new(MULTICALL3, &provider);
    assert_eq!(multicall.getChainId().call().await.unwrap(), U256::from(84_532));
    let someone = Address::repeat_byte(9);
    let overrides = StateOverridesBuilder::default().with_balance(someone, U256::from(77)).build();
    let seen = multicall.getEthBalance(someone).state(overrides).call().await.unwrap();
    assert_eq!(seen, U256::from(77));
    assert_eq!(multicall.getEthBalance(someone).call().await.unwrap(), U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn estimate_is_enough_and_at_most_one_and_a_half_per_cent_above() {
    let node = node().await;
    let provider = wallet(&node);
    let contract = Address::repeat_byte(3);
    node.chain().set_code(contract, evm::CALL_TWICE.to_vec().into());
    let data = evm::word(Address::repeat_byte(4));
    let tx = TransactionRequest::default().with_to(contract).with_input(data);
    let estimate = provider.estimate_gas(tx.clone()).await.unwrap();
    let receipt = provider.send_transaction(tx).await.unwrap().get_receipt().await.unwrap();
    assert!(receipt.status());
    assert!(estimate >= receipt.gas_used && estimate * 1000 <= receipt.gas_used * 1050);
    let plain = TransactionRequest::default().with_to(Address::repeat_byte(5));
    assert_eq!(provider.estimate_gas(plain).await.unwrap(), 21_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn revert_has_code_3_with_its_data() {
    let node = node().await;
    let contract = Address::repeat_byte(3);
    // mstore(0, "error string") is not needed: four bytes of a custom error will do.
    let code = alloy::primitives::hex!("63deadbeef60e01b5f5260045ffd");
    node.chain().set_code(contract, code.to_vec().into());
    for method in ["eth_call", "eth_estimateGas"] {
        let answer = ask(&node, method, json!([{"to": contract}, "latest"])).await;
        assert_eq!(answer["error"]["code"], 3);
        assert_eq!(answer["error"]["data"], "0xdeadbeef");
        assert_eq!(answer["error"]["message"], "execution reverted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_found_by_address_topic_range_and_hash() {
    let node = node().await;
    let provider = wallet(&node);
    let contract = Address::repeat_byte(3);
    node.chain().set_code(contract, evm::WRITE.to_vec().into());
    let filter_id = ask(&node, "eth_newFilter", json!([{"address": contract}])).await;
    let tx = TransactionRequest::default().with_to(contract);
    let receipt = provider.send_transaction(tx).await.unwrap().get_receipt().await.unwrap();
    let topic = B256::with_last_byte(9);
    let all = Filter::new().from_block(BlockNumberOrTag::Earliest).address(contract);
    let found = provider.get_logs(&all.clone().event_signature(topic)).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].transaction_hash, Some(receipt.transaction_hash));
    assert_eq!(found[0].block_hash, receipt.block_hash);
    let other = all.event_signature(B256::with_last_byte(8));
    assert!(provider.get_logs(&other).await.unwrap().is_empty());
    let by_hash = Filter::new().at_block_hash(receipt.block_hash.unwrap());
    assert_eq!(provider.get_logs(&by_hash).await.unwrap(), found);
    let changes = || ask(&node, "eth_getFilterChanges", json!([filter_id["result"]]));
    assert_eq!(changes().await["result"].as_array().unwrap().len(), 1);
    assert!(changes().await["result"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_never_move_and_no_tip_is_asked() {
    let node = node().await;
    let provider = wallet(&node);
    assert_eq!(provider.get_gas_price().await.unwrap(), 100_000_000);
    assert_eq!(provider.get_max_priority_fee_per_gas().await.unwrap(), 0);
    let history = provider.get_fee_history(10, BlockNumberOrTag::Latest, &[20.0]).await.unwrap();
    assert_eq!(history.base_fee_per_gas, [100_000_000; 2]);
    assert_eq!(history.reward.unwrap(), [[0]]);
    let rich = provider.default_signer_address();
    let tip = TransactionRequest::default()
        .with_to(Address::repeat_byte(8))
        .with_max_fee_per_gas(5_000_000_000)
        .with_max_priority_fee_per_gas(1_000_000_000);
    let before = provider.get_balance(rich).await.unwrap();
    provider.send_transaction(tip).await.unwrap().get_receipt().await.unwrap();
    let paid = before - provider.get_balance(rich).await.unwrap();
    assert_eq!(paid, U256::from(21_000_u64 * 100_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshot_is_restored_with_blocks_and_balances() {
    let node = node().await;
    let provider = wallet(&node);
    let snapshot = ask(&node, "evm_snapshot", json!([])).await;
    let someone = Address::repeat_byte(9);
    ask(&node, "anvil_setBalance", json!([someone, "0x10"])).await;
    ask(&node, "evm_mine", json!([])).await;
    assert_eq!(provider.get_block_number().await.unwrap(), 1);
    assert_eq!(provider.get_balance(someone).await.unwrap(), U256::from(16));
    let reverted = ask(&node, "evm_revert", json!([snapshot["result"]])).await;
    assert_eq!(reverted["result"], true);
    assert_eq!(provider.get_block_number().await.unwrap(), 0);
    assert_eq!(provider.get_balance(someone).await.unwrap(), U256::ZERO);
    let again = ask(&node, "evm_revert", json!([snapshot["result"]])).await;
    assert_eq!(again["result"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn time_goes_where_it_is_sent() {
    let node = node().await;
    let provider = wallet(&node);
    let genesis = provider.get_block(BlockId::number(0)).await.unwrap().unwrap().header.timestamp;
    ask(&node, "evm_increaseTime", json!([1000])).await;
    ask(&node, "evm_mine", json!([])).await;
    let later = provider.get_block(BlockId::latest()).await.unwrap().unwrap().header.timestamp;
    assert!((genesis + 1000..genesis + 1010).contains(&later));
    ask(&node, "evm_setNextBlockTimestamp", json!([later + 77])).await;
    ask(&node, "anvil_mine", json!(["0x1"])).await;
    let exact = provider.get_block(BlockId::latest()).await.unwrap().unwrap().header.timestamp;
    assert_eq!(exact, later + 77);
    let back = ask(&node, "evm_setNextBlockTimestamp", json!([genesis])).await;
    assert_eq!(back["error"]["code"], -32000);
}

#[tokio::test(flavor = "multi_thread")]
async fn impersonated_account_sends_without_a_key() {
    let node = node().await;
    let someone = Address::repeat_byte(9);
    ask(&node, "anvil_setBalance", json!([someone, "0xde0b6b3a7640000"])).await;
    let tx = json!([{"from": someone, "to": Address::repeat_byte(1), "value": "0x1"}]);
    let refused = ask(&node, "eth_sendTransaction", tx.clone()).await;
    assert_eq!(refused["error"]["code"], -32000);
    ask(&node, "anvil_impersonateAccount", json!([someone])).await;
    let hash = ask(&node, "eth_sendTransaction", tx).await["result"].clone();
    let mined = ask(&node, "eth_getTransactionByHash", json!([hash])).await;
    assert_eq!(mined["result"]["from"], json!(someone));
}

#[tokio::test(flavor = "multi_thread")]
async fn later_nonce_waits_for_the_one_before_it() {
    let node = start(Devnode::builder().mining(Mining::Auto)).await;
    let from = dev_accounts()[1].address;
    let send = |nonce: u64| {
        ask(
            &node,
            "eth_sendTransaction",
            json!([{"from": from, "to": from, "nonce": format!("{nonce:#x}")}]),
        )
    };
    let second = send(1).await["result"].clone();
    assert_eq!(ask(&node, "eth_blockNumber", json!([])).await["result"], "0x0");
    let waiting = ask(&node, "eth_getTransactionByHash", json!([second])).await;
    assert_eq!(waiting["result"]["blockNumber"], Value::Null);
    send(0).await;
    assert_eq!(ask(&node, "eth_blockNumber", json!([])).await["result"], "0x2");
    let third = ask(&node, "eth_getTransactionCount", json!([from, "pending"])).await;
    assert_eq!(third["result"], "0x2");
    let low = send(0).await;
    assert!(low["error"]["message"].as_str().unwrap().starts_with("nonce too low"));
}

#[tokio::test(flavor = "multi_thread")]
async fn replacement_must_raise_the_fee() {
    let node = start(Devnode::builder().mining(Mining::Manual)).await;
    let from = dev_accounts()[1].address;
    let send = |fee: u64| {
        let fee = format!("{fee:#x}");
        ask(
            &node,
            "eth_sendTransaction",
            json!([{"from": from, "to": from, "nonce": "0x0", "gasPrice": fee}]),
        )
    };
    send(100_000_000).await;
    let refused = send(109_000_000).await;
    let text = refused["error"]["message"].as_str().unwrap();
    assert!(text.starts_with("replacement transaction underpriced"));
    let replaced = send(110_000_000).await["result"].clone();
    ask(&node, "evm_mine", json!([])).await;
    let block = ask(&node, "eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(block["result"]["transactions"], json!([replaced]));
}

#[tokio::test(flavor = "multi_thread")]
async fn interval_mining_puts_what_waits_in_one_block() {
    let node = start(Devnode::builder().mining(Mining::Interval(300))).await;
    let accounts = dev_accounts();
    let mut hashes = Vec::new();
    for account in &accounts[..3] {
        let tx = json!([{"from": account.address, "to": account.address}]);
        hashes.push(ask(&node, "eth_sendTransaction", tx).await["result"].clone());
    }
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    let mut mined = Vec::new();
    for hash in hashes {
        let receipt = ask(&node, "eth_getTransactionReceipt", json!([hash])).await;
        assert_eq!(receipt["result"]["status"], "0x1");
        mined.push(receipt["result"]["blockNumber"].clone());
    }
    // No block is made of nothing.
    let tip = ask(&node, "eth_blockNumber", json!([])).await["result"].clone();
    assert_eq!(mined.last(), Some(&tip));
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_is_answered_in_order_and_errors_have_their_codes() {
    let node = node().await;
    let batch = r#"[{"jsonrpc":"2.0","id":7,"method":"eth_chainId"},{"jsonrpc":"2.0","method":"eth_chainId"},{"jsonrpc":"2.0","id":"b","method":"net_version","params":[]}]"#;
    let answers = raw(&node, batch).await;
    assert_eq!(
        answers,
        json!([
            {"jsonrpc": "2.0", "id": 7, "result": "0x14a34"},
            {"jsonrpc": "2.0", "id": "b", "result": "84532"}
        ])
    );
    assert_eq!(ask(&node, "eth_fillTransaction", json!([])).await["error"]["code"], -32601);
    assert_eq!(ask(&node, "eth_getBalance", json!(["nonsense"])).await["error"]["code"], -32602);
    assert_eq!(raw(&node, "{").await["error"]["code"], -32700);
    assert_eq!(raw(&node, "[]").await["error"]["code"], -32600);
    assert_eq!(raw(&node, r#"{"id":1}"#).await["error"]["code"], -32600);
}

#[tokio::test(flavor = "multi_thread")]
async fn call_of_a_program_not_activated_names_the_error() {
    let node = start(Devnode::builder().arbos(ArbosVersion::V60)).await;
    let program = Address::repeat_byte(3);
    let code = stylus_vm::encode_classic(modules::T0).unwrap();
    node.chain().set_code(program, code.into());
    let answer = ask(&node, "eth_call", json!([{"to": program}, "latest"])).await;
    assert_eq!(answer["error"]["code"], -32000);
    assert_eq!(answer["error"]["message"], "error ProgramNotActivated()");
    let hash = node.chain().state().code_hash(program);
    let data = format!("0xd70c0ca7{}", alloy::primitives::hex::encode(hash));
    let to = stylus_devnode::precompiles::ARB_WASM;
    let answer = ask(&node, "eth_call", json!([{"to": to, "data": data}, "latest"])).await;
    assert_eq!(answer["error"]["code"], 3);
    assert_eq!(answer["error"]["data"], "0x6f809c4e");
    assert_eq!(answer["error"]["message"], "execution reverted: error ProgramNotActivated()");
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoint_is_gone_when_the_node_is_dropped() {
    let node = node().await;
    let url = node.url();
    drop(node);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(reqwest::Client::new().post(url).body("{}").send().await.is_err());
}
