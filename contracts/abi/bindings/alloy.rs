// SPDX-License-Identifier: Apache-2.0
// Written by `cargo run -p bursar-tooling`, from contracts/abi.
alloy::sol! {
#[sol(rpc)]
interface IVault {
    struct Agent {
        uint64 treasury;
        bool live;
        bool frozen;
        uint32 version;
        uint32 generation;
        Policy policy;
        Window window;
        uint64 lifetime;
        uint32 count;
        address parent;
        bool tripped;
        uint8 denials;
        bool session;
    }
    struct AgentRoom {
        address agent;
        uint64 payment;
        uint64 period;
        uint64 budget;
        uint64 unapproved;
        uint32 count;
    }
    struct Consent {
        bytes32 salt;
        uint64 deadline;
        bytes signature;
    }
    struct Delegation {
        address parent;
        address agent;
        Policy policy;
        uint32 generation;
        bytes32 salt;
        uint64 deadline;
    }
    struct Period {
        uint8 kind;
        uint8 mode;
        uint32 length;
    }
    struct Policy {
        uint64 paymentCap;
        uint64 periodCap;
        Period period;
        uint8 vendors;
        uint8 nonceBits;
        uint16 limits;
        uint32 countCap;
        uint64 budget;
        uint64 notBefore;
        uint64 notAfter;
        uint256 schedule;
        uint8 delegationDepth;
        uint8 breakerCount;
        uint32 breakerWindow;
        uint64 threshold;
    }
    struct Session {
        address parent;
        address agent;
        uint32 generation;
        uint64 paymentCap;
        uint64 budget;
        uint64 notAfter;
    }
    struct SharedRoom {
        uint64 balance;
        uint64 period;
        uint64 vendor;
    }
    struct Treasury {
        address owner;
        address pendingOwner;
        uint64 balance;
        uint32 version;
        bool frozen;
        TreasuryLimits limits;
        Window window;
        uint64 entries;
        bytes32 auditHead;
    }
    struct TreasuryLimits {
        bool capped;
        uint64 cap;
        Period period;
        uint32 longestValidity;
        uint32 delay;
        bool settlersOnly;
        uint8 approvals;
    }
    struct Vendor {
        bool listed;
        VendorEntry entry;
        Window window;
    }
    struct VendorEntry {
        bool capped;
        uint64 cap;
        Period period;
    }
    struct Window {
        uint64 spent;
        uint64 previous;
        uint32 index;
    }

    error AddressInvalid(address account);
    error AgentBound(address agent, uint64 treasury);
    error AgentUnknown(address agent);
    error AmountInvalid(uint256 value);
    error ApproversExhausted(uint64 treasury);
    error BalanceInsufficient(uint256 asked, uint256 balance);
    error BatchMalformed(uint8 fault);
    error CalldataInvalid(bytes4 selector);
    error ConsentExpired(uint64 deadline, uint64 now);
    error ConsentInvalid(address agent);
    error DelegationEnded(address parent);
    error EditUnknown(bytes32 object);
    error EditWaiting(uint64 readyAt);
    error GasInsufficient(uint64 left, uint64 needed);
    error NotConfigured();
    error PaymentDenied(uint8 reason, uint256 asked, uint256 room);
    error PayoutsFailed();
    error PolicyInvalid(uint8 fault);
    error Reentered();
    error RolesInvalid(uint8 roles);
    error SaltUsed(address agent, bytes32 salt);
    error SelectorUnknown(bytes4 selector);
    error TokenFailed(bytes4 selector);
    error TransferUnsupported();
    error TreasuryExists(uint64 treasury);
    error TreasuryForeign(uint64 treasury);
    error TreasuryUnknown(uint64 treasury);
    error Unauthorized(uint64 treasury, address account);
    error VersionExhausted(uint32 version);
    error VersionMismatch(uint32 expected, uint32 actual);

    event AgentAdded(uint64 indexed treasury, address indexed agent, Policy policy, bytes32 salt, uint32 version, uint32 generation);
    event AgentFrozen(uint64 indexed treasury, address indexed agent, address indexed by);
    event AgentRemoved(uint64 indexed treasury, address indexed agent, address indexed by);
    event AgentThawed(uint64 indexed treasury, address indexed agent, address indexed by);
    event ApprovalRevoked(uint64 indexed treasury, bytes32 indexed digest, address indexed approver);
    event AuditHead(uint64 indexed treasury, uint64 firstSeq, uint32 count, bytes32 head);
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    event BreakerTripped(uint64 indexed treasury, address indexed agent, address indexed by);
    event Delegated(uint64 indexed treasury, address indexed parent, address indexed agent, Policy policy, bytes32 salt, uint32 version, uint32 generation);
    event DelegationsRevoked(uint64 indexed treasury, address indexed agent, address indexed by);
    event DenialRecorded(uint64 indexed treasury, address indexed agent, address indexed vendor, uint256 value, bytes32 nonce, uint8 reason);
    event Deposited(uint64 indexed treasury, address indexed from, uint256 value);
    event EditCancelled(uint64 indexed treasury, bytes32 indexed object, address indexed by);
    event EditRequested(uint64 indexed treasury, bytes32 indexed object, uint64 readyAt, bool firm, bytes call);
    event OwnershipTransferStarted(uint64 indexed treasury, address indexed owner, address indexed newOwner);
    event OwnershipTransferred(uint64 indexed treasury, address indexed previousOwner, address indexed newOwner);
    event PaymentApproved(uint64 indexed treasury, bytes32 indexed digest, address indexed approver);
    event PaymentSettled(uint64 indexed treasury, address indexed agent, address indexed vendor, uint256 value, bytes32 nonce);
    event PolicySet(uint64 indexed treasury, address indexed agent, Policy policy, uint32 version);
    event RolesSet(uint64 indexed treasury, address indexed account, uint8 roles, uint32 version);
    event SessionOpened(uint64 indexed treasury, address indexed parent, address indexed agent, uint32 generation, uint64 paymentCap, uint64 budget, uint64 notAfter);
    event SharedVendorRemoved(uint64 indexed treasury, address indexed vendor, uint32 version);
    event SharedVendorSet(uint64 indexed treasury, address indexed vendor, VendorEntry entry, uint32 version);
    event Transfer(address indexed from, address indexed to, uint256 value);
    event TreasuryCreated(uint64 indexed treasury, address indexed owner, bytes32 salt, uint32 delay);
    event TreasuryFrozen(uint64 indexed treasury, address indexed by);
    event TreasuryLimitsSet(uint64 indexed treasury, TreasuryLimits limits, uint32 version);
    event TreasuryThawed(uint64 indexed treasury, address indexed by);
    event VendorRemoved(uint64 indexed treasury, address indexed agent, address indexed vendor, uint32 version);
    event VendorSet(uint64 indexed treasury, address indexed agent, address indexed vendor, VendorEntry entry, uint32 version);
    event Withdrawn(uint64 indexed treasury, address indexed to, uint256 value);

    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function acceptOwnership(uint64 treasury) external;
    function addAgent(uint64 treasury, address agent, Policy memory policy, Consent memory consent) external;
    function administer(uint64 treasury, uint32 expectedVersion, bytes[] memory calls) external;
    function agent(address agent) external view returns (Agent memory);
    function allowance(address owner, address spender) external pure returns (uint256);
    function approvalsOf(uint64 treasury, bytes32 digest) external view returns (uint8);
    function approve(address spender, uint256 value) external returns (bool);
    function approvePayment(uint64 treasury, bytes32 digest) external;
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
    function balanceOf(address agent) external view returns (uint256);
    function cancelEdit(uint64 treasury, bytes32 object) external;
    function check(address agent, address vendor, uint256 value) external view returns (uint8 reason, SharedRoom memory shared, AgentRoom[] memory agents);
    function createTreasury(bytes32 salt, uint32 delay) external returns (uint64 treasury);
    function decimals() external view returns (uint8);
    function delegate(Delegation memory delegation, bytes memory parentSignature, bytes memory agentSignature) external;
    function deposit(uint64 treasury, uint256 value) external;
    function depositWithAuthorization(uint64 treasury, address from, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 salt, uint8 v, bytes32 r, bytes32 s) external;
    function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
    function freezeAgent(address agent) external;
    function freezeTreasury(uint64 treasury) external;
    function name() external pure returns (string memory);
    function pendingEdit(uint64 treasury, bytes32 object) external view returns (uint64 readyAt, bool firm, bool cancelled);
    function recordDenials(bytes memory batch) external returns (bytes memory reports);
    function registerApprovals(uint64 treasury, bytes32 digest, bytes memory signatures) external;
    function registerSession(Session memory session, bytes memory parentSignature, bytes memory agentSignature) external;
    function removeAgent(address agent) external;
    function removeSharedVendor(uint64 treasury, address vendor) external;
    function removeVendor(address agent, address vendor) external;
    function revokeApproval(uint64 treasury, bytes32 digest) external;
    function revokeDelegations(address agent) external;
    function rolesOf(uint64 treasury, address account) external view returns (uint8);
    function setPolicy(address agent, Policy memory policy, uint32 expectedVersion) external;
    function setRoles(uint64 treasury, address account, uint8 roles, uint32 expectedVersion) external;
    function setSharedVendor(uint64 treasury, address vendor, VendorEntry memory entry, uint32 expectedVersion) external;
    function setTreasuryLimits(uint64 treasury, TreasuryLimits memory limits, uint32 expectedVersion) external;
    function setVendor(address agent, address vendor, VendorEntry memory entry, uint32 expectedVersion) external;
    function settleBatch(bytes memory batch) external returns (bytes memory verdicts);
    function sharedVendor(uint64 treasury, address vendor) external view returns (Vendor memory);
    function symbol() external pure returns (string memory);
    function thawAgent(address agent) external;
    function thawTreasury(uint64 treasury) external;
    function token() external view returns (address);
    function totalSupply() external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function transferOwnership(uint64 treasury, address newOwner) external;
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes memory signature) external;
    function treasury(uint64 treasury) external view returns (Treasury memory);
    function treasuryId(address creator, bytes32 salt) external pure returns (uint64 treasury);
    function vendor(address agent, address vendor) external view returns (Vendor memory);
    function version() external pure returns (string memory);
    function withdraw(uint64 treasury, address to, uint256 value) external;
}
}
