//! The interfaces of the precompiles, as far as this chain answers them.

#![allow(missing_docs, reason = "named and documented by Arbitrum's precompile interfaces")]

alloy::sol! {
    /// Activation and facts of Stylus programs, at [`super::ARB_WASM`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function inkPrice() external view returns (uint32 price);
        function maxStackDepth() external view returns (uint32 depth);
        function freePages() external view returns (uint16 pages);
        function pageGas() external view returns (uint16 gas);
        function pageRamp() external view returns (uint64 ramp);
        function pageLimit() external view returns (uint16 limit);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64 percent);
        function expiryDays() external view returns (uint16 _days);
        function keepaliveDays() external view returns (uint16 _days);
        function blockCacheSize() external view returns (uint16 count);
        function activationGas() external view returns (uint64 gas);

        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }

    /// The cache of programs, at [`super::ARB_WASM_CACHE`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasmCache {
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] memory managers);
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);

        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
    }

    /// What the chain knows of itself, at [`super::ARB_SYS`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbSys {
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);

        error InvalidBlockNumber(uint256 requested, uint256 current);
    }

    /// Prices, at [`super::ARB_GAS_INFO`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbGasInfo {
        function getPricesInWei() external view returns (uint256 perL2Tx, uint256 perL1CalldataByte, uint256 perStorage, uint256 perArbGasBase, uint256 perArbGasCongestion, uint256 perArbGasTotal);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getGasAccountingParams() external view returns (uint256 speedLimitPerSecond, uint256 gasPoolMax, uint256 maxTxGasLimit);
    }

    /// What everybody may know of the chain's owners, at [`super::ARB_OWNER_PUBLIC`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbOwnerPublic {
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function getNetworkFeeAccount() external view returns (address);
        function getMaxStylusContractFragments() external view returns (uint8);
    }

    /// What owners may set, at [`super::ARB_OWNER`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbOwner {
        function addChainOwner(address newOwner) external;
        function removeChainOwner(address ownerToRemove) external;
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function setL1PricePerUnit(uint256 pricePerUnit) external;
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMaxSize(uint32 size) external;
        function setWasmMinInitGas(uint8 gas, uint16 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 _days) external;
        function setWasmKeepaliveDays(uint16 _days) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function setWasmActivationGas(uint64 gas) external;
        function setMaxStylusContractFragments(uint8 count) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;

        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
    }

    /// What a dev chain allows anybody, at [`super::ARB_DEBUG`].
    #[derive(Debug, PartialEq, Eq)]
    interface ArbDebug {
        function becomeChainOwner() external;
    }
}

#[cfg(test)]
mod tests {
    use alloy::{
        primitives::hex,
        sol_types::{SolCall as _, SolError as _, SolEvent as _},
    };

    use super::{ArbDebug, ArbOwner, ArbOwnerPublic, ArbSys, ArbWasm, ArbWasmCache};

    #[test]
    fn selectors_are_those_of_nitro() {
        assert_eq!(ArbWasm::activateProgramCall::SELECTOR, hex!("58c780c2"));
        assert_eq!(ArbWasm::codehashKeepaliveCall::SELECTOR, hex!("c689bad5"));
        assert_eq!(ArbWasm::programInitGasCall::SELECTOR, hex!("62b688aa"));
        assert_eq!(ArbWasm::activationGasCall::SELECTOR, hex!("2278c278"));
        assert_eq!(ArbWasm::ProgramInsufficientValue::SELECTOR, hex!("09781ab7"));
        assert_eq!(ArbWasm::ProgramKeepaliveTooSoon::SELECTOR, hex!("16bd0cf8"));
        assert_eq!(ArbWasm::ProgramNeedsUpgrade::SELECTOR, hex!("637d968f"));
        assert_eq!(ArbWasmCache::allCacheManagersCall::SELECTOR, hex!("0ec1d773"));
        assert_eq!(ArbSys::arbOSVersionCall::SELECTOR, hex!("051038f2"));
        assert_eq!(ArbOwnerPublic::getMaxStylusContractFragmentsCall::SELECTOR, hex!("e5a7f893"));
        assert_eq!(ArbOwner::addWasmCacheManagerCall::SELECTOR, hex!("ffdca515"));
        assert_eq!(ArbOwner::setL1PricePerUnitCall::SELECTOR, hex!("2b352fae"));
        assert_eq!(ArbDebug::becomeChainOwnerCall::SELECTOR, hex!("0e5bbc11"));
    }

    #[test]
    fn topics_are_those_of_nitro() {
        let start = |topic: alloy::primitives::B256| topic[..4].to_vec();
        assert_eq!(start(ArbWasm::ProgramActivated::SIGNATURE_HASH), hex!("c0e81278"));
        assert_eq!(start(ArbWasm::ProgramLifetimeExtended::SIGNATURE_HASH), hex!("03802ba3"));
        assert_eq!(start(ArbWasmCache::UpdateProgramCache::SIGNATURE_HASH), hex!("1bfaa29b"));
    }
}
