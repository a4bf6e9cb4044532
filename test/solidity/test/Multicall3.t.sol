// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall3} from "../src/Multicall3.sol";
import {Base} from "./Base.sol";

/// @notice That our Multicall3 is what clients of the well-known address expect.
contract Multicall3Test is Base {
    Multicall3 private multicall;

    error Failed(uint256 number);

    function setUp() external {
        multicall = new Multicall3();
    }

    function double(uint256 number) external pure returns (uint256) {
        return 2 * number;
    }

    function fail(uint256 number) external pure {
        revert Failed(number);
    }

    function take() external payable returns (uint256) {
        return msg.value;
    }

    /// @dev The selectors of the deployed original, which clients carry in their own ABI.
    function test_selectors_are_the_well_known_ones() external pure {
        vm.assertEq(bytes32(Multicall3.aggregate.selector), bytes32(bytes4(0x252dba42)));
        vm.assertEq(bytes32(Multicall3.tryAggregate.selector), bytes32(bytes4(0xbce38bd7)));
        vm.assertEq(bytes32(Multicall3.tryBlockAndAggregate.selector), bytes32(bytes4(0x399542e9)));
        vm.assertEq(bytes32(Multicall3.blockAndAggregate.selector), bytes32(bytes4(0xc3077fa9)));
        vm.assertEq(bytes32(Multicall3.aggregate3.selector), bytes32(bytes4(0x82ad56cb)));
        vm.assertEq(bytes32(Multicall3.aggregate3Value.selector), bytes32(bytes4(0x174dea71)));
        vm.assertEq(bytes32(Multicall3.getEthBalance.selector), bytes32(bytes4(0x4d2301cc)));
    }

    function testFuzz_aggregate_returns_every_result(uint128 first, uint128 second) external {
        Multicall3.Call[] memory calls = _calls(first, second, this.double.selector);
        (uint256 number, bytes[] memory data) = multicall.aggregate(calls);
        vm.assertEq(number, block.number);
        vm.assertEq(data[0], abi.encode(2 * uint256(first)));
        vm.assertEq(data[1], abi.encode(2 * uint256(second)));
    }

    function test_tryAggregate_reports_failures_unless_told_otherwise() external {
        Multicall3.Call[] memory calls = _calls(1, 2, this.fail.selector);
        Multicall3.Result[] memory results = multicall.tryAggregate(false, calls);
        vm.assertEq(results[0].success, true);
        vm.assertEq(results[1].success, false);
        vm.assertEq(results[1].returnData, abi.encodeWithSelector(Failed.selector, 2));
        vm.expectRevert("Multicall3: call failed");
        multicall.tryAggregate(true, calls);
        vm.expectRevert("Multicall3: call failed");
        multicall.aggregate(calls);
        vm.expectRevert("Multicall3: call failed");
        multicall.blockAndAggregate(calls);
        (uint256 number,, Multicall3.Result[] memory again) =
            multicall.tryBlockAndAggregate(false, calls);
        vm.assertEq(number, block.number);
        vm.assertEq(again[1].success, false);
    }

    function test_aggregate3_lets_each_call_decide() external {
        Multicall3.Call3[] memory calls = new Multicall3.Call3[](2);
        calls[0] = Multicall3.Call3(address(this), true, abi.encodeCall(this.fail, (7)));
        calls[1] = Multicall3.Call3(address(this), false, abi.encodeCall(this.double, (7)));
        Multicall3.Result[] memory results = multicall.aggregate3(calls);
        vm.assertEq(results[0].success, false);
        vm.assertEq(results[1].returnData, abi.encode(14));
        calls[0].allowFailure = false;
        vm.expectRevert("Multicall3: call failed");
        multicall.aggregate3(calls);
    }

    function test_aggregate3Value_passes_ether_on_and_keeps_none() external {
        vm.deal(address(this), 10);
        Multicall3.Call3Value[] memory calls = new Multicall3.Call3Value[](2);
        calls[0] = Multicall3.Call3Value(address(this), false, 3, abi.encodeCall(this.take, ()));
        calls[1] = Multicall3.Call3Value(address(this), true, 4, abi.encodeCall(this.take, ()));
        Multicall3.Result[] memory results = multicall.aggregate3Value{value: 7}(calls);
        vm.assertEq(results[0].returnData, abi.encode(3));
        vm.assertEq(results[1].returnData, abi.encode(4));
        vm.assertEq(multicall.getEthBalance(address(this)), 10);
        vm.expectRevert("Multicall3: value mismatch");
        multicall.aggregate3Value{value: 8}(calls);
    }

    function test_getters_tell_the_block() external {
        vm.warp(NOW);
        vm.assertEq(multicall.getBlockNumber(), block.number);
        vm.assertEq(multicall.getCurrentBlockTimestamp(), NOW);
        vm.assertEq(multicall.getChainId(), block.chainid);
        vm.assertEq(multicall.getBasefee(), block.basefee);
        vm.assertEq(multicall.getCurrentBlockGasLimit(), block.gaslimit);
        vm.assertEq(multicall.getCurrentBlockCoinbase(), block.coinbase);
        vm.assertEq(multicall.getCurrentBlockDifficulty(), block.prevrandao);
        vm.assertEq(multicall.getLastBlockHash(), blockhash(block.number - 1));
        vm.assertEq(multicall.getBlockHash(0), blockhash(0));
    }

    function _calls(
        uint256 first,
        uint256 second,
        bytes4 selectorOfSecond
    )
        private
        view
        returns (Multicall3.Call[] memory calls)
    {
        calls = new Multicall3.Call[](2);
        calls[0] = Multicall3.Call(address(this), abi.encodeCall(this.double, (first)));
        calls[1] = Multicall3.Call(address(this), abi.encodeWithSelector(selectorOfSecond, second));
    }
}
