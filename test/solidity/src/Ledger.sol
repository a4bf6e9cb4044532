// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The ERC-20 half of the test token
/// @notice Behaves and costs like USDC (FiatToken 2.2) where a payment touches it: a pause flag read
/// by every movement, the blocklist as the top bit of the balance word, the same revert texts.
abstract contract Ledger {
    uint256 private constant BLOCKED = 1 << 255;

    /// @dev One word: whoever pauses, and whether it is paused.
    address public pauser;
    bool public paused;
    address public blacklister;
    /// @dev In storage as in USDC: the EIP-712 domain reads it at every authorization.
    string public name;
    string public symbol;
    uint256 public totalSupply;
    mapping(address account => uint256 balanceAndBlocked) private _balances;
    mapping(address owner => mapping(address spender => uint256 value)) public allowance;
    mapping(address account => bool mayMint) public isMinter;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Mint(address indexed minter, address indexed to, uint256 value);
    event Blacklisted(address indexed account);
    event UnBlacklisted(address indexed account);
    event Pause();
    event Unpause();

    modifier whenNotPaused() {
        require(!paused, "Pausable: paused");
        _;
    }

    modifier notBlacklisted(address account) {
        require(!isBlacklisted(account), "Blacklistable: account is blacklisted");
        _;
    }

    /// @notice Sets the token up, once; `operator` mints, pauses and blacklists.
    function initialize(address operator) external {
        require(pauser == address(0), "FiatToken: contract is already initialized");
        require(operator != address(0), "FiatToken: new owner is the zero address");
        pauser = operator;
        blacklister = operator;
        isMinter[operator] = true;
        name = "USD Coin";
        symbol = "USDC";
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function balanceOf(address account) public view returns (uint256) {
        return _balances[account] & ~BLOCKED;
    }

    function isBlacklisted(address account) public view returns (bool) {
        return _balances[account] & BLOCKED != 0;
    }

    function transfer(
        address to,
        uint256 value
    )
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(to)
        returns (bool)
    {
        _transfer(msg.sender, to, value);
        return true;
    }

    function approve(
        address spender,
        uint256 value
    )
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(spender)
        returns (bool)
    {
        require(spender != address(0), "ERC20: approve to the zero address");
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transferFrom(
        address from,
        address to,
        uint256 value
    )
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(from)
        notBlacklisted(to)
        returns (bool)
    {
        uint256 allowed = allowance[from][msg.sender];
        require(value <= allowed, "ERC20: transfer amount exceeds allowance");
        _transfer(from, to, value);
        allowance[from][msg.sender] = allowed - value;
        return true;
    }

    function mint(
        address to,
        uint256 value
    )
        external
        whenNotPaused
        notBlacklisted(msg.sender)
        notBlacklisted(to)
        returns (bool)
    {
        require(isMinter[msg.sender], "FiatToken: caller is not a minter");
        require(to != address(0), "FiatToken: mint to the zero address");
        require(value > 0, "FiatToken: mint amount not greater than 0");
        totalSupply += value;
        _setBalance(to, balanceOf(to) + value);
        emit Mint(msg.sender, to, value);
        emit Transfer(address(0), to, value);
        return true;
    }

    function pause() external {
        _setPaused(true);
        emit Pause();
    }

    function unpause() external {
        _setPaused(false);
        emit Unpause();
    }

    function blacklist(address account) external {
        _setBlocked(account, BLOCKED);
        emit Blacklisted(account);
    }

    function unBlacklist(address account) external {
        _setBlocked(account, 0);
        emit UnBlacklisted(account);
    }

    function _transfer(address from, address to, uint256 value) internal {
        require(from != address(0), "ERC20: transfer from the zero address");
        require(to != address(0), "ERC20: transfer to the zero address");
        require(value <= balanceOf(from), "ERC20: transfer amount exceeds balance");
        _setBalance(from, balanceOf(from) - value);
        _setBalance(to, balanceOf(to) + value);
        emit Transfer(from, to, value);
    }

    function _setBalance(address account, uint256 balance) private {
        require(balance < BLOCKED, "FiatTokenV2_2: Balance exceeds (2^255 - 1)");
        require(!isBlacklisted(account), "FiatTokenV2_2: Account is blacklisted");
        _balances[account] = balance;
    }

    function _setPaused(bool state) private {
        require(msg.sender == pauser, "Pausable: caller is not the pauser");
        paused = state;
    }

    function _setBlocked(address account, uint256 flag) private {
        require(msg.sender == blacklister, "Blacklistable: caller is not the blacklister");
        _balances[account] = balanceOf(account) | flag;
    }
}
