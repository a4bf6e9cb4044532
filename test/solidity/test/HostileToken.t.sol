// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HostileToken} from "../src/HostileToken.sol";
import {Base} from "./Base.sol";

/// @notice That the hostile token does the harm that the vault's tests rely on, on each way in.
contract HostileTokenTest is Base {
    address private constant PAYEE = address(0xbe);
    HostileToken private token;

    function setUp() external {
        token = new HostileToken(6);
        token.mint(address(this), 1000);
        token.approve(address(this), 1000);
    }

    function test_movements_move_when_nothing_is_configured() external {
        for (uint256 i = 0; i < 3; i++) {
            (bool ok, bytes memory data) = _move(i, 10);
            vm.assertEq(ok, true);
            vm.assertEq(data, abi.encode(true));
        }
        vm.assertEq(token.balanceOf(PAYEE), 30);
        vm.assertEq(token.balanceOf(address(this)), 970);
    }

    function test_movements_answer_as_configured() external {
        uint256[4] memory sizes = [uint256(32), 32, 0, 100_000];
        for (uint256 i = 0; i < 3; i++) {
            for (uint8 kind = 0; kind < 4; kind++) {
                token.setAnswer(HostileToken.Answer(kind));
                (bool ok, bytes memory data) = _move(i, 1);
                vm.assertEq(ok, true);
                vm.assertEq(data.length, sizes[kind]);
                if (kind == 1) vm.assertEq(data, abi.encode(false));
            }
        }
        token.setAnswer(HostileToken.Answer.Revert);
        (bool moved, bytes memory cause) = _move(0, 1);
        vm.assertEq(moved, false);
        vm.assertEq(cause, abi.encodeWithSelector(HostileToken.Refused.selector));
    }

    function test_movements_take_the_fee() external {
        token.setFee(3);
        for (uint256 i = 0; i < 3; i++) {
            _move(i, 10);
        }
        vm.assertEq(token.balanceOf(PAYEE), 21);
    }

    function test_movements_use_all_gas_when_told_to() external {
        token.setBurnsGas(true);
        uint256 before = gasleft();
        (bool ok,) =
            address(token).call{gas: 200_000}(abi.encodeCall(HostileToken.transfer, (PAYEE, 1)));
        vm.assertEq(ok, false);
        vm.assertLe(200_000, before - gasleft());
    }

    function test_movements_call_out_and_tell_how_it_went() external {
        token.setReentry(address(token), abi.encodeCall(HostileToken.mint, (PAYEE, 5)));
        for (uint256 i = 0; i < 3; i++) {
            _move(i, 1);
            vm.assertEq(token.calls(), i + 1);
            vm.assertEq(token.lastSucceeded(), true);
        }
        vm.assertEq(token.balanceOf(PAYEE), 18);
        token.setReentry(address(token), hex"deadbeef");
        _move(0, 1);
        vm.assertEq(token.lastSucceeded(), false);
    }

    function _move(uint256 way, uint256 value) private returns (bool, bytes memory) {
        bytes[3] memory calls = [
            abi.encodeCall(HostileToken.transfer, (PAYEE, value)),
            abi.encodeCall(HostileToken.transferFrom, (address(this), PAYEE, value)),
            abi.encodeCall(
                HostileToken.receiveWithAuthorization,
                (address(this), PAYEE, value, 0, 0, 0, 0, 0, 0)
            )
        ];
        return address(token).call(calls[way]);
    }
}
