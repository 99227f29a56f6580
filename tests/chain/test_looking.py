"""A page asks the node for what it shows once, and again as soon as there is a newer block."""

from typing import Any

import pytest
from eth_account import Account
from web3 import HTTPProvider
from web3.types import RPCEndpoint, RPCResponse

from conftest import ETHER
from journeys import close_round, fill_round, import_demo_projects, open_round
from quadrille.types import Wei

PAGES = ("/", "/rounds", "/rounds/1", "/rounds/1/estimate", "/vote", "/badges", "/api/v1/needs", "/api/v1/rounds/{}")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The methods that the node is asked, as they are."""
    methods: list[str] = []
    real = HTTPProvider.make_request

    def counted(self: HTTPProvider, method: RPCEndpoint, params: Any) -> RPCResponse:
        methods.append(str(method))
        return real(self, method, params)

    monkeypatch.setattr(HTTPProvider, "make_request", counted)
    return methods


@pytest.fixture
def address(world, session):
    """A round that takes gifts."""
    payees = {slug: Account.create() for slug in import_demo_projects(session)}
    address = open_round(world, session, pool_wei=ETHER)
    fill_round(world, session, address, payees)
    return address


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_was_shown_costs_the_node_one_question_until_the_next_block(api, world, asked, address, page):
    page = page.format(address)
    first = api.get(page)
    assert first.status_code == 200, first.text
    asked.clear()
    again = api.get(page)
    assert asked == ["eth_getBlockByNumber"]
    assert again.text == first.text
    world.pass_time(1)
    asked.clear()
    api.get(page)
    assert len(asked) > 1


def test_a_page_says_what_is_true_at_the_newest_block(api, world, address):
    def shown() -> Any:
        return api.get(f"/api/v1/rounds/{address}").json()

    before = shown()
    world.operator_sends(world.chain.round(address).fund(Wei(ETHER)))
    after = shown()
    assert int(after["standing"]["pool_wei"]) == int(before["standing"]["pool_wei"]) + ETHER
    snapshot = world.anvil.snapshot()
    close_round(world, address)
    assert shown()["status"] != after["status"]
    world.anvil.revert(snapshot)
    assert shown()["status"] == after["status"]


def test_whoever_changes_something_asks_the_node_each_time(operator, world, address, asked):
    for _ in range(2):
        asked.clear()
        operator.post(f"/api/v1/rounds/{address}/extend", json={"closes_at": 2**31, "yes": False})
        assert asked.count("eth_call") > 0
