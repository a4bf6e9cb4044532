use super::*;

/// Computed with viem.
#[test]
fn treasury_id_matches_viem() {
    let id = treasury_id(Address::repeat_byte(0xa1), B256::repeat_byte(0xe5));
    assert_eq!(id, 0x1fe0_79b4_278d_b288);
}

#[test]
fn treasury_id_depends_on_creator_and_salt() {
    let (creator, salt) = (Address::repeat_byte(1), B256::repeat_byte(1));
    let id = treasury_id(creator, salt);
    assert_ne!(id, treasury_id(Address::repeat_byte(2), salt));
    assert_ne!(id, treasury_id(creator, B256::repeat_byte(2)));
}
