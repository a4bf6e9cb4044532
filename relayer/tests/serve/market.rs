//! A vault with a treasury and an agent, and a relayer that settles for it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider as _;
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_abi::IVault;
use bursar_policy::Authorization;
use bursar_policy::eip712::{domain_separator, transfer_digest};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::body::request;
use crate::harness::{BANK, Ran, World, bursar, secret};
use crate::mirrored::assert_mirrored;

/// Anyone may be paid, up to 25 at once and 100 a day.
pub(crate) const POLICY: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "25.00"
period = "day"
period-cap = "100.00"
"#;

/// How long an authorization lives, seconds.
const LIFE: u64 = 600;

/// Longer than anything here takes; only a test that fails waits for so long.
const LIMIT: Duration = Duration::from_secs(60);

/// A treasury with 1,000 tokens and one agent.
pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) owner: PrivateKeySigner,
    pub(crate) agent: PrivateKeySigner,
    pub(crate) treasury: String,
    /// Who sends the relayer's transactions.
    pub(crate) sender: PrivateKeySigner,
    /// Those that its relayers settle for; commands and payments are about the one at hand,
    /// [`Market::vault`].
    vaults: Vec<Address>,
}

/// A running `bursar serve`; killed when dropped.
pub(crate) struct Relayer {
    pub(crate) child: Child,
    pub(crate) url: String,
    http: reqwest::Client,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    /// Its `Retry-After`, seconds.
    pub(crate) retry_after: Option<u64>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Market {
    /// Opens with an agent under `policy`.
    pub(crate) async fn open(policy: &str) -> Self {
        let world = World::with_vault().await;
        let owner = world.key(10_000).await;
        let sender = world.key(0).await;
        let agent = PrivateKeySigner::random();
        let (treasury, vaults) = (String::new(), Vec::new());
        let mut market = Self { world, owner, agent, treasury, sender, vaults };
        market.found(policy).await;
        market
    }

    /// Takes another vault of the token at hand, with a treasury and the agent there as in the first.
    pub(crate) async fn open_another(&mut self, policy: &str) {
        let (token, salt) = (self.world.token.to_string(), B256::with_last_byte(1).to_string());
        let deploy = ["deploy", "--token", &token, "--salt", &salt];
        let deployed = self.world.run(Some(BANK), &deploy).await.json();
        self.world.vault = Some(deployed["vault"].as_str().unwrap().to_owned());
        self.found(policy).await;
    }

    /// Opens the treasury and adds the agent in the vault at hand. Creator and salt make the treasury's
    /// number: it has the same in every vault.
    async fn found(&mut self, policy: &str) {
        self.vaults.push(self.vault());
        let salt = B256::ZERO.to_string();
        let create = ["treasury", "create", "--delay", "0s", "--salt", &salt];
        let created = self.owner(&create).await.json();
        self.treasury = created["treasury"].as_str().unwrap().to_owned();
        self.owner(&["treasury", "deposit", &self.treasury, "1000"]).await.json();
        self.hire(&self.agent, policy).await;
    }

    /// Takes one of its vaults at hand.
    pub(crate) fn turn_to(&mut self, vault: Address) {
        self.world.vault = Some(vault.to_string());
    }

    /// Adds an agent.
    pub(crate) async fn hire(&self, agent: &PrivateKeySigner, policy: &str) {
        let (treasury, consent) = (&self.treasury, self.world.file("consent.json"));
        let sign = ["agent", "consent", "--treasury", treasury, "--out", &consent];
        self.world.run(Some(&secret(agent)), &sign).await.json();
        let (policy, agent) = (self.policy(policy), agent.address().to_string());
        let add = ["agent", "add", &agent, "--treasury", treasury];
        let with = ["--policy", &policy, "--consent", &consent];
        self.owner(&[add.as_slice(), &with].concat()).await.json();
    }

    /// A policy file.
    pub(crate) fn policy(&self, text: &str) -> String {
        let path = self.world.file("policy.toml");
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The command line with the owner's key.
    pub(crate) async fn owner(&self, arguments: &[&str]) -> Ran {
        self.world.run(Some(&secret(&self.owner)), arguments).await
    }

    pub(crate) fn vault(&self) -> Address {
        self.world.vault.as_ref().unwrap().parse().unwrap()
    }

    /// Starts a relayer whose file ends with `settings`, on this market's own store.
    pub(crate) async fn relayer(&self, settings: &str) -> Relayer {
        let relayer = self.relayer_that_reads(settings).await;
        relayer.is_ready().await;
        relayer
    }

    /// Starts a relayer, and does not wait for it to be ready.
    pub(crate) async fn relayer_that_reads(&self, settings: &str) -> Relayer {
        self.relayer_at(&self.world.url(), settings).await
    }

    /// As [`Market::relayer_that_reads`], with the node at `node`.
    pub(crate) async fn relayer_at(&self, node: &str, settings: &str) -> Relayer {
        let vault = |vault: &Address| format!("[[vaults]]\naddress = '{vault}'\n");
        let text = format!(
            "[store]\npath = '{}'\n{}[[tokens]]\naddress = '{}'\n{settings}",
            self.world.file("bursar.db"),
            self.vaults.iter().map(vault).collect::<String>(),
            self.world.token
        );
        let file = self.world.file("bursar.toml");
        std::fs::write(&file, text).unwrap();
        let mut command = bursar(node);
        command
            .args(["--json", "serve", "--listen", "127.0.0.1:0", "--config", &file])
            .env("BURSAR_PRIVATE_KEY", secret(&self.sender))
            .env("BURSAR_LOG__FILTER", "error")
            .stdout(Stdio::piped());
        let start = move || {
            let mut child = command.spawn().unwrap();
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            (child, line)
        };
        let (child, line) = tokio::task::spawn_blocking(start).await.unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let url = line["url"].as_str().unwrap().to_owned();
        Relayer { child, url, http: reqwest::Client::new() }
    }

    /// An authorization of the agent to pay `vendor`, at the chain's time.
    pub(crate) async fn authorization(&self, vendor: Address, value: u64) -> Authorization {
        let now = self.world.bank.now().await.unwrap();
        Authorization {
            from: self.agent.address(),
            to: vendor,
            value: U256::from(value),
            valid_after: U256::ZERO,
            valid_before: U256::from(now.saturating_add(LIFE)),
            nonce: B256::random(),
        }
    }

    /// What a server sends that was paid as it required.
    pub(crate) async fn payment(&self, vendor: Address, value: u64) -> Value {
        self.body(&self.authorization(vendor, value).await)
    }

    /// What a server sends with this authorization, signed by the agent for the vault.
    pub(crate) fn body(&self, authorization: &Authorization) -> Value {
        self.body_by(&self.agent, authorization)
    }

    /// The same, signed by another key.
    pub(crate) fn body_by(&self, key: &PrivateKeySigner, authorization: &Authorization) -> Value {
        let domain = domain_separator(self.world.bank.id(), self.vault());
        let digest = transfer_digest(domain, authorization);
        let signature = key.sign_hash_sync(&digest).unwrap();
        let extra = json!({ "name": "Bursar", "version": "1" });
        let signature = signature.as_bytes().into();
        request(self.world.bank.id(), self.vault(), &extra, authorization, &signature)
    }

    /// Whether the chain makes a block for each transaction; turned on again, it makes one for all
    /// that wait.
    pub(crate) async fn set_automine(&self, on: bool) {
        self.control("evm_setAutomine", json!([on])).await;
    }

    /// Makes a block of the transactions that wait.
    pub(crate) async fn mine(&self) {
        self.control("evm_mine", json!([])).await;
    }

    /// Makes blocks.
    pub(crate) async fn mine_blocks(&self, blocks: u64) {
        self.control("anvil_mine", json!([format!("{blocks:#x}")])).await;
    }

    /// Lets time pass on the chain, and makes a block.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.control("evm_increaseTime", json!([seconds])).await;
        self.mine().await;
    }

    /// Puts code at an account, or takes it away.
    pub(crate) async fn set_code(&self, account: Address, code: Bytes) {
        self.control("anvil_setCode", json!([account, code])).await;
    }

    pub(crate) async fn snapshot(&self) -> String {
        self.world.bank.provider().raw_request("evm_snapshot".into(), json!([])).await.unwrap()
    }

    /// Goes back to a snapshot; what happens next is another chain.
    pub(crate) async fn revert(&self, snapshot: &str) {
        self.control("evm_revert", json!([snapshot])).await;
    }

    async fn control(&self, method: &'static str, parameters: Value) {
        let provider = self.world.bank.provider();
        provider.raw_request::<_, Value>(method.into(), parameters).await.unwrap();
    }

    /// How many transactions the relayer has sent, those that wait included.
    pub(crate) async fn sent(&self) -> u64 {
        let sender = self.sender.address();
        self.world.bank.provider().get_transaction_count(sender).pending().await.unwrap()
    }

    /// How often the vault says that it has settled this payment, by its own events.
    pub(crate) async fn settlements(&self, nonce: B256) -> usize {
        use alloy::rpc::types::Filter;
        use alloy::sol_types::SolEvent as _;
        let filter = Filter::new()
            .address(self.vault())
            .event_signature(IVault::PaymentSettled::SIGNATURE_HASH)
            .from_block(0);
        let logs = self.world.bank.provider().get_logs(&filter).await.unwrap();
        let events = logs.iter().map(|log| log.log_decode::<IVault::PaymentSettled>().unwrap());
        events.filter(|event| event.inner.nonce == nonce).count()
    }
}

impl Relayer {
    /// Waits until it says that it is ready.
    pub(crate) async fn is_ready(&self) {
        until(async || (self.get("/health/ready").await.status == 200).then_some(())).await;
    }

