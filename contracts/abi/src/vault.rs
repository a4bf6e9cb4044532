//! The vault as callers, auditors and indexers see it.
//!
//! One declaration serves the Stylus programs (dispatch, decoding, logs), the relayer, the indexer
//! and the tests. Amounts are in the token's smallest unit, times in Unix seconds.
#![allow(missing_docs, reason = "the macro's own items; the Solidity text carries the docs")]

// Programs of a chain have no use for the JSON ABI, and no `json` feature to make it.
#[cfg(feature = "std")]
macro_rules! declare {
    ($($solidity:tt)*) => {
        alloy_sol_types::sol! {
            #![sol(all_derives = true, abi)]
            $($solidity)*
        }
    };
}
#[cfg(not(feature = "std"))]
macro_rules! declare {
    ($($solidity:tt)*) => {
        alloy_sol_types::sol! {
            #![sol(all_derives = true)]
            $($solidity)*
        }
    };
}

declare! {
    /// A stretch of time over which spending is counted.
    struct Period {
        /// 0 none, 1 `length` seconds from the Unix epoch, 2 ISO week (Monday 00:00 UTC), 3 calendar month (UTC).
        uint8 kind;
        /// 0 fixed, 1 sliding, 2 strict; the last two for `kind` 1 only.
        uint8 mode;
        /// Seconds, below 2^26; 0 unless `kind` is 1.
        uint32 length;
    }

    /// The limits of one agent. What `limits` does not name must be zero.
    struct Policy {
        /// Largest single payment.
        uint64 paymentCap;
        /// Largest sum over one period; 0 where `period.kind` is 0.
        uint64 periodCap;
        Period period;
        /// 0 the agent's own list, 1 the treasury's shared list, 2 any payee.
        uint8 vendors;
        /// The agent remembers random nonces in 2^nonceBits words; 0 to 12, fixed when the key first joins.
        uint8 nonceBits;
        /// Which optional limits exist: 1 count, 2 budget, 4 validity, 8 schedule, 16 threshold,
        /// 64 delegation, 512 breaker; and 128: the agent is a contract payer, whose code signs for it (ERC-1271).
        uint16 limits;
        /// Most payments in one period, below 2^20.
        uint32 countCap;
        /// Most that is ever spent.
        uint64 budget;
        /// First second at which payments are accepted.
        uint64 notBefore;
        /// First second at which payments are no longer accepted.
        uint64 notAfter;
        /// Bit h is the UTC hour h of the week, Monday 00:00 first; 168 bits.
        uint256 schedule;
        /// Generations of sub-agents that there may be below, 0 to 4.
        uint8 delegationDepth;
        /// So many recorded denials within a window freeze the agent, 1 to 15.
        uint8 breakerCount;
        /// That window, seconds, below 2^21.
        uint32 breakerWindow;
        /// Largest payment that needs no approvals.
        uint64 threshold;
    }

    /// What a list says of one vendor.
    struct VendorEntry {
        /// Whether this entry has a cap of its own.
        bool capped;
        /// Most that this vendor is paid over one period.
        uint64 cap;
        Period period;
    }

    /// The limits of a treasury as a whole.
    struct TreasuryLimits {
        /// Whether all agents together have a cap per period.
        bool capped;
        uint64 cap;
        Period period;
        /// Longest accepted `validBefore - now`, seconds.
        uint32 longestValidity;
        /// How long what loosens waits, seconds, at most 30 days; 0: not at all. The owner's alone.
        uint32 delay;
        /// Whether only accounts with the role of a settler may settle.
        bool settlersOnly;
        /// How many approvers must agree to a payment over its agent's threshold, at most 15; with 0 there is none.
        uint8 approvals;
    }

    /// An agent's agreement to spend for a treasury (EIP-712 `AgentConsent`, or `ContractConsent` of a contract payer).
    struct Consent {
        /// Spent once and for good by the agent that signs it.
        bytes32 salt;
        /// Last second at which the consent may be used.
        uint64 deadline;
        /// 65 bytes r, s, v by the agent's key, or whatever a contract payer's code takes for its signature.
        bytes signature;
    }

    /// An agent's grant to another key (EIP-712 `Delegation`, signed by both).
    struct Delegation {
        /// Who grants: a live agent, whose treasury pays.
        address parent;
        /// Who receives, and spends.
        address agent;
        /// Within the parent's.
        Policy policy;
        /// The parent's: a grant ends with everything that the parent has delegated.
        uint32 generation;
        /// Spent once and for good by both.
        bytes32 salt;
        /// Last second at which the grant may be used.
        uint64 deadline;
    }

    /// An agent's grant of a session to a new key (EIP-712 `Session`, signed by both).
    struct Session {
        /// Who grants: a live agent that may delegate, whose treasury pays.
        address parent;
        /// The key of the session: it has never been an agent, and never opens another session.
        address agent;
        /// The parent's: a grant ends with everything that the parent has delegated.
        uint32 generation;
        /// Largest single payment.
        uint64 paymentCap;
        /// Most over the whole session.
        uint64 budget;
        /// First second after the session, below 2^36.
        uint64 notAfter;
    }

    /// A window as it stands at the time of the call.
    struct Window {
        uint64 spent;
        uint64 previous;
        uint32 index;
    }

    /// What a treasury is, as stored.
    struct Treasury {
        address owner;
        address pendingOwner;
        uint64 balance;
        uint32 version;
        bool frozen;
        TreasuryLimits limits;
        Window window;
        /// Number of audit entries so far.
        uint64 entries;
        bytes32 auditHead;
    }

    /// What an agent is, as stored.
    struct Agent {
        /// The treasury the key is bound to for life, 0 if it never joined one.
        uint64 treasury;
        /// Whether the binding is live.
        bool live;
        bool frozen;
        uint32 version;
        uint32 generation;
        Policy policy;
        Window window;
        uint64 lifetime;
        uint32 count;
        /// For whom a sub-agent or a session spends; zero for an agent of the treasury's own.
        address parent;
        /// Whether it was its breaker that froze the agent.
        bool tripped;
        /// Denials that its breaker has counted in the window, at the time of the call.
        uint8 denials;
        /// Whether the key is that of a session. One that was ended has no treasury any more.
        bool session;
    }

    /// What a list says of one vendor, and what the vendor was paid under it.
    struct Vendor {
        bool listed;
        VendorEntry entry;
        Window window;
    }

    /// Room under the limits of one agent; the type's maximum where a limit does not exist.
    struct AgentRoom {
        address agent;
        uint64 payment;
        uint64 period;
        uint64 budget;
        /// Largest payment that needs no approvals.
        uint64 unapproved;
        uint32 count;
    }

    /// Room under what all agents of a treasury share; the maximum where a limit does not exist.
    struct SharedRoom {
        uint64 balance;
        uint64 period;
        uint64 vendor;
    }

    interface IVault {
        // Which program serves a call, `selectors` says.
        // ---- The EIP-3009 facade ----

        function name() external pure returns (string memory);
        function symbol() external pure returns (string memory);
        function version() external pure returns (string memory);
        function decimals() external view returns (uint8);
        function totalSupply() external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        /// The most that `agent` could pay to some vendor now; 0 for a key that cannot pay.
        function balanceOf(address agent) external view returns (uint256);
        /// Always 0: nobody spends for an agent.
        function allowance(address owner, address spender) external pure returns (uint256);
        /// Whether a live authorization with this nonce cannot be paid any more.
        function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
        /// EIP-3009. Pays `to` in the underlying token out of the treasury of `from`.
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
        /// The same with a signature of any length, which contract payers may need.
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes calldata signature) external;
        /// Settles every item that may be paid, of any agents; `batch` is as `bursar_policy::batch` writes it.
        /// One byte per item, in order: 0 settled, else why not (`bursar_policy::batch::Verdict`).
        function settleBatch(bytes calldata batch) external returns (bytes memory verdicts);
        function transfer(address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);

        // ---- The brakes ----

        function freezeTreasury(uint64 treasury) external;
        function freezeAgent(address agent) external;
        function removeAgent(address agent) external;
        function removeVendor(address agent, address vendor) external;
        function removeSharedVendor(uint64 treasury, address vendor) external;
        /// Calls off what waits for `object`, as `EditRequested` names it.
        function cancelEdit(uint64 treasury, bytes32 object) external;
        /// Ends all that `agent` has delegated, and everything below; the agent itself goes on.
        function revokeDelegations(address agent) external;
        function withdraw(uint64 treasury, address to, uint256 value) external;

        // In a treasury with a delay, whatever loosens is only asked for by its first call, which logs
        // `EditRequested`, and done by the same call once it is ready. `expectedVersion` is the version
        // that was read before, or 2^32 - 1: whatever it is.

        // ---- Treasuries and roles ----

        /// `delay`: seconds that whatever loosens waits, at most 30 days.
        function createTreasury(bytes32 salt, uint32 delay) external returns (uint64 treasury);
        function treasuryId(address creator, bytes32 salt) external pure returns (uint64 treasury);
        function transferOwnership(uint64 treasury, address newOwner) external;
        function acceptOwnership(uint64 treasury) external;
        /// `roles`: 1 admin, 2 guardian, 4 approver, 8 reporter, 16 settler; 0 takes all away.
        function setRoles(uint64 treasury, address account, uint8 roles, uint32 expectedVersion) external;
        function setTreasuryLimits(uint64 treasury, TreasuryLimits calldata limits, uint32 expectedVersion) external;
        function thawTreasury(uint64 treasury) external;
        /// Several calls of these and of those on agents and vendors, all of one treasury, in order; all
        /// happen (or wait, each by itself), or none does.
        function administer(uint64 treasury, uint32 expectedVersion, bytes[] calldata calls) external;

        // ---- Agents and vendors ----

        function addAgent(uint64 treasury, address agent, Policy calldata policy, Consent calldata consent) external;
        function setPolicy(address agent, Policy calldata policy, uint32 expectedVersion) external;
        function thawAgent(address agent) external;
        /// Makes the receiver a sub-agent. Anybody may bring the grant; a caller that is a contract payer, or has
        /// no code, need not sign it.
        function delegate(Delegation calldata delegation, bytes calldata parentSignature, bytes calldata agentSignature) external;
        /// Opens a session. Anybody may bring the grant; who need not sign is as for `delegate`.
        function registerSession(Session calldata session, bytes calldata parentSignature, bytes calldata agentSignature) external;
        function setVendor(address agent, address vendor, VendorEntry calldata entry, uint32 expectedVersion) external;
        function setSharedVendor(uint64 treasury, address vendor, VendorEntry calldata entry, uint32 expectedVersion) external;

        // ---- Approvals of payments over their agents' thresholds ----

        /// Approves the authorization with this EIP-712 digest, as an approver.
        function approvePayment(uint64 treasury, bytes32 digest) external;
        /// Approves it for approvers who signed the digest: 64 bytes r, vs (EIP-2098) of each.
        function registerApprovals(uint64 treasury, bytes32 digest, bytes calldata signatures) external;
        /// Takes back what the caller registered. What it signed, others may bring as long as the
        /// authorization lives.
        function revokeApproval(uint64 treasury, bytes32 digest) external;

        // ---- Money in ----

        /// Takes `value` from the caller by allowance; credits what arrived.
        function deposit(uint64 treasury, uint256 value) external;
        /// Takes `value` by the token's `receiveWithAuthorization`; the nonce is `keccak256(abi.encode(treasury, salt))`.
        function depositWithAuthorization(uint64 treasury, address from, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 salt, uint8 v, bytes32 r, bytes32 s) external;

        // ---- Views ----

        /// The reason a payment would be denied for now (0: it would pass), and the room under every limit:
        /// first the agent itself, then its ancestors.
        function check(address agent, address vendor, uint256 value) external view returns (uint8 reason, SharedRoom memory shared, AgentRoom[] memory agents);
        /// ERC-5267.
        function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
        function token() external view returns (address);
        function treasury(uint64 treasury) external view returns (Treasury memory);
        function agent(address agent) external view returns (Agent memory);
        function vendor(address agent, address vendor) external view returns (Vendor memory);
        function sharedVendor(uint64 treasury, address vendor) external view returns (Vendor memory);
        function rolesOf(uint64 treasury, address account) external view returns (uint8);
        /// How many of the treasury's approvers have registered their approval of this digest. The agent that
        /// pays is one of them if it did, though its own never counts.
        function approvalsOf(uint64 treasury, bytes32 digest) external view returns (uint8);
        /// When what waits for `object` may be done (0: nothing waits), whether guardians cannot call it
        /// off, and whether the last request was called off.
        function pendingEdit(uint64 treasury, bytes32 object) external view returns (uint64 readyAt, bool firm, bool cancelled);

        // ---- Denials ----

        /// Puts every item on record that is denied now and whose treasury the caller reports for; `batch` is as
        /// `settleBatch` takes it. Moves no money.
        /// One byte per item, in order: the reason that was recorded, else why none was (`bursar_policy::batch::Report`).
        function recordDenials(bytes calldata batch) external returns (bytes memory reports);

        // ---- Events of the facade (ERC-20, EIP-3009); no part of the audit chain ----

        event Transfer(address indexed from, address indexed to, uint256 value);
        event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

        // ---- Events of the audit chain: every one of them is an entry of its treasury ----

        event PaymentSettled(uint64 indexed treasury, address indexed agent, address indexed vendor, uint256 value, bytes32 nonce);
        /// The policy refused this payment (`reason` as in `PaymentDenied`), and a reporter had that put on record: its nonce is used up.
        event DenialRecorded(uint64 indexed treasury, address indexed agent, address indexed vendor, uint256 value, bytes32 nonce, uint8 reason);
        /// The denial before this one froze the agent, by its breaker; `by` is the reporter.
        event BreakerTripped(uint64 indexed treasury, address indexed agent, address indexed by);
        event TreasuryCreated(uint64 indexed treasury, address indexed owner, bytes32 salt, uint32 delay);
        event OwnershipTransferStarted(uint64 indexed treasury, address indexed owner, address indexed newOwner);
        event OwnershipTransferred(uint64 indexed treasury, address indexed previousOwner, address indexed newOwner);
        event RolesSet(uint64 indexed treasury, address indexed account, uint8 roles, uint32 version);
        event TreasuryLimitsSet(uint64 indexed treasury, TreasuryLimits limits, uint32 version);
        event TreasuryFrozen(uint64 indexed treasury, address indexed by);
        event TreasuryThawed(uint64 indexed treasury, address indexed by);
        event Deposited(uint64 indexed treasury, address indexed from, uint256 value);
        event Withdrawn(uint64 indexed treasury, address indexed to, uint256 value);
        event AgentAdded(uint64 indexed treasury, address indexed agent, Policy policy, bytes32 salt, uint32 version, uint32 generation);
        event PolicySet(uint64 indexed treasury, address indexed agent, Policy policy, uint32 version);
        event AgentRemoved(uint64 indexed treasury, address indexed agent, address indexed by);
        event AgentFrozen(uint64 indexed treasury, address indexed agent, address indexed by);
        event AgentThawed(uint64 indexed treasury, address indexed agent, address indexed by);
        event Delegated(uint64 indexed treasury, address indexed parent, address indexed agent, Policy policy, bytes32 salt, uint32 version, uint32 generation);
        event SessionOpened(uint64 indexed treasury, address indexed parent, address indexed agent, uint32 generation, uint64 paymentCap, uint64 budget, uint64 notAfter);
        event DelegationsRevoked(uint64 indexed treasury, address indexed agent, address indexed by);
        event VendorSet(uint64 indexed treasury, address indexed agent, address indexed vendor, VendorEntry entry, uint32 version);
        event VendorRemoved(uint64 indexed treasury, address indexed agent, address indexed vendor, uint32 version);
        event SharedVendorSet(uint64 indexed treasury, address indexed vendor, VendorEntry entry, uint32 version);
        event SharedVendorRemoved(uint64 indexed treasury, address indexed vendor, uint32 version);
        event PaymentApproved(uint64 indexed treasury, bytes32 indexed digest, address indexed approver);
        event ApprovalRevoked(uint64 indexed treasury, bytes32 indexed digest, address indexed approver);
        /// From `readyAt` on, `call` may be sent to the vault as it is, by whoever may edit `object` then. Guardians cannot call it off if it is `firm`.
        event EditRequested(uint64 indexed treasury, bytes32 indexed object, uint64 readyAt, bool firm, bytes call);
        event EditCancelled(uint64 indexed treasury, bytes32 indexed object, address indexed by);

        // ---- The head of the chain after a transaction; no entry itself ----

        /// Entries `firstSeq .. firstSeq + count` are this treasury's audit events since its last head, in log order.
        event AuditHead(uint64 indexed treasury, uint64 firstSeq, uint32 count, bytes32 head);

        // ---- Errors ----

        /// The policy refuses: why, what was asked, and the room there was.
        error PaymentDenied(uint8 reason, uint256 asked, uint256 room);
        /// `account` does not hold a role that may do this in `treasury`.
        error Unauthorized(uint64 treasury, address account);
        error TreasuryUnknown(uint64 treasury);
        error TreasuryExists(uint64 treasury);
        error AgentUnknown(address agent);
        /// The key is bound to a treasury for life, or still live in this one.
        error AgentBound(address agent, uint64 treasury);
        error VersionMismatch(uint32 expected, uint32 actual);
        /// No further edits fit the version field.
        error VersionExhausted(uint32 version);
        /// The policy, limits or entry is not well formed; see `PolicyFault` in the docs.
        error PolicyInvalid(uint8 fault);
        error RolesInvalid(uint8 roles);
        /// The treasury has had 240 approvers: only who was one can be one again.
        error ApproversExhausted(uint64 treasury);
        /// The edit was asked for and may be done from `readyAt` on.
        error EditWaiting(uint64 readyAt);
        /// Nothing waits for `object`.
        error EditUnknown(bytes32 object);
        /// One of several edits is about another treasury than the others.
        error TreasuryForeign(uint64 treasury);
        error ConsentExpired(uint64 deadline, uint64 now);
        error ConsentInvalid(address agent);
        error SaltUsed(address agent, bytes32 salt);
        /// The grant is of an earlier generation of `parent`'s, or a delegation above is no more, or may
        /// go no deeper.
        error DelegationEnded(address parent);
        error AddressInvalid(address account);
        error AmountInvalid(uint256 value);
        error BalanceInsufficient(uint256 asked, uint256 balance);
        /// The token refused, failed, or did not move what it was asked to.
        error TokenFailed(bytes4 selector);
        /// Nothing moves through the ERC-20 calls: agents pay by authorization.
        error TransferUnsupported();
        error Reentered();
        error SelectorUnknown(bytes4 selector);
        error CalldataInvalid(bytes4 selector);
        /// Too little gas for a call that the vault must make: send more. Never a verdict on the payment.
        error GasInsufficient(uint64 left, uint64 needed);
        /// The bytes are no batch; see `Malformed` in `bursar_policy::batch`.
        error BatchMalformed(uint8 fault);
        /// The token paid none of the vendors that the batch would have paid.
        error PayoutsFailed();
        /// The front has not been created by the factory: there is no token here.
        error NotConfigured();
    }

    /// What the vault calls on its token.
    interface IToken {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    }

    /// What the vault asks contract payers (ERC-1271).
    interface IContractPayer {
        function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magic);
    }

    /// The vault's address: an immutable contract that delegates to the three programs.
    interface IFront {
        /// Records that the hot or the cold program is unusable; 30 days later `rescue` opens.
        function recordUnusable() external;
        /// Takes the record back once the hot and the cold program are usable.
        function clearUnusable() external;
        /// Pays the whole balance of `treasury` to its owner.
        function rescue(uint64 treasury) external;

        /// `treasury` was emptied: `value`, all it had, went to `owner`. No program was there to extend the
        /// treasury's audit chain, so this is no entry of it.
        event Rescued(uint64 indexed treasury, address indexed owner, uint256 value);
        event UnusableRecorded(uint256 since);
        event UnusableCleared(uint256 since);

        // ---- What creation refuses ----

        error TokenWithoutCode(address token);
        /// Amounts are 64 bits wide: a token of more decimals leaves too little room.
        error DecimalsTooMany(uint8 decimals, uint8 most);
        error NotAProgram(address account);

        // ---- What the record and the rescue refuse; of programs, 0 is unknown, 1 usable, 2 unusable ----

        error NotUnusable(uint8 hot, uint8 cold);
        error NotUsable(uint8 hot, uint8 cold);
        error AlreadyRecorded(uint256 since);
        error NotRecorded();
        error RescueTooEarly(uint256 opens, uint256 timestamp);
        error NotTreasuryOwner(uint64 treasury, address caller, address owner);
        error NothingToRescue(uint64 treasury);
        /// It runs further up in this transaction, or was left too little gas to say that it does not.
        error ProgramRunning(address program);
    }

    /// What the front tells of itself; no program takes part.
    interface IFrontState {
        function hotProgram() external view returns (address);
        function coldProgram() external view returns (address);
        function lensProgram() external view returns (address);
        /// Unix seconds; 0 while neither hot nor cold is on record as unusable.
        function unusableSince() external view returns (uint256);
    }

    /// Creates vaults at addresses that commit to token, programs and salt.
    interface IFrontFactory {
        function create(address token, address hot, address cold, address lens, bytes32 salt) external returns (address vault);
        function predict(address token, address hot, address cold, address lens, bytes32 salt) external view returns (address vault);
        event VaultCreated(address indexed vault, address indexed token, address hot, address cold, address lens);
    }

    /// Activation and life of Stylus programs (precompile 0x71).
    interface IArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        /// From 31 days after the last activation or keepalive on; takes the data fee, gives back the rest.
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16);
        function programVersion(address program) external view returns (uint16);
        function programTimeLeft(address program) external view returns (uint64);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }
}
