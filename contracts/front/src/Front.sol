// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Programs} from "./Programs.sol";
import {isHot, isLens} from "./Selectors.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice What every program of a vault refuses with, of which the front knows one.
interface IProgram {
    /// @notice The program serves no such call. Calldata that is too short is padded with zeros.
    error SelectorUnknown(bytes4 selector);
}

/// @title The address of a vault
/// @notice Holds the money, and runs the vault's three Stylus programs on its own storage by
/// DELEGATECALL: hot for what `isHot` names, the lens for what `isLens` names, cold for every other
/// selector. It has no owner, no initialiser and no upgrade; token and programs are fixed here for
/// good.
///
/// Stylus programs expire, and a chain can outgrow them. So the front keeps one way out that needs
/// neither: when the hot or the cold program has been on record as unusable for 30 days and still
/// is, the owner of a treasury takes that treasury's balance home by `rescue`. The lens does not
/// count: without it money goes in and out and every brake works.
///
/// @dev Storage belongs to the programs, with three exceptions that a test pins:
///
/// | slot | what | written here |
/// | --- | --- | --- |
/// | 0 | token in bits 0..159, its decimals in bits 160..167 | once, at creation |
/// | keccak256(abi.encode(treasury, 1)) | a treasury's state; bits 0..63 its balance | by `rescue` |
/// | keccak256(abi.encode(treasury, 2)) | bits 0..159 the treasury's owner | never |
/// | erc7201("bursar.front") | since when hot or cold is on record as unusable | here only |
contract Front layout at erc7201("bursar.front") {
    using SafeERC20 for IERC20;

    /// @notice How long a program must have been on record as unusable before a rescue.
    uint256 public constant RESCUE_DELAY = 30 days;

    /// @dev Amounts are 64 bits wide: 10^18 of the smallest unit must still be a useful sum.
    uint8 private constant MOST_DECIMALS = 9;
    uint256 private constant TREASURY_STATES = 1;
    uint256 private constant TREASURY_OWNERS = 2;

    /// @notice The Stylus program for payments and the brakes.
    address public immutable hotProgram;
    /// @notice The Stylus program for edits and deposits.
    address public immutable coldProgram;
    /// @notice The Stylus program for views, and for what was signed for payments to come.
    address public immutable lensProgram;
    IERC20 private immutable _token;

    /// @notice When hot or cold was recorded as unusable (Unix seconds); 0 while neither is.
    uint256 public unusableSince;

    /// @notice Hot or cold cannot run; `rescue` opens `RESCUE_DELAY` after `since`.
    event UnusableRecorded(uint256 since);
    /// @notice Hot and cold run again; the record is gone.
    event UnusableCleared(uint256 since);
    /// @notice `treasury` was emptied: `value`, all it had, went to `owner`.
    /// @dev For the auditor: no program was there to extend the treasury's hash chain, so this is no
    /// entry of it and the head stays as it was. What proves it is this log together with the
    /// balance field of the treasury's state word, which was `value` before and is 0 after.
    event Rescued(uint64 indexed treasury, address indexed owner, uint256 value);

    /// @notice `token` has no code.
    error TokenWithoutCode(address token);
    /// @notice The token has more `decimals` than the `most` that 64-bit amounts allow.
    error DecimalsTooMany(uint8 decimals, uint8 most);
    /// @notice `account` holds no Stylus program.
    error NotAProgram(address account);
    /// @notice ArbWasm calls neither unusable: hot is `hot`, cold is `cold`.
    error NotUnusable(Programs.State hot, Programs.State cold);
    /// @notice ArbWasm does not call both usable: hot is `hot`, cold is `cold`.
    error NotUsable(Programs.State hot, Programs.State cold);
    /// @notice Hot or cold is on record as unusable since `since` already.
    error AlreadyRecorded(uint256 since);
    /// @notice Neither hot nor cold is on record as unusable.
    error NotRecorded();
    /// @notice The rescue opens at `opens`; it is `timestamp` now.
    error RescueTooEarly(uint256 opens, uint256 timestamp);
    /// @notice `caller` is not `owner`, who owns `treasury` (0: nobody does).
    error NotTreasuryOwner(uint64 treasury, address caller, address owner);
    /// @notice `treasury` has no balance.
    error NothingToRescue(uint64 treasury);
    /// @notice `program` does not say that it idles: it is running further up in this very
    /// transaction, or was left too little gas to tell.
    error ProgramRunning(address program);

    /// @param token What the vault holds; at most 9 decimals.
    /// @param hot The hot Stylus program, deployed; activation may come later.
    /// @param cold The cold Stylus program, likewise.
    /// @param lens The lens, likewise.
    constructor(address token, address hot, address cold, address lens) {
        require(token.code.length > 0, TokenWithoutCode(token));
        uint8 decimals = IERC20Metadata(token).decimals();
        require(decimals <= MOST_DECIMALS, DecimalsTooMany(decimals, MOST_DECIMALS));
        require(Programs.isProgram(hot), NotAProgram(hot));
        require(Programs.isProgram(cold), NotAProgram(cold));
        require(Programs.isProgram(lens), NotAProgram(lens));
        _token = IERC20(token);
        hotProgram = hot;
        coldProgram = cold;
        lensProgram = lens;
        uint256 configuration = (uint256(decimals) << 160) | uint160(token);
        assembly ("memory-safe") {
            sstore(0, configuration)
        }
    }

    /// @notice Runs the program that serves the selector, and answers as it answers. Takes no ether.
    fallback() external {
        address program = isHot(msg.sig) ? hotProgram : isLens(msg.sig) ? lensProgram : coldProgram;
        // Nothing runs after this block, so all of memory is free to use.
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), program, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if ok { return(0, returndatasize()) }
            revert(0, returndatasize())
        }
    }

    /// @notice Puts on record that hot or cold cannot run. Anyone may; the 30 days count from here.
    function recordUnusable() external {
        require(unusableSince == 0, AlreadyRecorded(unusableSince));
        _requireUnusable();
        unusableSince = block.timestamp;
        emit UnusableRecorded(block.timestamp);
    }

    /// @notice Takes the record back once both run again. Anyone may, and somebody should:
    /// while a stale record stands, the next lapse needs no second 30 days.
    function clearUnusable() external {
        uint256 since = unusableSince;
        require(since != 0, NotRecorded());
        (Programs.State hot, Programs.State cold) = _states();
        require(hot == Programs.State.Usable && cold == Programs.State.Usable, NotUsable(hot, cold));
        unusableSince = 0;
        emit UnusableCleared(since);
    }

    /// @notice Pays the whole balance of `treasury` to its owner, who must be the caller. Works
    /// only while hot or cold is unusable, from 30 days after that was recorded.
    function rescue(uint64 treasury) external {
        _requireOpen();
        address owner = address(uint160(_load(_slot(treasury, TREASURY_OWNERS))));
        require(
            msg.sender == owner && owner != address(0),
            NotTreasuryOwner(treasury, msg.sender, owner)
        );
        uint256 slot = _slot(treasury, TREASURY_STATES);
        uint256 state = _load(slot);
        uint256 value = state & type(uint64).max;
        require(value > 0, NothingToRescue(treasury));
        uint256 emptied = state - value;
        assembly ("memory-safe") {
            sstore(slot, emptied)
        }
        emit Rescued(treasury, owner, value);
        _token.safeTransfer(owner, value);
    }

    /// @dev Reverts unless the record is old enough, hot or cold is unusable now, and no program of
    /// the vault is running.
    function _requireOpen() private {
        uint256 since = unusableSince;
        require(since != 0, NotRecorded());
        uint256 opens = since + RESCUE_DELAY;
        require(block.timestamp >= opens, RescueTooEarly(opens, block.timestamp));
        (Programs.State hot, Programs.State cold) = _requireUnusable();
        _requireIdle(hotProgram, hot);
        _requireIdle(coldProgram, cold);
        _requireIdle(lensProgram, Programs.state(lensProgram));
    }

    /// @dev Refuses a rescue from inside a call of a program that still runs: paying out through the
    /// token, it would afterwards write back a balance that it read before. Each program refuses
    /// re-entry before it looks at the call, so one that says it knows no such call idles; and it
    /// reverts with that, so asking changes nothing. What cannot be started is not running.
    function _requireIdle(address program, Programs.State state) private {
        if (state == Programs.State.Unusable) return;
        (bool served, bytes memory refusal) = program.delegatecall("");
        bytes memory idle = abi.encodeWithSelector(IProgram.SelectorUnknown.selector, bytes4(0));
        require(!served && keccak256(refusal) == keccak256(idle), ProgramRunning(program));
    }

    function _requireUnusable() private view returns (Programs.State hot, Programs.State cold) {
        (hot, cold) = _states();
        require(
            hot == Programs.State.Unusable || cold == Programs.State.Unusable,
            NotUnusable(hot, cold)
        );
    }

    function _states() private view returns (Programs.State hot, Programs.State cold) {
        return (Programs.state(hotProgram), Programs.state(coldProgram));
    }

    function _slot(uint64 treasury, uint256 map) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(uint256(treasury), map)));
    }

    function _load(uint256 slot) private view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }
}