    /// Waits until it has read what is on the chain now.
    pub(crate) async fn follows(&self, market: &Market) {
        let latest = market.world.bank.latest().await.unwrap();
        while self.figure("bursar_indexed_block").await < latest {
            tokio::task::yield_now().await;
        }
    }

    /// A figure without labels of `/metrics`, as a whole number.
    pub(crate) async fn figure(&self, name: &str) -> u64 {
        let metrics = self.get("/metrics").await.text;
        let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is not in {metrics}")).parse().unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(format!("{}{path}", self.url))).await
    }

    pub(crate) async fn verify(&self, body: &Value) -> Answer {
        self.post("/verify", body.to_string(), &[]).await
    }

    pub(crate) async fn settle(&self, body: &Value) -> Answer {
        self.post("/settle", body.to_string(), &[]).await
    }

    pub(crate) async fn post(&self, path: &str, body: String, headers: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).body(body);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        answer(request).await
    }

    /// Whether the payment is valid, else why not.
    pub(crate) async fn verdict(&self, body: &Value) -> Result<(), String> {
        let answer = self.verify(body).await.json();
        if answer["isValid"] == true {
            return Ok(());
        }
        Err(answer["invalidReason"].as_str().unwrap().to_owned())
    }

    /// Ends it at once, as a power failure would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// However a test ended, the words that its store's events make are the vaults'.
impl Drop for Market {
    fn drop(&mut self) {
        let store = self.world.file("bursar.db");
        if std::thread::panicking() || !Path::new(&store).exists() {
            return;
        }
        let vaults: Vec<_> = self.vaults.iter().map(|vault| (*vault, 0)).collect();
        let compare = assert_mirrored(&self.world.bank, &vaults, store.as_ref());
        tokio::task::block_in_place(|| Handle::current().block_on(compare));
    }
}

impl Drop for Relayer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again and again, until there is an answer.
pub(crate) async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, asking).await.expect("an answer within a minute")
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let retry_after = response.headers().get(reqwest::header::RETRY_AFTER);
    let retry_after = retry_after.map(|seconds| seconds.to_str().unwrap().parse().unwrap());
    Answer { status, text: response.text().await.unwrap(), retry_after }
}
