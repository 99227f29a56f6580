"""Wallets that are contracts: deployed (ERC-1271), to come (ERC-6492), delegated to (EIP-7702), or hostile."""

import pytest
from eth_abi.abi import encode
from eth_account import Account

from chain.answers import assert_problem
from chain.sign_in import asked_message, signature_of
from chain.wallets import deployed


def wrapped(factory, owner, signature):
    """The signature with what deploys its wallet (ERC-6492)."""
    call = bytes.fromhex(factory.encode_abi("make", [owner.address])[2:])
    content = encode(["address", "bytes", "bytes"], [factory.address, call, bytes.fromhex(signature[2:])])
    return "0x" + content.hex() + "6492" * 16


def sign_in(api, wallet, sign):
    text = asked_message(api, wallet)
    return api.post("/api/v1/sign-in", json={"message": text, "signature": sign(text)})


def test_the_owner_of_a_contract_signs_in_with_it(world, api):
    owner = Account.create()
    wallet = deployed(world, "OwnedWallet", owner.address).address
    assert sign_in(api, wallet, lambda text: signature_of(owner, text)).status_code == 201
    assert api.get("/api/v1/me").json()["wallets"][0]["wallet"] == wallet


def test_nobody_else_signs_in_with_a_contract(world, api):
    wallet = deployed(world, "OwnedWallet", Account.create().address).address
    other = Account.create()
    assert_problem(sign_in(api, wallet, lambda text: signature_of(other, text)), 403)
    assert_problem(sign_in(api, wallet, lambda _: "0x"), 403)


@pytest.mark.parametrize("manner", range(7))
def test_a_contract_that_answers_anything_else_has_not_signed(world, api, manner):
    wallet = deployed(world, "HostileWallet", manner).address
    assert_problem(sign_in(api, wallet, lambda text: signature_of(Account.create(), text)), 403)


def test_a_contract_that_signs_nothing_at_all_has_not_signed(world, api):
    """The badge contract has code, and no idea of signatures."""
    answer = sign_in(api, world.chain.badge.address, lambda text: signature_of(Account.create(), text))
    assert_problem(answer, 403)


def test_a_wallet_that_is_not_deployed_yet_signs_in_by_what_would_deploy_it(world, api):
    owner, factory = Account.create(), deployed(world, "WalletFactory")
    wallet = factory.functions.addressOf(owner.address).call()
    answer = sign_in(api, wallet, lambda text: wrapped(factory, owner, signature_of(owner, text)))
    assert answer.status_code == 201, answer.text
    # It was made in a call that changes nothing.
    assert not world.chain.client.code(wallet)


def test_the_same_wrapper_works_once_the_wallet_is_there(world, api):
    owner, factory = Account.create(), deployed(world, "WalletFactory")
    wallet = factory.functions.addressOf(owner.address).call()
    w3 = world.chain.client.w3
    w3.eth.wait_for_transaction_receipt(factory.functions.make(owner.address).transact({"from": w3.eth.accounts[9]}))
    assert world.chain.client.code(wallet)
    assert sign_in(api, wallet, lambda text: wrapped(factory, owner, signature_of(owner, text))).status_code == 201
    assert sign_in(api, wallet, lambda text: signature_of(owner, text)).status_code == 201


def test_a_wrapper_lets_in_nobody_but_the_owner(world, api):
    owner, other, factory = Account.create(), Account.create(), deployed(world, "WalletFactory")
    wallet = factory.functions.addressOf(owner.address).call()
    assert_problem(sign_in(api, wallet, lambda text: wrapped(factory, owner, signature_of(other, text))), 403)
    # What deploys another's wallet does not make this one.
    assert_problem(sign_in(api, wallet, lambda text: wrapped(factory, other, signature_of(other, text))), 403)
    # Somebody's own key, wrapped, for an address without code.
    assert_problem(sign_in(api, other.address, lambda text: wrapped(factory, owner, signature_of(owner, text))), 403)
    assert_problem(sign_in(api, wallet, lambda text: signature_of(owner, text)), 403)


def test_an_account_with_delegated_code_signs_as_it_always_did(world, api):
    account = Account.create()
    delegation = "0xef0100" + deployed(world, "HostileWallet", 0).address[2:]
    world.anvil.rpc("anvil_setCode", account.address, delegation)
    assert sign_in(api, account.address, lambda text: signature_of(account, text)).status_code == 201
