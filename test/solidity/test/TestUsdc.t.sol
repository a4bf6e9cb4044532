// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TestUsdc} from "../src/TestUsdc.sol";
import {TestUsdcProxy} from "../src/TestUsdcProxy.sol";
import {Base} from "./Base.sol";

/// @notice A contract whose signature is "yes".
contract AgreeableSigner {
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4) {
        return keccak256(signature) == keccak256("yes") ? bytes4(0x1626ba7e) : bytes4(0);
    }
}

/// @notice That the test token is a fair stand-in for USDC where payments touch it.
contract TestUsdcTest is Base {
    uint256 private constant KEY = 0xa11ce;
    uint256 private constant ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    address private constant ADMIN = address(0xad);
    address private constant OPERATOR = address(0x09);
    address private constant VENDOR = address(0xbe);
    uint256 private constant FUNDS = 10_000_000;

    TestUsdc private usdc;
    address private payer;
    TestUsdc.Authorization private a;

    function setUp() external {
        vm.warp(NOW);
        bytes memory initialization = abi.encodeWithSignature("initialize(address)", OPERATOR);
        usdc = TestUsdc(address(new TestUsdcProxy(address(new TestUsdc()), ADMIN, initialization)));
        payer = vm.addr(KEY);
        vm.prank(OPERATOR);
        usdc.mint(payer, FUNDS);
        a = TestUsdc.Authorization(payer, VENDOR, 1_000_000, NOW - 1, NOW + 60, "nonce");
    }

    // ---- EIP-712 and EIP-3009 ----

    /// @dev Built from the standard's text, apart from the code under test.
    function test_domain_is_that_of_usdc() external view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("USD Coin"),
                keccak256("2"),
                block.chainid,
                usdc
            )
        );
        vm.assertEq(usdc.DOMAIN_SEPARATOR(), domain);
        vm.assertEq(usdc.name(), "USD Coin");
        vm.assertEq(usdc.symbol(), "USDC");
        vm.assertEq(usdc.version(), "2");
        vm.assertEq(usdc.decimals(), 6);
    }

    /// @dev The values that EIP-3009 prints.
    function test_type_hashes_are_those_of_the_standard() external view {
        vm.assertEq(
            usdc.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(),
            0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267
        );
        vm.assertEq(
            usdc.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(),
            0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8
        );
        vm.assertEq(
            usdc.CANCEL_AUTHORIZATION_TYPEHASH(),
            0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429
        );
    }

    function test_transferWithAuthorization_pays_and_spends_the_nonce() external {
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        _transferParts(v, r, s);
        _assertPaid();
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        _transferParts(v, r, s);
    }

    function test_transferWithAuthorization_pays_when_the_signature_is_bytes() external {
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        _transferBytes(abi.encodePacked(r, s, v));
        _assertPaid();
    }

    function test_transferWithAuthorization_pays_when_the_payer_is_a_contract() external {
        vm.etch(payer, address(new AgreeableSigner()).code);
        vm.expectRevert("FiatTokenV2: invalid signature");
        _transferBytes("no");
        _transferBytes("yes");
        _assertPaid();
    }

    function test_transferWithAuthorization_reverts_when_out_of_time() external {
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        vm.warp(a.validAfter);
        vm.expectRevert("FiatTokenV2: authorization is not yet valid");
        _transferParts(v, r, s);
        vm.warp(a.validBefore);
        vm.expectRevert("FiatTokenV2: authorization is expired");
        _transferParts(v, r, s);
    }

    function test_transferWithAuthorization_reverts_when_the_signature_is_not_the_payers()
        external
    {
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        vm.expectRevert("ECRecover: invalid signature 's' value");
        _transferParts(55 - v, r, bytes32(ORDER - uint256(s)));
        vm.expectRevert("ECRecover: invalid signature 'v' value");
        _transferParts(v - 27, r, s);
        vm.expectRevert("ECRecover: invalid signature");
        _transferParts(v, 0, s);
        vm.expectRevert("ECRecover: invalid signature length");
        _transferBytes(abi.encodePacked(r, s));
        a.value += 1;
        vm.expectRevert("FiatTokenV2: invalid signature");
        _transferParts(v, r, s);
    }

    function test_receiveWithAuthorization_pays_only_the_payee() external {
        (uint8 v, bytes32 r, bytes32 s) = _sign(usdc.RECEIVE_WITH_AUTHORIZATION_TYPEHASH());
        vm.expectRevert("FiatTokenV2: caller must be the payee");
        _receiveParts(v, r, s);
        vm.prank(VENDOR);
        _receiveParts(v, r, s);
        _assertPaid();
    }

    function test_cancelAuthorization_spends_the_nonce() external {
        bytes32 message =
            keccak256(abi.encode(usdc.CANCEL_AUTHORIZATION_TYPEHASH(), payer, a.nonce));
        (uint8 v, bytes32 r, bytes32 s) = _signMessage(message);
        usdc.cancelAuthorization(payer, a.nonce, v, r, s);
        vm.assertEq(usdc.authorizationState(payer, a.nonce), true);
        (v, r, s) = _signTransfer();
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        _transferParts(v, r, s);
    }

    // ---- Pause, blocklist, minting, proxy ----

    function test_movements_revert_when_paused() external {
        vm.prank(OPERATOR);
        usdc.pause();
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        vm.expectRevert("Pausable: paused");
        _transferParts(v, r, s);
        vm.expectRevert("Pausable: paused");
        vm.prank(payer);
        usdc.transfer(VENDOR, 1);
        vm.prank(OPERATOR);
        usdc.unpause();
        _transferParts(v, r, s);
        _assertPaid();
    }

    function test_movements_revert_when_an_account_is_blacklisted() external {
        address[2] memory accounts = [payer, VENDOR];
        (uint8 v, bytes32 r, bytes32 s) = _signTransfer();
        for (uint256 i = 0; i < 2; i++) {
            vm.prank(OPERATOR);
            usdc.blacklist(accounts[i]);
            vm.expectRevert("Blacklistable: account is blacklisted");
            _transferParts(v, r, s);
            vm.expectRevert("Blacklistable: account is blacklisted");
            vm.prank(payer);
            usdc.transfer(VENDOR, 1);
            vm.assertEq(usdc.balanceOf(payer), FUNDS);
            vm.prank(OPERATOR);
            usdc.unBlacklist(accounts[i]);
        }
        _transferParts(v, r, s);
        _assertPaid();
    }

    function test_roles_are_needed() external {
        vm.expectRevert("FiatToken: caller is not a minter");
        usdc.mint(payer, 1);
        vm.expectRevert("Pausable: caller is not the pauser");
        usdc.pause();
        vm.expectRevert("Blacklistable: caller is not the blacklister");
        usdc.blacklist(payer);
        vm.expectRevert("FiatToken: contract is already initialized");
        usdc.initialize(address(this));
    }

    function testFuzz_transferFrom_moves_what_is_allowed(uint256 allowed, uint256 value) external {
        value = value % (FUNDS + 1);
        vm.prank(payer);
        usdc.approve(address(this), allowed);
        if (value > allowed) {
            vm.expectRevert("ERC20: transfer amount exceeds allowance");
        }
        usdc.transferFrom(payer, VENDOR, value);
        uint256 moved = value > allowed ? 0 : value;
        vm.assertEq(usdc.balanceOf(VENDOR), moved);
        vm.assertEq(usdc.balanceOf(payer), FUNDS - moved);
        vm.assertEq(usdc.allowance(payer, address(this)), allowed - moved);
    }

    function test_transfer_reverts_when_the_balance_is_short() external {
        vm.expectRevert("ERC20: transfer amount exceeds balance");
        usdc.transfer(VENDOR, 1);
    }

    function test_proxy_keeps_its_admin_out_and_lets_only_him_upgrade() external {
        TestUsdcProxy proxy = TestUsdcProxy(payable(address(usdc)));
        vm.expectRevert(abi.encodeWithSelector(TestUsdcProxy.AdminCannotUse.selector, ADMIN));
        vm.prank(ADMIN);
        usdc.totalSupply();
        vm.expectRevert(
            abi.encodeWithSelector(TestUsdcProxy.NotAdmin.selector, address(this), ADMIN)
        );
        proxy.upgradeTo(HOT);
        address next = address(new TestUsdc());
        vm.prank(ADMIN);
        proxy.upgradeTo(next);
        vm.assertEq(usdc.totalSupply(), FUNDS);
    }

    // ---- Helpers ----

    function _assertPaid() private view {
        vm.assertEq(usdc.balanceOf(VENDOR), a.value);
        vm.assertEq(usdc.balanceOf(payer), FUNDS - a.value);
        vm.assertEq(usdc.authorizationState(payer, a.nonce), true);
    }

    function _signTransfer() private view returns (uint8, bytes32, bytes32) {
        return _sign(usdc.TRANSFER_WITH_AUTHORIZATION_TYPEHASH());
    }

    function _sign(bytes32 typeHash) private view returns (uint8, bytes32, bytes32) {
        return _signMessage(keccak256(abi.encode(typeHash, a)));
    }

    function _signMessage(bytes32 message) private view returns (uint8, bytes32, bytes32) {
        return
            vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), message)));
    }

    function _transferParts(uint8 v, bytes32 r, bytes32 s) private {
        usdc.transferWithAuthorization(
            a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s
        );
    }

    function _transferBytes(bytes memory signature) private {
        usdc.transferWithAuthorization(
            a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, signature
        );
    }

    function _receiveParts(uint8 v, bytes32 r, bytes32 s) private {
        usdc.receiveWithAuthorization(
            a.from, a.to, a.value, a.validAfter, a.validBefore, a.nonce, v, r, s
        );
    }
}
