//! The layout is frozen: changing any number here breaks every vault that exists.

use super::*;
use alloy_primitives::{b256, uint};

const TREASURY: u64 = 0x0123_4567_89ab_cdef;
const AGENT: Address = Address::repeat_byte(0xa1);
const VENDOR: Address = Address::repeat_byte(0xb2);
const NONCE: B256 = B256::repeat_byte(0xd4);
const SALT: B256 = B256::repeat_byte(0xe5);
const COUNTED: SequencedNonce =
    SequencedNonce { lane: 0x0102_0304_0506_0708, sequence: 0x1112_1314_1516_1718 };

/// Expected values were computed with viem's `encodeAbiParameters` and `keccak256`.
#[test]
fn slots_are_where_solidity_would_put_them() {
    let slots = [
        (
            treasury_state_slot(TREASURY),
            b256!("098a8547a7b24df00fee616c565fc0c05d9f36bc0e08aa0db776e3dea77018de"),
        ),
        (
            owner_slot(TREASURY),
            b256!("cc4137ff8b7824eea7c3bb5a744c920c0df00ef70f594832af1972414748e21f"),
        ),
        (
            pending_owner_slot(TREASURY),
            b256!("7766c6d2f0811efbac574a71440abadc336be915e6b6277a3a665cad3f604543"),
        ),
        (
            treasury_limit_slot(TREASURY),
            b256!("7a9e5e6c21f9854338b2147b150a647318f8ab4b4a971984c373b53048f8d93e"),
        ),
        (
            treasury_window_slot(TREASURY),
            b256!("ad42550ebb692409d72218bfe6a3c016ef3893744b98ba6242b1f5f6a387a276"),
        ),
        (
            audit_head_slot(TREASURY),
            b256!("64c699dbd601063c0eb953e2eba0791d9c47005b3db141c1e3ea706435df9622"),
        ),
        (
            roles_slot(TREASURY, AGENT),
            b256!("4dac88d21ef1e485282a657a0ec7dc9433644b6321f85e5f492bc09f635baa34"),
        ),
        (
            shared_vendor_slot(TREASURY, VENDOR),
            b256!("188ae8488ced96066300e12ad26d3e942a6c67dba935df46b01a824ab8757dee"),
        ),
        (
            approval_slot(TREASURY, NONCE),
            b256!("3bac16e478dd2a58f20050493990c1dbaf223e5efaa97694c1110682abbcb7e6"),
        ),
        (
            approvers_slot(TREASURY),
            b256!("44fbde3bcf6bbeaaa87d9fcd6ed10d7e0c540dfbc4b628d9f994985bef798672"),
        ),
    ];
    for (slot, expected) in slots {
        assert_eq!(B256::from(slot), expected);
    }
    assert_eq!(CONFIG_SLOT, U256::ZERO);
}

