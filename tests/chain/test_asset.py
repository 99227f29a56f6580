"""What a round's amounts are in: the coin, or a token whose contract anybody can have written."""

import pytest
from eth_abi.abi import encode

from chain.tokens import token_round
from journeys import do, import_demo_projects, open_round, publish, take_in
from quadrille.chain.token import TokenContract
from quadrille.errors import ChainUnreachable
from quadrille.rounds import flow
from quadrille.rounds.asset import asset_of
from quadrille.rounds.coin import COIN, Asset
from quadrille.rounds.exports.from_bundle import published_table
from quadrille.rounds.exports.printed_report import printed_report
from quadrille.rounds.exports.spreadsheet import spreadsheet
from quadrille.types import Address, Wei

MAP = "wellspring-map"


def answering(payload):
    """The code of a contract that answers every question with these bytes, at most 255."""
    # PUSH1 length, PUSH1 offset of the data behind this code, PUSH0, CODECOPY; PUSH1 length, PUSH0, RETURN
    return (
        "0x" + bytes([0x60, len(payload), 0x60, 10, 0x5F, 0x39, 0x60, len(payload), 0x5F, 0xF3]).hex() + payload.hex()
    )


@pytest.fixture
def in_token(world, session):
    """A token, somebody who has five of it, and a round in it."""
    return token_round(world, session, 5_000_000)


def test_a_round_in_the_coin_asks_nobody(world, session):
    assert asset_of(world.chain.round(open_round(world, session))) == COIN


def test_a_token_is_called_what_it_calls_itself(world, in_token):
    token, _, address = in_token
    symbol = TokenContract(world.chain.client, token).symbol()
    assert asset_of(world.chain.round(address)) == Asset(symbol, 6, "base units")


@pytest.mark.parametrize("said", ["", "ETH", "eth", "E\u0422H", "USD C", "<b>x</b>", "\u202eCDSU", "x" * 17, "USD\nC"])
def test_a_name_that_could_mislead_gives_way_to_the_address(world, in_token, said):
    token, _, address = in_token
    world.anvil.rpc("anvil_setCode", token, answering(encode(["string"], [said])))
    # The first word of the text, 32, is what it answers to `decimals` as well.
    assert asset_of(world.chain.round(address)) == Asset(f"{token[:6]}…{token[-4:]}", 32, "base units")


@pytest.mark.parametrize(
    "code",
    ["0x", "0xfe", "0x5f5ffd", answering(b""), answering(b"MKR".ljust(32, b"\0")), answering(b"\xff" * 96), "0x5b5f56"],
    ids=["no code", "all gas gone", "a revert", "silence", "bytes for a text", "lengths without end", "a loop"],
)
def test_a_token_that_cannot_be_read_is_counted_in_base_units(world, in_token, code):
    token, _, address = in_token
    world.anvil.rpc("anvil_setCode", token, code)
    assert asset_of(world.chain.round(address)) == Asset(f"{token[:6]}…{token[-4:]}", 0, "base units")


def test_a_node_that_is_silent_is_not_taken_for_a_bad_token(world, in_token, monkeypatch):
    def silent(*_args):
        raise ChainUnreachable("http://node", "Timeout")

    _, _, address = in_token
    round_ = world.chain.round(address)
    assert round_.terms
    monkeypatch.setattr(TokenContract, "read", silent)
    with pytest.raises(ChainUnreachable):
        asset_of(round_)


def test_pages_and_exports_of_a_round_in_a_token_are_in_it(world, session, api, in_token):
    token, donor, address = in_token
    import_demo_projects(session)
    take_in(world, session, address, MAP, Address(world.somebody().address))
    round_ = world.chain.round(address)
    do(world, session, flow.fund(world.chain, address, Wei(2_000_000), Address(donor.address)), donor)
    world.pass_time_until(round_.terms.opens_at)
    do(world, session, flow.donate(world.chain, address, [(MAP, Wei(1_250_000))], Address(donor.address)), donor)
    asset = asset_of(round_)
    page = api.get(f"/rounds/{address}").text
    assert f'<dd><data value="1250000" title="1.25">1.25</data> <small>{asset.symbol}</small></dd>' in page
    assert token in page
    estimate = api.get(f"/rounds/{address}/estimate?project={MAP}&amount=0.5").text
    assert f"Amount in {asset.symbol}" in estimate
    assert '<data value="500000" title="0.50">' in estimate
    assert api.get(f"/rounds/{address}/estimate?project={MAP}&amount=0.0000001").status_code == 422
    assert "base units</th>" in api.get(f"/rounds/{address}/why/{MAP}").text

    world.pass_time_until(round_.closes_at())
    published = publish(world, session, address)
    table = published_table(published.folder, world.published(address).result().bundle_hash, asset)
    report = printed_report(table).decode()
    assert f"1.25 {asset.symbol}" in report
    assert "ETH" not in report
    assert spreadsheet(table) != spreadsheet(published_table(published.folder, table.bundle_hash))
