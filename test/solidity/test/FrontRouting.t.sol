// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Front} from "../../../contracts/front/src/Front.sol";
import {HostileToken} from "../src/HostileToken.sol";
import {Base} from "./Base.sol";
import {EchoProgram, MirrorProgram} from "./Doubles.sol";

/// @notice Which program serves which call, and that the front adds and hides nothing.
contract FrontRoutingTest is Base {
    Front private front;
    bytes4[] private hot;
    bytes4[] private lens;

    function setUp() external {
        vm.etch(HOT, CLASSIC_PROGRAM);
        vm.etch(COLD, CLASSIC_PROGRAM);
        vm.etch(LENS, CLASSIC_PROGRAM);
        front = new Front(address(new HostileToken(6)), HOT, COLD, LENS);
        vm.etch(HOT, address(new EchoProgram("hot")).code);
        vm.etch(COLD, address(new EchoProgram("cold")).code);
        vm.etch(LENS, address(new EchoProgram("lens")).code);
        _listHot();
        _listLens();
    }

    function test_fallback_runs_hot_when_selector_is_hot() external {
        for (uint256 i = 0; i < hot.length; i++) {
            _assertServedBy("hot", abi.encodePacked(hot[i], uint256(7)));
        }
    }

    function test_fallback_runs_lens_when_selector_is_a_views() external {
        for (uint256 i = 0; i < lens.length; i++) {
            _assertServedBy("lens", abi.encodePacked(lens[i], uint256(7)));
        }
    }

    function testFuzz_fallback_runs_cold_when_selector_is_neither_hot_nor_a_views(
        bytes4 selector,
        bytes calldata rest
    )
        external
    {
        for (uint256 i = 0; i < hot.length; i++) {
            vm.assume(selector != hot[i]);
        }
        for (uint256 i = 0; i < lens.length; i++) {
            vm.assume(selector != lens[i]);
        }
        vm.assume(!_isOwn(selector));
        _assertServedBy("cold", abi.encodePacked(selector, rest));
    }

    function test_fallback_runs_cold_when_selector_is_cut_short() external {
        _assertServedBy("cold", "");
        _assertServedBy("cold", hex"e3ee16");
    }

    function test_fallback_runs_hot_when_calldata_has_a_suffix() external {
        bytes memory call_ = abi.encodePacked(hot[1], new bytes(9 * 32), "a facilitator's suffix");
        _assertServedBy("hot", call_);
    }

    function test_own_selectors_hide_no_programs() external view {
        for (uint256 i = 0; i < hot.length; i++) {
            vm.assertEq(_isOwn(hot[i]), false);
        }
        for (uint256 i = 0; i < lens.length; i++) {
            vm.assertEq(_isOwn(lens[i]), false);
        }
    }

    function testFuzz_fallback_answers_as_the_program_does(bytes calldata answer) external {
        vm.etch(HOT, address(new MirrorProgram()).code);
        vm.etch(COLD, address(new MirrorProgram()).code);
        vm.etch(LENS, address(new MirrorProgram()).code);
        bool fails = answer.length > 0 && uint8(answer[0]) % 2 == 1;
        bytes4[3] memory selectors = [hot[0], bytes4(0), lens[0]];
        for (uint256 i = 0; i < 3; i++) {
            (bool ok, bytes memory data) = address(front).call(bytes.concat(selectors[i], answer));
            vm.assertEq(ok, !fails);
            vm.assertEq(data, answer);
        }
    }

    function test_fallback_reverts_when_ether_is_sent() external {
        vm.deal(address(this), 2);
        (bool named,) = address(front).call{value: 1}(abi.encodePacked(hot[0]));
        (bool bare,) = address(front).call{value: 1}("");
        vm.assertEq(named || bare, false);
        vm.assertEq(address(front).balance, 0);
    }

    /// @dev The program must see the vault as itself and the caller as sender: it is a DELEGATECALL.
    function _assertServedBy(bytes32 label, bytes memory call_) private {
        (bool ok, bytes memory data) = address(front).call(call_);
        vm.assertEq(ok, true);
        vm.assertEq(data, abi.encode(label, address(front), address(this), call_));
    }

    function _isOwn(bytes4 selector) private view returns (bool) {
        return selector == front.RESCUE_DELAY.selector || selector == front.hotProgram.selector
            || selector == front.coldProgram.selector || selector == front.lensProgram.selector
            || selector == front.unusableSince.selector || selector == front.recordUnusable.selector
            || selector == front.clearUnusable.selector || selector == front.rescue.selector;
    }

    /// @dev Written out from the design, not taken from the code under test.
    function _listHot() private {
        string[11] memory signatures = [
            "settleBatch(bytes)",
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            "freezeTreasury(uint64)",
            "freezeAgent(address)",
            "removeAgent(address)",
            "removeVendor(address,address)",
            "removeSharedVendor(uint64,address)",
            "cancelEdit(uint64,bytes32)",
            "revokeDelegations(address)",
            "withdraw(uint64,address,uint256)"
        ];
        for (uint256 i = 0; i < signatures.length; i++) {
            hot.push(bytes4(keccak256(bytes(signatures[i]))));
        }
    }

    /// @dev Likewise.
    function _listLens() private {
        string[28] memory signatures = [
            "balanceOf(address)",
            "authorizationState(address,bytes32)",
            "name()",
            "symbol()",
            "version()",
            "decimals()",
            "totalSupply()",
            "DOMAIN_SEPARATOR()",
            "allowance(address,address)",
            "transfer(address,uint256)",
            "approve(address,uint256)",
            "transferFrom(address,address,uint256)",
            "check(address,address,uint256)",
            "eip712Domain()",
            "token()",
            "treasuryId(address,bytes32)",
            "treasury(uint64)",
            "agent(address)",
            "vendor(address,address)",
            "sharedVendor(uint64,address)",
            "rolesOf(uint64,address)",
            "pendingEdit(uint64,bytes32)",
            "approvalsOf(uint64,bytes32)",
            "registerSession((address,address,uint32,uint64,uint64,uint64),bytes,bytes)",
            "approvePayment(uint64,bytes32)",
            "registerApprovals(uint64,bytes32,bytes)",
            "revokeApproval(uint64,bytes32)",
            "recordDenials(bytes)"
        ];
        for (uint256 i = 0; i < signatures.length; i++) {
            lens.push(bytes4(keccak256(bytes(signatures[i]))));
        }
    }
}
