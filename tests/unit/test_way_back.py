"""Where a sign-in leads: to a page of this site, and nowhere else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.people.way_back import ACCOUNT, LONGEST, sign_in_address, way_back


@pytest.mark.parametrize("page", ["/", "/review/7", "/vote/3?wallet=0x00&lang=fr", "/projects?q=%D9%85"])
def test_a_page_of_ours_is_gone_back_to(page):
    assert way_back(page) == page


@pytest.mark.parametrize(
    "elsewhere",
    ["", "review", "//evil.example/me", "/\\evil.example", "https://evil.example/", "javascript:alert(1)",
     "/me\r\nX: y", "/\t/evil.example", "/me evil", "/خريطة", "/" + "a" * LONGEST],
)  # fmt: skip
def test_whatever_else_is_wished_for_leads_to_the_own_account(elsewhere):
    assert way_back(elsewhere) == ACCOUNT


@given(st.text(max_size=60))
def test_no_wish_leads_away_from_this_site(wished):
    found = urlsplit(f"https://ours.example{way_back(wished)}")
    assert (found.scheme, found.netloc) == ("https", "ours.example")
    assert way_back(wished)[1:2] not in ("/", "\\")


@given(st.from_regex(r"/[a-z0-9/?=&%+-]{0,80}", fullmatch=True))
def test_the_way_in_carries_the_page_whole(page):
    assert parse_qs(urlsplit(sign_in_address(page)).query) == {"next": [page]}
