//! Calls of the test tokens, and of the test wallet, that the tests make; the vault's own are in
//! `bursar_abi::IToken`.

use alloy::sol;

sol! {
    #![sol(all_derives = true)]

    /// The USDC-shaped token, as its users and its operator see it.
    interface ITestUsdc {
        function initialize(address operator) external;
        function balanceOf(address account) external view returns (uint256);
        function approve(address spender, uint256 value) external returns (bool);
        function transfer(address to, uint256 value) external returns (bool);
        function mint(address to, uint256 value) external returns (bool);
        function blacklist(address account) external;
        function unBlacklist(address account) external;
        function pause() external;
        function unpause() external;
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
        event Transfer(address indexed from, address indexed to, uint256 value);
    }

    /// How a hostile token's movement answers, after it moved the money.
    enum Answer {
        /// One word that says true.
        True,
        /// One word that says false.
        False,
        /// No data, as tokens before ERC-20's return value.
        Nothing,
        /// True, and 100,000 bytes behind it.
        Huge,
        /// A revert.
        Revert
    }

    /// The token that misbehaves on demand.
    interface IHostileToken {
        function mint(address to, uint256 value) external;
        function setAnswer(Answer answer) external;
        function setFee(uint256 fee) external;
        function setBurnsGas(bool burnsGas) external;
        function setReentry(address target, bytes calldata payload) external;
        function calls() external view returns (uint256);
        function lastSucceeded() external view returns (bool);
        function lastResult() external view returns (bytes memory);
    }

    /// How a hostile wallet answers when asked for a signature.
    enum Signs {
        /// As its key's signature deserves.
        Honest,
        /// That any is its own.
        Always,
        /// With another word.
        Wrong,
        /// With the magic value at the wrong end of the word.
        Padded,
        /// With no data.
        Nothing,
        /// With the magic value, and 100,000 bytes behind it.
        Huge,
        /// With a revert.
        Revert,
        /// Never: it uses up its gas.
        Burn,
        /// With the magic value unless the call that it makes meanwhile fails.
        Call,
        /// With the magic value while nobody pays for gas.
        Free
    }

    /// An account that is a contract, and misbehaves on demand.
    interface IHostileWallet {
        function setAnswer(Signs answer) external;
        function setCall(address target, bytes calldata payload) external;
        function execute(address to, bytes calldata data) external;
    }

    /// What a proxy is created with.
    struct ProxyArguments {
        address implementation;
        address admin;
        bytes initialization;
    }
}
