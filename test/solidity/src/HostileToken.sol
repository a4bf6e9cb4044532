// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A token that misbehaves on demand
/// @notice Causes the faults that a vault must survive. Anybody mints and anybody configures; a new
/// one behaves. What is configured applies to `transfer`, `transferFrom` and
/// `receiveWithAuthorization` alike, of which the last checks no signature.
contract HostileToken {
    /// @notice How a movement answers, after it moved the money.
    enum Answer {
        True,
        False,
        Nothing,
        Huge,
        Revert
    }

    /// @dev Far above what a caller should ever copy.
    uint256 private constant HUGE_BYTES = 100_000;

    uint8 public immutable decimals;
    mapping(address account => uint256 value) public balanceOf;
    mapping(address owner => mapping(address spender => uint256 value)) public allowance;

    Answer public answer;
    /// @notice Kept from the payee at each movement.
    uint256 public fee;
    /// @notice Whether a movement uses up all gas that it gets.
    bool public burnsGas;
    /// @notice What is called in the middle of a movement; none while zero.
    address public target;
    bytes public payload;

    /// @notice How many times it called out, and how the last call ended.
    uint256 public calls;
    bool public lastSucceeded;
    bytes public lastResult;

    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice Asked to fail, it failed.
    error Refused();

    constructor(uint8 decimals_) {
        decimals = decimals_;
    }

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    function setFee(uint256 fee_) external {
        fee = fee_;
    }

    function setBurnsGas(bool burnsGas_) external {
        burnsGas = burnsGas_;
    }

    /// @notice Calls `target_` with `payload_` during every movement, before the money moves.
    function setReentry(address target_, bytes calldata payload_) external {
        target = target_;
        payload = payload_;
    }

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        _answer();
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
        _answer();
    }

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        uint8,
        bytes32,
        bytes32
    )
        external
    {
        _move(from, to, value);
        _answer();
    }

    function _move(address from, address to, uint256 value) private {
        if (target != address(0)) {
            calls += 1;
            (lastSucceeded, lastResult) = target.call(payload);
        }
        if (burnsGas) {
            assembly ("memory-safe") {
                for {} 1 {} {}
            }
        }
        balanceOf[from] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(from, to, value - fee);
    }

    /// @dev Ends the call as configured.
    function _answer() private view {
        Answer chosen = answer;
        require(chosen != Answer.Revert, Refused());
        uint256 word = chosen == Answer.False ? 0 : 1;
        uint256 size = chosen == Answer.Nothing ? 0 : chosen == Answer.Huge ? HUGE_BYTES : 32;
        assembly {
            mstore(0, word)
            return(0, size)
        }
    }
}
