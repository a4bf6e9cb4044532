// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IProgram} from "../../../contracts/front/src/Front.sol";
import {IArbWasm} from "../../../contracts/front/src/Programs.sol";

/// @notice Stands at 0x71, where forge's EVM has nothing, to cause what the chain can answer.
contract ArbWasmDouble {
    enum Mode {
        Usable,
        Expired,
        NeedsUpgrade,
        NotActivated,
        RevertsEmpty,
        RevertsOtherwise,
        RevertsShort,
        AnswersNothing
    }

    mapping(address program => Mode mode) public modes;

    error ProgramNotWasm();

    function set(address program, Mode mode) external {
        modes[program] = mode;
    }

    function programTimeLeft(address program) external view returns (uint64) {
        Mode mode = modes[program];
        _burnLikeThePrecompile();
        if (mode == Mode.Expired) revert IArbWasm.ProgramExpired(365 days + 1);
        if (mode == Mode.NeedsUpgrade) revert IArbWasm.ProgramNeedsUpgrade(2, 3);
        if (mode == Mode.NotActivated) revert IArbWasm.ProgramNotActivated();
        if (mode == Mode.RevertsOtherwise) revert ProgramNotWasm();
        assembly ("memory-safe") {
            if eq(mode, 4) { revert(0, 0) }
            if eq(mode, 6) {
                mstore(0, shl(232, 0xc9b12e))
                revert(0, 3)
            }
            if eq(mode, 7) { return(0, 0) }
        }
        return 300 days;
    }

    /// @dev The precompile charges some 4,000 gas before it answers: a starved call ends here.
    function _burnLikeThePrecompile() private view {
        uint256 stop = gasleft() > 4000 ? gasleft() - 4000 : 0;
        while (gasleft() > stop) {}
    }
}

/// @notice A program that tells what it was asked, by whom, and as whom.
contract EchoProgram {
    bytes32 private immutable LABEL;

    constructor(bytes32 label) {
        LABEL = label;
    }

    fallback(bytes calldata data) external returns (bytes memory) {
        return abi.encode(LABEL, address(this), msg.sender, data);
    }
}

/// @notice A program that answers with the calldata behind the selector: as a result, or as a
/// revert when the first byte of it is odd.
contract MirrorProgram {
    fallback() external {
        bytes memory answer = msg.data[4:];
        bool fails = answer.length > 0 && uint8(answer[0]) % 2 == 1;
        assembly ("memory-safe") {
            if fails { revert(add(answer, 32), mload(answer)) }
            return(add(answer, 32), mload(answer))
        }
    }
}

/// @notice A program that pays first and writes afterwards what it read before, as settlement may.
/// Like the vault's programs it refuses re-entry in every call, and whatever it does not know; a
/// transient flag does here what `msg_reentrant` does on a Stylus chain.
contract PayingProgram {
    bytes32 private constant RUNNING = keccak256("running");

    error Reentered();

    fallback() external {
        bytes32 flag = RUNNING;
        bool running;
        assembly ("memory-safe") {
            running := tload(flag)
        }
        require(!running, Reentered());
        require(msg.data.length > 4, IProgram.SelectorUnknown(msg.sig));
        _pay(flag);
    }

    function _pay(bytes32 flag) private {
        (IERC20 token, uint64 treasury, address to, uint256 value) =
            abi.decode(msg.data[4:], (IERC20, uint64, address, uint256));
        bytes32 slot = keccak256(abi.encode(uint256(treasury), uint256(1)));
        uint256 state;
        assembly ("memory-safe") {
            tstore(flag, 1)
            state := sload(slot)
        }
        token.transfer(to, value);
        uint256 left = state - value;
        assembly ("memory-safe") {
            sstore(slot, left)
            tstore(flag, 0)
        }
    }
}
