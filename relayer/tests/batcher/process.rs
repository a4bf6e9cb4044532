//! A process that runs a batcher and can be killed: this very test binary, started again. What it is
//! asked comes line by line, and so does what it says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::signers::local::PrivateKeySigner;
use bursar::batcher::{Accepted, Batcher, Outcome, Settings};
use bursar::chain::Chain;
use bursar::payment::{PaymentSignature, SignedAuthorization};
use bursar::store::Store;
use bursar_policy::{Authorization, Signature};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::tenant::{Tenant, index};
use crate::world::{PATIENCE, World, nothing_handed_in};

/// What the environment tells the process.
const URL: &str = "BURSAR_TEST_URL";
const STORE: &str = "BURSAR_TEST_STORE";
const TOKEN: &str = "BURSAR_TEST_TOKEN";
const KEY: &str = "BURSAR_TEST_KEY";
/// Vault and block, where there is one.
const VAULT: &str = "BURSAR_TEST_VAULT";

/// The batcher in a process of its own.
pub(crate) struct Relay {
    child: Child,
    asks: ChildStdin,
    says: mpsc::UnboundedReceiver<String>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Whatever became of the test; a process that has ended already is no failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Relay {
    /// Starts it against the node at `url`.
    pub(crate) fn start(world: &World, tenant: Option<&Tenant>, url: &str) -> Self {
        let vault = tenant.map(|tenant| format!("{} {}", tenant.vault, tenant.block));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process::relay", "--ignored", "--nocapture"])
            .env(URL, url)
            .env(STORE, world.store())
            .env(TOKEN, world.token.to_string())
            .env(KEY, world.relayer.to_bytes().to_string())
            .env(VAULT, vault.unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let asks = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (hears, says) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|said| hears.send(said))
        });
        Self { child, asks, says }
    }

    /// Hands in a payment.
    pub(crate) fn ask(&mut self, payment: &SignedAuthorization) {
        writeln!(self.asks, "{}", written(payment)).unwrap();
    }

    /// The next thing it says of a payment: its nonce, and what.
    pub(crate) async fn hear(&mut self) -> (B256, String) {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.says.recv()).await.unwrap();
            let line = line.expect("the process goes on");
            let Some((_, said)) = line.split_once("@ ") else { continue };
            let (nonce, said) = said.split_once(' ').unwrap();
            return (nonce.parse().unwrap(), said.to_owned());
        }
    }

    /// Hears until it has said `count` times what begins with `what`: all it said, by payment.
    pub(crate) async fn hear_all(
        &mut self,
        what: &str,
        count: usize,
    ) -> BTreeMap<B256, Vec<String>> {
        let (mut heard, mut left) = (BTreeMap::<B256, Vec<String>>::new(), count);
        while left > 0 {
            let (nonce, said) = self.hear().await;
            assert!(!said.starts_with("ended otherwise"), "{nonce}: {said}");
            left -= usize::from(said.starts_with(what));
            heard.entry(nonce).or_default().push(said);
        }
        heard
    }

    /// SIGKILL: no handler, no flush, nothing.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn written(payment: &SignedAuthorization) -> Value {
    let message = &payment.authorization;
    json!({
        "asset": payment.asset,
        "from": message.from,
        "to": message.to,
        "value": message.value.to_string(),
        "validBefore": message.valid_before.to_string(),
        "nonce": message.nonce,
        "signature": payment.signature.to_bytes(),
        "isContract": payment.signature.is_contract(),
    })
}

fn read(line: &str) -> SignedAuthorization {
    let value: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| value[name].as_str().unwrap().to_owned();
    let authorization = Authorization {
        from: text("from").parse().unwrap(),
        to: text("to").parse().unwrap(),
        value: text("value").parse().unwrap(),
        valid_after: U256::ZERO,
        valid_before: text("validBefore").parse().unwrap(),
        nonce: text("nonce").parse().unwrap(),
    };
    let signature: Bytes = text("signature").parse().unwrap();
    let signature = match value["isContract"].as_bool().unwrap() {
        true => PaymentSignature::Contract(signature),
        false => Signature::from_bytes(&signature).unwrap().into(),
    };
    SignedAuthorization { asset: text("asset").parse().unwrap(), authorization, signature }
}

/// Accepts a payment, says so, waits for its end, and says that.
async fn serve(batcher: Batcher, payment: SignedAuthorization) {
    let nonce = payment.authorization.nonce;
    let accepted = batcher.accept(&payment).await.unwrap();
    println!("@ {nonce} {}", if accepted == Accepted::Fresh { "accepted" } else { "known" });
    match batcher.outcome(&payment.key(), PATIENCE).await.unwrap() {
        Outcome::Settled(settlement) => println!("@ {nonce} settled {}", settlement.transaction),
        other => println!("@ {nonce} ended otherwise: {other:?}"),
    }
}

/// Not a test: what [`Relay::start`] starts.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "the process that other tests start and kill"]
async fn relay() {
    let told = |name| std::env::var(name).unwrap();
    let token: Address = told(TOKEN).parse().unwrap();
    let signer: PrivateKeySigner = told(KEY).parse().unwrap();
    let store = Store::open(told(STORE).as_ref()).await.unwrap();
    let chain = Chain::connect(&told(URL), None).await.unwrap();
    let told_vault = told(VAULT);
    let vault = told_vault
        .split_once(' ')
        .map(|(vault, block)| (vault.parse::<Address>().unwrap(), block.parse::<u64>().unwrap()));
    let settings = Settings {
        tokens: vec![token],
        vaults: vault.iter().map(|(vault, _)| *vault).collect(),
        batch_items: 4,
        ..World::hasty()
    };
    let ((sessions, approvals), stop) = (nothing_handed_in(), CancellationToken::new());
    let books = store.clone();
    let (batcher, _tasks) =
        Batcher::start(chain, signer, books, sessions, approvals, settings, stop);
    let follower = Arc::new(batcher.clone());
    let _indexing = match vault {
        Some(vault) => Some(index(&told(URL), store, vault, follower).await),
        None => None,
    };
    let (asks, mut asked) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| asks.send(line))
    });
    while let Some(line) = asked.recv().await {
        tokio::spawn(serve(batcher.clone(), read(&line)));
    }
}
