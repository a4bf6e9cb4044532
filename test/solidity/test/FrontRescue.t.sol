// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Front, IProgram} from "../../../contracts/front/src/Front.sol";
import {Programs} from "../../../contracts/front/src/Programs.sol";
import {HostileToken} from "../src/HostileToken.sol";
import {Base} from "./Base.sol";
import {ArbWasmDouble, PayingProgram} from "./Doubles.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice When a rescue opens, for whom, and what it moves.
contract FrontRescueTest is Base {
    ArbWasmDouble private constant ARB_WASM = ArbWasmDouble(address(0x71));
    address private constant OWNER = address(0x0123);
    address private constant NEIGHBOUR = address(0x4567);
    uint64 private constant TREASURY = 0xfedcba9876543210;
    uint64 private constant NEXT_DOOR = 2;
    uint64 private constant BALANCE = 1_500_000;
    uint64 private constant NEXT_DOORS_BALANCE = 7_000_000;
    /// @dev Bits of the state word that are none of the front's business.
    uint256 private constant REST = uint256(keccak256("rest")) << 64;

    Front private front;
    HostileToken private token;

    function setUp() external {
        vm.warp(NOW);
        vm.etch(address(ARB_WASM), address(new ArbWasmDouble()).code);
        vm.etch(HOT, CLASSIC_PROGRAM);
        vm.etch(COLD, CLASSIC_PROGRAM);
        vm.etch(LENS, CLASSIC_PROGRAM);
        token = new HostileToken(6);
        front = new Front(address(token), HOT, COLD, LENS);
        vm.etch(HOT, address(new PayingProgram()).code);
        vm.etch(COLD, address(new PayingProgram()).code);
        vm.etch(LENS, address(new PayingProgram()).code);
        _giveTreasury(TREASURY, OWNER, BALANCE);
        _giveTreasury(NEXT_DOOR, NEIGHBOUR, NEXT_DOORS_BALANCE);
    }

    // ---- The record ----

    function test_recordUnusable_records_the_time_when_a_program_is_unusable() external {
        address[2] memory programs = [HOT, COLD];
        for (uint256 i = 0; i < 2; i++) {
            for (uint8 mode = 1; mode <= 3; mode++) {
                ARB_WASM.set(programs[i], ArbWasmDouble.Mode(mode));
                vm.expectEmit(address(front));
                emit Front.UnusableRecorded(NOW);
                front.recordUnusable();
                vm.assertEq(front.unusableSince(), NOW);
                ARB_WASM.set(programs[i], ArbWasmDouble.Mode.Usable);
                front.clearUnusable();
            }
        }
    }

    function test_recordUnusable_reverts_when_arbwasm_gives_no_proof() external {
        for (uint8 mode = 4; mode <= 7; mode++) {
            ARB_WASM.set(HOT, ArbWasmDouble.Mode(mode));
            _expectNotUnusable(Programs.State.Unknown, Programs.State.Usable);
            front.recordUnusable();
        }
    }

    function test_recordUnusable_reverts_when_programs_are_usable() external {
        _expectNotUnusable(Programs.State.Usable, Programs.State.Usable);
        front.recordUnusable();
    }

    function test_recordUnusable_reverts_when_only_the_lens_is_unusable() external {
        ARB_WASM.set(LENS, ArbWasmDouble.Mode.Expired);
        _expectNotUnusable(Programs.State.Usable, Programs.State.Usable);
        front.recordUnusable();
    }

    function test_recordUnusable_reverts_when_the_chain_has_no_arbwasm() external {
        vm.etch(address(ARB_WASM), "");
        _expectNotUnusable(Programs.State.Unknown, Programs.State.Unknown);
        front.recordUnusable();
    }

    function test_recordUnusable_keeps_the_first_time_when_called_again() external {
        _expireAndRecord(HOT);
        vm.warp(NOW + 10 days);
        vm.expectRevert(abi.encodeWithSelector(Front.AlreadyRecorded.selector, NOW));
        front.recordUnusable();
        vm.assertEq(front.unusableSince(), NOW);
    }

    function test_recordUnusable_never_records_when_the_caller_starves_arbwasm() external {
        for (uint256 supply = 500; supply < 60_000; supply += 250) {
            (bool ok,) = address(front).call{gas: supply}(abi.encodeCall(Front.recordUnusable, ()));
            vm.assertEq(ok, false);
        }
        vm.assertEq(front.unusableSince(), 0);
    }

    function test_clearUnusable_reverts_when_a_program_is_not_usable() external {
        _expireAndRecord(COLD);
        vm.expectRevert(
            abi.encodeWithSelector(
                Front.NotUsable.selector, Programs.State.Usable, Programs.State.Unusable
            )
        );
        front.clearUnusable();
        ARB_WASM.set(COLD, ArbWasmDouble.Mode.RevertsEmpty);
        vm.expectRevert(
            abi.encodeWithSelector(
                Front.NotUsable.selector, Programs.State.Usable, Programs.State.Unknown
            )
        );
        front.clearUnusable();
    }

    function test_clearUnusable_clears_when_only_the_lens_is_unusable() external {
        _expireAndRecord(COLD);
        ARB_WASM.set(COLD, ArbWasmDouble.Mode.Usable);
        ARB_WASM.set(LENS, ArbWasmDouble.Mode.Expired);
        front.clearUnusable();
        vm.assertEq(front.unusableSince(), 0);
    }

    function test_clearUnusable_reverts_when_nothing_is_recorded() external {
        vm.expectRevert(Front.NotRecorded.selector);
        front.clearUnusable();
    }

    function test_clearUnusable_starts_the_thirty_days_anew() external {
        _expireAndRecord(HOT);
        vm.warp(NOW + 29 days);
        ARB_WASM.set(HOT, ArbWasmDouble.Mode.Usable);
        vm.expectEmit(address(front));
        emit Front.UnusableCleared(NOW);
        front.clearUnusable();
        ARB_WASM.set(HOT, ArbWasmDouble.Mode.Expired);
        front.recordUnusable();
        vm.warp(NOW + 58 days);
        _expectTooEarly(NOW + 59 days);
        _rescue();
    }

    // ---- Storage ----

    function test_record_lives_where_no_program_writes() external {
        bytes32 slot =
            keccak256(abi.encode(uint256(keccak256("bursar.front")) - 1)) & ~bytes32(uint256(0xff));
        _expireAndRecord(HOT);
        vm.assertEq(uint256(vm.load(address(front), slot)), NOW);
    }

    // ---- The rescue ----

    function test_rescue_pays_the_balance_to_the_owner() external {
        address[2] memory programs = [HOT, COLD];
        for (uint256 i = 0; i < 2; i++) {
            _expireAndRecord(programs[i]);
            vm.warp(NOW + 30 days);
            vm.expectEmit(address(front));
            emit Front.Rescued(TREASURY, OWNER, BALANCE);
            _rescue();
            vm.assertEq(token.balanceOf(OWNER), BALANCE * (i + 1));
            vm.warp(NOW);
            ARB_WASM.set(programs[i], ArbWasmDouble.Mode.Usable);
            front.clearUnusable();
            _giveTreasury(TREASURY, OWNER, BALANCE);
        }
    }

    function testFuzz_rescue_leaves_all_else_alone(
        uint64 balance,
        uint192 rest,
        uint96 ownerRest
    )
        external
    {
        vm.assume(balance > 0);
        bytes32 stateSlot = _slot(TREASURY, 1);
        bytes32 ownerSlot = _slot(TREASURY, 2);
        bytes32 ownerWord = bytes32((uint256(ownerRest) << 160) | uint160(OWNER));
        vm.store(address(front), stateSlot, bytes32((uint256(rest) << 64) | balance));
        vm.store(address(front), ownerSlot, ownerWord);
        token.mint(address(front), balance);
        uint256 held = token.balanceOf(address(front));
        _expireAndRecord(HOT);
        vm.warp(NOW + 30 days);
        _rescue();
        vm.assertEq(vm.load(address(front), stateSlot), bytes32(uint256(rest) << 64));
        vm.assertEq(vm.load(address(front), ownerSlot), ownerWord);
        vm.assertEq(token.balanceOf(OWNER), balance);
        vm.assertEq(token.balanceOf(address(front)), held - balance);
        vm.assertEq(
            uint256(vm.load(address(front), _slot(NEXT_DOOR, 1))), REST | NEXT_DOORS_BALANCE
        );
        vm.assertEq(
            uint256(vm.load(address(front), 0)), (uint256(6) << 160) | uint160(address(token))
        );
    }

    function test_rescue_pays_when_all_programs_are_unusable() external {
        ARB_WASM.set(COLD, ArbWasmDouble.Mode.NeedsUpgrade);
        ARB_WASM.set(LENS, ArbWasmDouble.Mode.NotActivated);
        _openRescue(HOT);
        vm.etch(HOT, hex"fe");
        vm.etch(COLD, hex"fe");
        vm.etch(LENS, hex"fe");
        _rescue();
        vm.assertEq(token.balanceOf(OWNER), BALANCE);
    }

    function test_rescue_reverts_when_a_program_does_not_say_that_it_idles() external {
        // Traps, stops, reverts without a word, and returns what it should revert with.
        bytes[4] memory codes = [
            bytes(hex"fe"),
            hex"00",
            hex"5f5ffd",
            abi.encodePacked(hex"63", IProgram.SelectorUnknown.selector, hex"60e01b5f5260245ff3")
        ];
        _openRescue(COLD);
        address[2] memory usable = [HOT, LENS];
        for (uint256 i = 0; i < usable.length; i++) {
            bytes memory idling = usable[i].code;
            for (uint256 j = 0; j < codes.length; j++) {
                vm.etch(usable[i], codes[j]);
                vm.expectRevert(abi.encodeWithSelector(Front.ProgramRunning.selector, usable[i]));
                _rescue();
            }
            vm.etch(usable[i], idling);
        }
        _assertUntouched();
        _rescue();
    }

    function test_rescue_reverts_when_nothing_is_recorded() external {
        ARB_WASM.set(HOT, ArbWasmDouble.Mode.Expired);
        vm.warp(NOW + 400 days);
        vm.expectRevert(Front.NotRecorded.selector);
        _rescue();
    }

    function testFuzz_rescue_reverts_when_too_early(uint256 elapsed) external {
        _expireAndRecord(HOT);
        vm.warp(NOW + (elapsed % 30 days));
        _expectTooEarly(NOW + 30 days);
        _rescue();
    }

    function test_rescue_reverts_when_the_programs_run_again() external {
        _expireAndRecord(HOT);
        ARB_WASM.set(HOT, ArbWasmDouble.Mode.Usable);
        vm.warp(NOW + 31 days);
        _expectNotUnusable(Programs.State.Usable, Programs.State.Usable);
        _rescue();
    }

    function test_rescue_reverts_when_the_caller_starves_arbwasm() external {
        _expireAndRecord(HOT);
        ARB_WASM.set(HOT, ArbWasmDouble.Mode.Usable);
        vm.warp(NOW + 31 days);
        for (uint256 supply = 500; supply < 150_000; supply += 500) {
            vm.prank(OWNER);
            (bool ok,) = address(front).call{gas: supply}(abi.encodeCall(Front.rescue, (TREASURY)));
            vm.assertEq(ok, false);
        }
        _assertUntouched();
    }

    function testFuzz_rescue_reverts_when_the_caller_is_not_the_owner(address caller) external {
        vm.assume(caller != OWNER);
        _openRescue(HOT);
        vm.expectRevert(
            abi.encodeWithSelector(Front.NotTreasuryOwner.selector, TREASURY, caller, OWNER)
        );
        vm.prank(caller);
        front.rescue(TREASURY);
    }

    function test_rescue_reverts_when_the_treasury_does_not_exist() external {
        _openRescue(HOT);
        vm.store(address(front), _slot(99, 1), bytes32(uint256(BALANCE)));
        vm.expectRevert(
            abi.encodeWithSelector(Front.NotTreasuryOwner.selector, 99, address(0), address(0))
        );
        vm.prank(address(0));
        front.rescue(99);
    }

    function test_rescue_reverts_when_repeated() external {
        _openRescue(COLD);
        _rescue();
        vm.expectRevert(abi.encodeWithSelector(Front.NothingToRescue.selector, TREASURY));
        _rescue();
        vm.assertEq(token.balanceOf(OWNER), BALANCE);
    }

    // ---- Hostile tokens ----

    function test_rescue_pays_once_when_the_token_reenters_it() external {
        vm.store(address(front), _slot(TREASURY, 2), bytes32(uint256(uint160(address(token)))));
        _openRescue(HOT);
        token.setReentry(address(front), abi.encodeCall(Front.rescue, (TREASURY)));
        vm.prank(address(token));
        front.rescue(TREASURY);
        vm.assertEq(token.calls(), 1);
        vm.assertEq(token.lastSucceeded(), false);
        vm.assertEq(
            token.lastResult(), abi.encodeWithSelector(Front.NothingToRescue.selector, TREASURY)
        );
        vm.assertEq(token.balanceOf(address(token)), BALANCE);
        vm.assertEq(token.balanceOf(address(front)), NEXT_DOORS_BALANCE);
    }

    function test_rescue_reverts_when_entered_from_a_payment() external {
        address[3] memory running = [HOT, COLD, LENS];
        bytes4[3] memory selectors =
            [bytes4(keccak256("settleBatch(bytes)")), bytes4(0), bytes4(keccak256("token()"))];
        vm.store(address(front), _slot(TREASURY, 2), bytes32(uint256(uint160(address(token)))));
        token.setReentry(address(front), abi.encodeCall(Front.rescue, (TREASURY)));
        for (uint256 i = 0; i < 3; i++) {
            vm.warp(NOW);
            ARB_WASM.set(running[(i + 1) % 3], ArbWasmDouble.Mode.Expired);
            _openRescue(running[(i + 2) % 3]);
            (bool paid,) = address(front)
                .call(abi.encodeWithSelector(selectors[i], token, TREASURY, address(9), 100));
            vm.assertEq(paid, true);
            vm.assertEq(
                token.lastResult(),
                abi.encodeWithSelector(Front.ProgramRunning.selector, running[i])
            );
            ARB_WASM.set(running[(i + 1) % 3], ArbWasmDouble.Mode.Usable);
            ARB_WASM.set(running[(i + 2) % 3], ArbWasmDouble.Mode.Usable);
            front.clearUnusable();
        }
        vm.assertEq(token.balanceOf(address(9)), 300);
        vm.assertEq(
            uint256(vm.load(address(front), _slot(TREASURY, 1))), REST | uint256(BALANCE - 300)
        );
    }

    function test_rescue_reverts_when_the_token_returns_false() external {
        token.setAnswer(HostileToken.Answer.False);
        _openRescue(HOT);
        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        _rescue();
        _assertUntouched();
    }

    function test_rescue_reverts_as_the_token_does() external {
        token.setAnswer(HostileToken.Answer.Revert);
        _openRescue(HOT);
        vm.expectRevert(HostileToken.Refused.selector);
        _rescue();
        _assertUntouched();
    }

    function test_rescue_pays_when_the_token_returns_nothing() external {
        token.setAnswer(HostileToken.Answer.Nothing);
        _openRescue(HOT);
        _rescue();
        vm.assertEq(token.balanceOf(OWNER), BALANCE);
    }

    // ---- Helpers ----

    function _giveTreasury(uint64 treasury, address owner, uint64 balance) private {
        vm.store(address(front), _slot(treasury, 1), bytes32(REST | balance));
        vm.store(address(front), _slot(treasury, 2), bytes32(uint256(uint160(owner))));
        token.mint(address(front), balance);
    }

    function _expireAndRecord(address program) private {
        ARB_WASM.set(program, ArbWasmDouble.Mode.Expired);
        front.recordUnusable();
    }

    function _openRescue(address program) private {
        _expireAndRecord(program);
        vm.warp(NOW + 30 days);
    }

    function _rescue() private {
        vm.prank(OWNER);
        front.rescue(TREASURY);
    }

    function _expectNotUnusable(Programs.State hot, Programs.State cold) private {
        vm.expectRevert(abi.encodeWithSelector(Front.NotUnusable.selector, hot, cold));
    }

    function _expectTooEarly(uint256 opens) private {
        vm.expectRevert(
            abi.encodeWithSelector(Front.RescueTooEarly.selector, opens, block.timestamp)
        );
    }

    function _assertUntouched() private view {
        vm.assertEq(uint256(vm.load(address(front), _slot(TREASURY, 1))), REST | BALANCE);
        vm.assertEq(token.balanceOf(address(front)), BALANCE + NEXT_DOORS_BALANCE);
    }

    function _slot(uint64 treasury, uint256 map) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(treasury), map));
    }
}
