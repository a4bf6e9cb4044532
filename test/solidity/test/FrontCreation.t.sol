// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Front} from "../../../contracts/front/src/Front.sol";
import {FrontFactory} from "../../../contracts/front/src/FrontFactory.sol";
import {HostileToken} from "../src/HostileToken.sol";
import {Base} from "./Base.sol";

/// @notice What a vault is made of, what is refused, and that its address says it all.
contract FrontCreationTest is Base {
    FrontFactory private factory;
    address private token;

    function setUp() external {
        factory = new FrontFactory();
        token = address(new HostileToken(6));
        vm.etch(HOT, CLASSIC_PROGRAM);
        vm.etch(COLD, ROOT_PROGRAM);
        vm.etch(LENS, CLASSIC_PROGRAM);
    }

    function testFuzz_create_writes_the_configuration_word(uint8 decimals) external {
        vm.assume(decimals <= 9);
        token = address(new HostileToken(decimals));
        address vault = factory.create(token, HOT, COLD, LENS, 0);
        vm.assertEq(
            uint256(vm.load(vault, 0)), (uint256(decimals) << 160) | uint256(uint160(token))
        );
        vm.assertEq(Front(vault).hotProgram(), HOT);
        vm.assertEq(Front(vault).coldProgram(), COLD);
        vm.assertEq(Front(vault).lensProgram(), LENS);
        vm.assertEq(Front(vault).unusableSince(), 0);
    }

    function test_create_emits_what_was_created() external {
        address vault = factory.predict(token, HOT, COLD, LENS, "salt");
        vm.expectEmit(address(factory));
        emit FrontFactory.VaultCreated(vault, token, HOT, COLD, LENS);
        vm.assertEq(factory.create(token, HOT, COLD, LENS, "salt"), vault);
        vm.assertEq(vault.code.length > 0, true);
    }

    function testFuzz_predict_differs_when_any_argument_does(bytes32 salt) external {
        vm.assume(salt != 0);
        address vault = factory.predict(token, HOT, COLD, LENS, 0);
        vm.assertEq(vault == factory.predict(token, HOT, COLD, LENS, salt), false);
        vm.assertEq(vault == factory.predict(token, COLD, HOT, LENS, 0), false);
        vm.assertEq(vault == factory.predict(token, HOT, HOT, LENS, 0), false);
        vm.assertEq(vault == factory.predict(token, HOT, LENS, COLD, 0), false);
        vm.assertEq(vault == factory.predict(token, HOT, COLD, COLD, 0), false);
        vm.assertEq(vault == factory.predict(HOT, HOT, COLD, LENS, 0), false);
        vm.assertEq(vault == new FrontFactory().predict(token, HOT, COLD, LENS, 0), false);
    }

    function test_create_reverts_when_the_vault_exists() external {
        address vault = factory.create(token, HOT, COLD, LENS, 0);
        vm.expectRevert(abi.encodeWithSelector(FrontFactory.VaultExists.selector, vault));
        factory.create(token, HOT, COLD, LENS, 0);
    }

    function test_create_reverts_when_token_has_no_code() external {
        vm.expectRevert(abi.encodeWithSelector(Front.TokenWithoutCode.selector, address(1234)));
        factory.create(address(1234), HOT, COLD, LENS, 0);
    }

    function testFuzz_create_reverts_when_decimals_are_too_many(uint8 decimals) external {
        vm.assume(decimals > 9);
        token = address(new HostileToken(decimals));
        vm.expectRevert(abi.encodeWithSelector(Front.DecimalsTooMany.selector, decimals, 9));
        factory.create(token, HOT, COLD, LENS, 0);
    }

    function testFuzz_create_reverts_when_code_is_no_program(bytes calldata code) external {
        vm.assume(code.length < 4 || (bytes3(code) != 0xeff000 && bytes3(code) != 0xeff002));
        vm.assume(code.length < 2 || bytes2(code) != 0xef01);
        vm.etch(HOT, code);
        _assertRefused(HOT, HOT, COLD, LENS);
        _assertRefused(HOT, COLD, HOT, LENS);
        _assertRefused(HOT, COLD, LENS, HOT);
    }

    function test_create_reverts_when_code_only_resembles_a_program() external {
        bytes[6] memory codes =
            [bytes(""), hex"ef", hex"eff0", hex"eff000", hex"eff00100", hex"00eff000"];
        for (uint256 i = 0; i < codes.length; i++) {
            vm.etch(HOT, codes[i]);
            _assertRefused(HOT, HOT, COLD, LENS);
        }
    }

    function _assertRefused(address refused, address hot, address cold, address lens) private {
        vm.expectRevert(abi.encodeWithSelector(Front.NotAProgram.selector, refused));
        factory.create(token, hot, cold, lens, 0);
    }
}
