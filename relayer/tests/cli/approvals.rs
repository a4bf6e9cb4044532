//! Approvals that are written down for a relayer, by the command line.

use alloy::primitives::{Address, B256, U256};
use alloy::signers::local::PrivateKeySigner;
use bursar::approval::SignedApproval;
use bursar::message::Message;

use crate::flow::Team;
use crate::harness::secret;

/// An authorization of the team's agent, in a file.
async fn authorized(team: &Team) -> (Message, String) {
    let message = Message {
        from: team.agent.address(),
        to: Address::repeat_byte(0x55),
        value: U256::from(25_000_000),
        valid_after: U256::ZERO,
        valid_before: U256::from(team.world.bank.now().await.unwrap().saturating_add(600)),
        nonce: B256::repeat_byte(1),
    };
    let file = team.world.file("payment.json");
    std::fs::write(&file, serde_json::to_string(&message).unwrap()).unwrap();
    (message, file)
}

#[tokio::test]
async fn approve_writes_what_the_key_signed_and_sends_nothing_when_it_is_given_a_file() {
    let team = Team::hired().await;
    let (message, payment) = authorized(&team).await;
    // Without ether it could send nothing.
    let (approver, out) = (PrivateKeySigner::random(), team.world.file("approval.json"));
    let approve = ["approve", "--authorization", &payment, "--out", &out];
    let told = team.world.run(Some(&secret(&approver)), &approve).await.json();
    let signed: SignedApproval =
        serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(signed.authorization, message);
    let vault = team.world.vault.as_ref().unwrap().parse().unwrap();
    let approval = signed.check(team.world.bank.id(), vault).unwrap();
    assert_eq!(approval.approver, approver.address());
    assert_eq!(told["digest"], approval.digest.to_string());
}

#[tokio::test]
async fn approve_refuses_to_take_back_into_a_file() {
    let team = Team::hired().await;
    let (_, payment) = authorized(&team).await;
    let out = team.world.file("approval.json");
    let both = ["approve", "--authorization", &payment, "--revoke", "--out", &out];
    assert_eq!(team.owner(&both).await.code, 2);
    assert!(!std::path::Path::new(&out).exists());
}