/// Expected values were computed with viem's `encodeAbiParameters` and `keccak256`.
#[test]
fn agent_slots_are_where_solidity_would_put_them() {
    let slots = [
        (
            agent_policy_slot(AGENT),
            b256!("50f9b11998ff5d34bc2359fe971203a9ba62ef17c5c2e421c77d3ec608e88cac"),
        ),
        (
            agent_state_slot(AGENT),
            b256!("81a3181bb95acfe7b7cb22200d5b2b0475bbc79b90b295aa76d4dfae0f8d724c"),
        ),
        (
            agent_limits_slot(AGENT),
            b256!("a25a9132b37a8f2f5df95b22a4ce3745cf0219da2fa137d47eb75c99f669e5f1"),
        ),
        (
            agent_schedule_slot(AGENT),
            b256!("29c9e217ae3c0120b582285db6a1064b7f0ed0284a6aa276f00b2d96d01fc080"),
        ),
        (
            binding_slot(AGENT),
            b256!("88c800f0c5b067fabaaaf6b5abd89815bd403c24046817a89952d7bc6fec6c52"),
        ),
        (
            vendor_slot(AGENT, VENDOR),
            b256!("361726c0cd448e53d2afb25e22d05c9382788d5d9ebddd24e2617a8bc16dc312"),
        ),
        (
            nonce_table_slot(AGENT, 5),
            b256!("69d2cfcf04f3e1e1ea2efd25396e0101d20559784886941f59e933b96ffcf82a"),
        ),
        (
            nonce_own_slot(AGENT, NONCE),
            b256!("09204f039f976bee96d6d846258db1878aa897766a6f9640ccf63fbbc17a84b0"),
        ),
        (
            sequence_slot(AGENT, COUNTED),
            b256!("7bde2f1385ed52324c75aa18a428effc117ff796dbf100b3faffb56adab7aa11"),
        ),
        (
            consent_slot(AGENT, SALT),
            b256!("b75c28b7c4b94b9f986bf6cab0af9b28da656828e004f7597242e6e6c270f581"),
        ),
        (
            link_slot(AGENT),
            b256!("2aa104362d186a888e70e2880107427d32aeb8f0e038e3b5a655a9dbf62137fa"),
        ),
        (
            breaker_slot(AGENT),
            b256!("05d573cee58854a8e88d366aa17f79f5902688e546429eb38106389900ef8334"),
        ),
        (
            grant_slot(AGENT, SALT),
            b256!("f076bc8ebfd5a7ed4d1ea60045593ad470ec32a4fd15fcee5d835d4226b6af20"),
        ),
    ];
    for (slot, expected) in slots {
        assert_eq!(B256::from(slot), expected);
    }
}

#[test]
fn fields_are_frozen() {
    let at = |field: Field| (field.at(), field.width());
    assert_eq!((config::TOKEN_BITS, at(config::DECIMALS)), (160, (160, 8)));

    assert_eq!(at(treasury_state::BALANCE), (0, 64));
    assert_eq!(at(treasury_state::ENTRIES), (64, 64));
    assert_eq!(at(treasury_state::VERSION), (128, 32));
    assert_eq!(at(treasury_state::LONGEST_VALIDITY), (160, 32));
    assert_eq!(at(treasury_state::EXISTS), (192, 1));
    assert_eq!(at(treasury_state::FROZEN), (193, 1));
    assert_eq!(at(treasury_state::CAPPED), (194, 1));
    assert_eq!(at(treasury_state::DELAY), (195, 22));
    assert_eq!(at(treasury_state::SETTLERS_ONLY), (217, 1));
    assert_eq!(at(treasury_state::APPROVALS), (218, 4));
    assert_eq!(at(treasury_state::DELAYED), (227, 1));

    assert_eq!([roles::ROLES, roles::APPROVER].map(at), [(0, 8), (8, 8)]);
    assert_eq!(at(approvers::NEXT), (240, 8));

    let fields = [pending::READY_AT, pending::FIRM, pending::CANCELLED];
    assert_eq!(fields.map(at), [(0, 40), (40, 1), (41, 1)]);
    assert_eq!(pending::DIGEST_AT, 42);

    assert_eq!([limit::CAP, limit::PERIOD].map(at), [(0, 64), (64, 30)]);
    let fields = [window::SPENT, window::PREVIOUS, window::INDEX];
    assert_eq!(fields.map(at), [(0, 64), (64, 64), (128, 32)]);

    assert_eq!(at(binding::TREASURY), (0, 64));
    assert_eq!(at(binding::GENERATION), (64, 32));
    assert_eq!(at(binding::NONCE_BITS), (96, 4));
    assert_eq!(at(binding::VERSION), (100, 18));
    assert_eq!(at(binding::PERIOD), (118, 30));

    assert_eq!(at(session::TREASURY), (0, 64));
    assert_eq!(at(session::PAYMENT_CAP), (64, 64));
    assert_eq!(at(session::BUDGET), (128, 64));
    assert_eq!(at(session::NOT_AFTER), (192, 36));
    assert_eq!(at(session::FLAGS), (228, 10));
    assert_eq!(at(session::FROZEN), (238, 1));
    assert_eq!(at(session_state::SPENT), (192, 64));
    assert_eq!((link::PARENT_BITS, at(link::GENERATION)), (160, (160, 32)));

    assert_eq!(nonce_table::FINGERPRINT.map(at), [(0, 48), (74, 48), (148, 48)]);
    assert_eq!(nonce_table::EXPIRY.map(at), [(48, 26), (122, 26), (196, 26)]);
    assert_eq!(at(nonce_table::OVERFLOW_UNTIL), (222, 26));
}

