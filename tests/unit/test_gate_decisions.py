"""What the gate decides of a request alone: how deep, from where, from which site, how often."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from quadrille.config import Settings
from quadrille.errors import NotAllowed, TooMany
from quadrille.gate import window
from quadrille.gate.crossing import check_crossing
from quadrille.gate.network import client_network, network_of
from quadrille.gate.rates import DEVELOPMENT, PUBLIC, Rates, class_of
from quadrille.gate.sizes import DEPTH, depth_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=30,
)


def real_depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(real_depth, inner), default=0)


@given(JSON)
def test_the_depth_of_a_document_is_that_of_what_it_holds(value):
    for ascii_only in (True, False):
        document = json.dumps(value, ensure_ascii=ascii_only).encode(errors="surrogatepass")
        assert depth_of(document) == min(real_depth(value), DEPTH + 1)


@given(st.binary())
def test_anything_has_a_depth(content):
    assert 0 <= depth_of(content) <= DEPTH + 1


@pytest.mark.parametrize("part", [b'"', b'\\"', b'"\\', b"\\", b'"[', b"[", b'\\"\\'])
def test_two_megabytes_of_quotes_are_gone_through_once(part):
    # Were it the square of the length, this would not end within a day.
    assert depth_of(part * (2_000_000 // len(part))) >= 0


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:8080", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("x" * 1_000, "x" * 64),
        ("", ""),
    ],
)
def test_an_address_counts_as_its_network(text, network):
    assert network_of(text) == network


def scope_from(peer, *forwarded):
    return {
        "type": "http",
        "client": (peer, 1),
        "headers": [(b"x-forwarded-for", one.encode()) for one in forwarded],
    }


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, [], "192.0.2.1"),
        (0, ["198.51.100.9"], "192.0.2.1"),
        (1, ["203.0.113.5, 198.51.100.9"], "198.51.100.9"),
        (1, ["203.0.113.5", "198.51.100.9"], "198.51.100.9"),
        (2, ["203.0.113.5, 198.51.100.9, 10.0.0.1"], "198.51.100.9"),
        (2, ["198.51.100.9"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
    ],
)
def test_only_what_a_trusted_proxy_wrote_is_believed(proxies, forwarded, network):
    assert client_network(scope_from("192.0.2.1", *forwarded), proxies) == network


def test_who_asks_without_an_address_is_somebody_too():
    assert client_network({"type": "http", "client": None, "headers": []}, 0) == "unknown"


HOST = {"host": "quadrille.example"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://quadrille.example"},
        {"origin": "https://public.example"},
        {"origin": "https://evil.example", "authorization": "Bearer x"},
        {"sec-fetch-site": "cross-site", "authorization": "Bearer x"},
        {"sec-fetch-site": "same-origin", "origin": "null", "cookie": "a=b"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
    ],
)
def test_our_own_pages_and_programs_pass(headers):
    check_crossing(Headers(HOST | headers), "public.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "origin": "https://quadrille.example"},
        {"origin": "https://evil.example"},
        {"origin": "https://quadrille.example.evil.example"},
        {"origin": "https://quadrille.example:444"},
        {"origin": "nonsense"},
        {"origin": "null", "cookie": "a=b"},
        {"origin": "null", "cookie": "a=b", "sec-fetch-site": "same-site"},
    ],
)
def test_another_site_s_page_does_not(headers):
    with pytest.raises(NotAllowed):
        check_crossing(Headers(HOST | headers), "public.example")


def asked(method="GET", path="/", peer="192.0.2.1"):
    return {"type": "http", "method": method, "path": path, "client": (peer, 1), "headers": []}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/", "reads"),
        ("HEAD", "/api/v1/badges", "reads"),
        ("POST", "/api/v1/badges", "writes"),
        ("DELETE", "/api/v1/badges/1/revocation", "writes"),
        ("POST", "/api/v1/sign-in/wallet", "sign-ins"),
        ("GET", "/sign-in", "sign-ins"),
    ],
)
def test_a_request_counts_as_what_it_does(method, path, kind):
    assert class_of(method, path) == kind


@pytest.fixture
def still(monkeypatch):
    """A clock that stands: one that is set right would else end a window between two requests."""
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("most", [1, 2, 5])
def test_one_more_than_allowed_is_told_when_to_come_back(most):
    rates = Rates(Settings(reads_per_minute=most))
    for _ in range(most):
        rates.count_address(asked())
    with pytest.raises(TooMany) as refusal:
        rates.count_address(asked())
    assert 1 <= refusal.value.retry_seconds <= 60
    assert refusal.value.most == most
    # Somebody else, and another kind of request, are not concerned.
    rates.count_address(asked(peer="192.0.2.2"))
    rates.count_address(asked(method="POST"))


@pytest.mark.usefixtures("still")
def test_one_ipv6_connection_counts_once_whichever_of_its_addresses_it_takes():
    rates = Rates(Settings(reads_per_minute=2))
    for host in (1, 2):
        rates.count_address(asked(peer=f"2001:db8::{host}"))
    with pytest.raises(TooMany):
        rates.count_address(asked(peer="2001:db8::3"))
    rates.count_address(asked(peer="2001:db8:0:1::3"))


@pytest.mark.usefixtures("still")
def test_without_a_setting_only_sign_ins_are_bounded_on_the_local_chain_and_all_on_others():
    local, public = Rates(Settings()), Rates(Settings(chain_id=10))
    for _ in range(PUBLIC["writes"]):
        local.count_address(asked("POST"))
        public.count_address(asked("POST"))
    local.count_address(asked("POST"))
    with pytest.raises(TooMany):
        public.count_address(asked("POST"))
    for rates, most in ((local, DEVELOPMENT["sign-ins"]), (public, PUBLIC["sign-ins"])):
        for _ in range(most):
            rates.count_address(asked("POST", "/api/v1/sign-in/wallet"))
        with pytest.raises(TooMany):
            rates.count_address(asked("POST", "/api/v1/sign-in/wallet"))


def test_no_thread_visits_the_windows_while_requests_are_counted():
    kept = window.BoundedMemory()
    assert kept.acquire_entry("a", 10, 60)
    assert not kept.timer.is_alive()


def test_windows_are_bounded_and_the_longest_unused_goes_first(monkeypatch):
    monkeypatch.setattr(window, "MOST_KEYS", 3)
    kept = window.BoundedMemory()
    for key in ("a", "b", "c", "a", "d"):
        assert kept.acquire_entry(key, 10, 60)
    assert list(kept.events) == ["c", "a", "d"]


def test_a_window_moves(monkeypatch):
    kept, now = window.BoundedMemory(), [1_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    assert [kept.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    now[0] += 59
    assert not kept.acquire_entry("a", 2, 60)
    now[0] += 2
    assert kept.acquire_entry("a", 2, 60)
    assert len(kept.events["a"]) == 1