#[test]
fn agent_and_vendor_fields_are_frozen() {
    let at = |field: Field| (field.at(), field.width());
    assert_eq!(at(agent_policy::TREASURY), (0, 64));
    assert_eq!(at(agent_policy::PAYMENT_CAP), (64, 64));
    assert_eq!(at(agent_policy::PERIOD_CAP), (128, 64));
    assert_eq!(at(agent_policy::PERIOD), (192, 30));
    assert_eq!(at(agent_policy::VENDORS), (222, 2));
    assert_eq!(at(agent_policy::NONCE_BITS), (224, 4));
    assert_eq!(at(agent_policy::FLAGS), (228, 10));
    assert_eq!(at(agent_policy::VERSION), (238, 18));

    assert_eq!(at(agent_state::SPENT), (0, 64));
    assert_eq!(at(agent_state::PREVIOUS), (64, 64));
    assert_eq!(at(agent_state::LIFETIME), (128, 64));
    assert_eq!(at(agent_state::INDEX), (192, 32));
    assert_eq!(at(agent_state::COUNT), (224, 20));
    assert_eq!([agent_state::FROZEN, agent_state::TRIPPED].map(at), [(244, 1), (245, 1)]);

    assert_eq!(at(agent_limits::BUDGET), (0, 64));
    assert_eq!(at(agent_limits::NOT_BEFORE), (64, 40));
    assert_eq!(at(agent_limits::NOT_AFTER), (104, 40));
    assert_eq!(at(agent_limits::COUNT_CAP), (144, 20));
    assert_eq!(at(agent_limits::THRESHOLD), (164, 64));
    assert_eq!(at(agent_limits::DELEGATION_DEPTH), (228, 3));
    let fields = [agent_limits::BREAKER_COUNT, agent_limits::BREAKER_WINDOW];
    assert_eq!(fields.map(at), [(231, 4), (235, 21)]);
    assert_eq!([breaker::SINCE, breaker::COUNT].map(at), [(0, 40), (40, 4)]);
    assert_eq!(schedule::BITS, 168);

    assert_eq!(at(vendor_entry::SPENT), (0, 64));
    assert_eq!(at(vendor_entry::PREVIOUS), (64, 64));
    assert_eq!(at(vendor_entry::INDEX), (128, 32));
    assert_eq!(at(vendor_entry::CAP), (160, 64));
    assert_eq!(at(vendor_entry::LISTED), (224, 1));
    assert_eq!(at(vendor_entry::CAPPED), (225, 1));
    assert_eq!(at(vendor_entry::PERIOD), (226, 30));
}

#[test]
fn get_and_with_cross_limbs() {
    let field = Field::new(120, 40);
    let word = field.with(U256::ZERO, 0xab_cdef_0123);
    assert_eq!(word, U256::from(0xab_cdef_0123u64) << 120);
    assert_eq!(field.get(word), 0xab_cdef_0123);
    let hole = field.with(U256::MAX, 0);
    assert_eq!(hole, U256::MAX ^ (uint!(0xff_ffff_ffff_U256) << 120));
    assert!(!field.is_set(hole));
}

#[test]
fn with_keeps_to_its_field_when_the_value_is_too_large() {
    let field = Field::new(222, 26);
    assert_eq!(field.with(U256::ZERO, u64::MAX), U256::from(field.max()) << 222);
    let whole = Field::new(64, 64);
    assert_eq!(whole.with(U256::ZERO, u64::MAX), U256::from(u64::MAX) << 64);
}

#[test]
fn address_in_reads_what_word_of_writes_whatever_lies_above() {
    let word = config::DECIMALS.with(word_of(AGENT), 6);
    assert_eq!(address_in(word), AGENT);
}
