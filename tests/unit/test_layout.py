"""Pages: exact amounts, escaped data, no script or style inside, small, and with contrast that can be read."""

import gzip
import re
import shutil
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from quadrille.errors import BadParameter
from quadrille.web import files
from quadrille.web.badge_art import PALETTES
from quadrille.web.files import STATIC_FOLDER, static, version
from quadrille.web.layout import CONTENT_SECURITY_POLICY, render
from quadrille.web.values import duration, moment, percent_bps, share_bps, short, units
from unit import (
    badge_samples,
    chamber_samples,
    feedback_samples,
    needs_samples,
    ops_samples,
    review_samples,
    round_samples,
    storefront_samples,
    vote_samples,
)
from unit.round_samples import ADDRESS, HASH, HOSTILE, STEPS

CHAIN = {
    "chain_id": 31_337,
    "hex": "0x7a69",
    "name": "Local",
    "rpc_url": "http://127.0.0.1:8545",
    "is_development": True,
    "site": "https://badges.example",
}
ITEM = {"url": "/badges/7", "title": HOSTILE, "words": HOSTILE}
KEPT = {"purpose": HOSTILE, "stays": HOSTILE, "columns": [{"table": HOSTILE, "column": HOSTILE}] * 9}
LEVEL = {"title": HOSTILE, "words": HOSTILE, "rows": [KEPT] * 12, "technical": [KEPT]}
ERASING = {"goes": HOSTILE, "stays": HOSTILE, "operators_part": HOSTILE}
OWN_DATA = {
    "pseudonym": HOSTILE, "form_token": HOSTILE, "erasing": ERASING,
    "contact": {"can_be_left": True, "longest": 320, "left": {"made_at": 1_795_219_200}},
}  # fmt: skip

QUESTION = {
    "id": "6.1", "statement": HOSTILE, "answer_words": "Not sure", "support_bps": 6_100, "decided_by": "panel",
    "evidence": [{"text": HOSTILE, "is_link": False}, {"text": f"https://x.example/{HOSTILE}", "is_link": True}],
    "words": HOSTILE,
}  # fmt: skip
INDICATOR = {"name": HOSTILE, "evidence_from": "representative", "questions": [QUESTION] * 2}
SCREENING = {
    "number": 7, "takes_reviews": True, "project_name": HOSTILE, "project": "wells", "standard_version": "1.1.6",
    "snapshot_hash": HASH,
    "steps": STEPS, "deadline": HOSTILE, "deadline_at": 1_795_824_000, "asked_words": HOSTILE, "outcome": HOSTILE,
    "indicators": [INDICATOR] * 9,
    "history": [{"made_at": 1_795_219_200, "actor": HOSTILE, "words": HOSTILE, "to": "second review"}] * 5,
    "appeals": [{"made_at": 1_795_219_200, "words": "An appeal of the nominee is open.", "decision": HOSTILE}],
}  # fmt: skip
SEALED = {**INDICATOR, "questions": [{"id": "6.1", "statement": HOSTILE, "answer_words": None}]}
NO_FORM = {"form_token": "", "can_appeal": False, "can_answer": False, "most": 2_000}
ASKED = {"form_token": HASH, "can_appeal": True, "can_answer": True, "most": 2_000}

GIFT = {
    "person": HOSTILE,
    "wallets": 2,
    "given": 10**18,
    "coefficient_bps": 2_500,
    "counted": 10**17,
    "reasons": HOSTILE,
}
WHY = {
    **round_samples.PLACE, "name": HOSTILE, "match": 10**18, "base_unit": "wei",
    "steps": [{"name": "given", "units": 10**18, "words": HOSTILE}] * 7, "gifts": [GIFT] * 100,
    "more": 7, "command": HOSTILE,
}  # fmt: skip

CHANGE = {"name": HOSTILE, "before": 10**18, "after": 10**18 - 1, "added": -1}
ESTIMATE = {
    **round_samples.OPEN,
    "projects": [{"slug": HOSTILE, "name": HOSTILE}] * 20, "project": HOSTILE, "amount": HOSTILE,
    "asked": {**CHANGE, "given": 10**18, "block_number": 7, "others": [CHANGE] * 20},
}  # fmt: skip

PAGES = {
    "list": ("web/templates/list.html", {"items": [ITEM] * 20}),
    **needs_samples.PAGES,
    **vote_samples.PAGES,
    "round": ("rounds/templates/round.html", {"round": round_samples.OBJECTED}),
    "sign in": ("people/templates/sign_in.html", {"back": HOSTILE}),
    "about data": ("privacy/templates/about_data.html", {"levels": [LEVEL] * 4, "erasing": ERASING}),
    "own data": ("privacy/templates/own_data.html", OWN_DATA),
    "screening": ("screening/process/templates/screening.html", {"screening": SCREENING, "form": ASKED}),
    "sealed screening": (
        "screening/process/templates/screening.html",
        {"screening": {**SCREENING, "indicators": [SEALED] * 9, "outcome": None, "deadline_at": None}, "form": NO_FORM},
    ),
    "why": ("rounds/templates/why.html", {"why": WHY}),
    "estimate": ("rounds/templates/estimate.html", {"estimate": ESTIMATE}),
    "estimate, not asked yet": ("rounds/templates/estimate.html", {"estimate": {**ESTIMATE, "asked": None}}),
    "open round": ("rounds/templates/round.html", {"round": round_samples.UNDECIDED}),
    "round with coefficients elsewhere": ("rounds/templates/round.html", {"round": round_samples.UNKNOWN}),
    "plain round": ("rounds/templates/round.html", {"round": round_samples.PLAIN}),
    "applications": ("rounds/templates/applications.html", {"applications": round_samples.APPLICATIONS}),
    **badge_samples.PAGES,
    **round_samples.PAGES,
    **feedback_samples.PAGES,
    **ops_samples.PAGES,
    **chamber_samples.PAGES,
    **review_samples.PAGES,
    **storefront_samples.PAGES,
    "no applications": ("rounds/templates/applications.html", {"applications": round_samples.NO_APPLICATIONS}),
}
VOID = {"meta", "link", "input", "br", "img", "circle", "path", "rect"}
pages = pytest.mark.parametrize("page", PAGES)


class Reader(HTMLParser):
    """Collects the tags of a page, and insists that each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def text_of(page: str, **changes) -> str:
    template, context = PAGES[page]
    return render(template, **{"title": HOSTILE, "current": "badges", "chain": CHAIN, **context, **changes})


@given(st.integers(min_value=-(2**256), max_value=2**256), st.integers(min_value=0, max_value=40))
def test_an_amount_is_written_exactly(amount, decimals):
    assert Fraction(units(amount, decimals).replace(",", "")) * 10**decimals == amount


@given(st.integers(min_value=0, max_value=2**256), st.integers(0, 40), st.integers(0, 40))
def test_a_cut_amount_is_short_by_less_than_its_last_place(amount, decimals, places):
    written = units(amount, decimals, places)
    if not written.startswith("<"):
        last_place = Fraction(1, 10 ** min(places, decimals))
        assert 0 <= Fraction(amount, 10**decimals) - Fraction(written.replace(",", "")) < last_place


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (units(12_500_000_000, 6), "12,500.00"),
        (units(1, 18), "0.000000000000000001"),
        (units(-1_500, 3), "-1.50"),
        (units(1_234, 0), "1,234"),
        (units(1, 18, 4), "<0.0001"),
        (units(0, 18, 4), "0.0000"),
        (units(1_299_999, 6, 2), "1.29"),
    ],
)
def test_amounts_read_well(written, expected):
    assert written == expected


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_only_an_integer_is_an_amount(amount):
    with pytest.raises(BadParameter, match="integer of base units"):
        units(amount, 18)


def test_an_address_is_shortened_and_whole_in_its_title():
    assert short(ADDRESS) == f'<code class="hex" title="{ADDRESS}">0x7099…79C8</code>'
    assert "<script>" not in short(HOSTILE)


def test_a_moment_is_readable_by_people_and_machines():
    assert moment(1_795_219_200) == '<time datetime="2026-11-21T00:00:00Z">21 November 2026, 00:00 UTC</time>'
    assert moment(2**64 - 1) == "after the year 9999"


def test_a_duration_is_written_exactly():
    assert duration(5 * 86_400) == "5 days"
    assert duration(86_400 + 3_601) == "1 day 1 hour 1 second"
    assert duration(0) == "no time"


def test_shares_are_rounded_down_and_nothing_has_no_share():
    assert percent_bps(share_bps(1, 3)) == "33.33\N{NO-BREAK SPACE}%"
    assert share_bps(0, 0) == 0


@pages
def test_a_page_is_well_formed_and_says_its_language(page):
    tags = Reader(text_of(page)).tags
    assert ("html", {"lang": "en", "dir": "ltr"}) in tags
    assert [tag for tag, _ in tags].count("h1") == 1
    assert all("aria-label" in attrs for tag, attrs in tags if attrs.get("role") in {"img", "region"})
    identifiers = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))


@pages
def test_a_page_holds_no_script_and_no_style_of_its_own_whatever_the_data_say(page):
    ours = {static(name) for name in ("wallet.js", "drafts.js", "answering.js", "cart.js", "ops.js")}
    for tag, attrs in Reader(text_of(page)).tags:
        assert tag != "style"
        # A block of data is no script; the words of the wallet's one are such.
        is_data = attrs.get("type") == "application/json"
        assert tag != "script" or is_data or attrs["src"] in ours
        assert not [name for name in attrs if name == "style" or name.startswith("on")]


@pages
def test_the_first_view_fits_into_sixty_kibibytes(page):
    parts = [gzip.compress(text_of(page).encode()), (STATIC_FOLDER / "quadrille-sans.woff2").read_bytes()]
    for name in ("paper.css", "style.css", "wallet.css", "icon.svg", "wallet.js", "drafts.js"):
        parts.append(gzip.compress((STATIC_FOLDER / name).read_bytes()))
    assert sum(map(len, parts)) <= 60 * 1024


@pages
def test_a_name_that_is_missing_is_an_error(page):
    template, context = PAGES[page]
    with pytest.raises(UndefinedError):
        render(template, **context)


def test_a_page_asks_only_for_static_files_that_exist():
    for _, attrs in Reader(text_of("claim")).tags:
        address = attrs.get("src") or attrs.get("href", "")
        if address.startswith("/static/"):
            assert (STATIC_FOLDER / address.rpartition("/")[2]).is_file()


def test_the_address_of_a_static_file_changes_with_the_content_of_any(monkeypatch, tmp_path):
    shutil.copytree(STATIC_FOLDER, tmp_path / "static")
    before = static("wallet.js")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/wallet\.js", before)
    with (tmp_path / "static" / "style.css").open("a") as file:
        file.write("// more\n")
    monkeypatch.setattr(files, "STATIC_FOLDER", tmp_path / "static")
    version.cache_clear()
    try:
        assert static("wallet.js") != before
    finally:
        version.cache_clear()


def test_a_style_loads_fonts_by_their_plain_names_so_that_they_are_of_the_same_version():
    fonts = re.findall(r'url\("([^"]+)"\)', (STATIC_FOLDER / "paper.css").read_text())
    assert fonts
    assert all((STATIC_FOLDER / name).is_file() for name in fonts)
    # The page asks for them before the style does, under the same address: else they would be loaded twice.
    assert f'rel="preload" href="{static(fonts[0])}"' in text_of("claim")


def test_a_wallet_is_asked_only_where_there_is_something_to_do():
    assert 'data-intent="/api/v1/intents/claim"' in text_of("claim")
    assert 'data-intent="/api/v1/intents/vote"' in text_of("proposal")
    for text in (text_of("claimed"), text_of("proposal that is over"), text_of("badge")):
        assert "data-intent" not in text
        assert "wallet.js" not in text


def test_without_javascript_the_claim_page_names_the_command():
    assert "<noscript>" in text_of("claim")
    command = f"quadrille badge claim {badge_samples.CODE} --keystore FILE --server https://badges.example"
    assert command in text_of("claim")
    assert "export QUADRILLE_CHAIN_ID=31337 QUADRILLE_RPC_URL=http://127.0.0.1:8545" in text_of("claim")
    assert "QUADRILLE_RPC_URL=NODE" in text_of("claim", chain={**CHAIN, "rpc_url": ""})


def test_a_voter_without_javascript_is_told_the_command():
    assert f"governance vote {2**255} for --keystore FILE --server https://badges.example" in text_of("proposal")


@pytest.mark.parametrize("state", ["pending", "active", "succeeded", "queued", "executed"])
def test_a_proposal_shows_how_far_it_is(state):
    tags = Reader(text_of("proposal", proposal={**vote_samples.QUEUED, "state": state})).tags
    steps = [attrs["class"] for tag, attrs in tags if tag == "li" and attrs.get("class") in {"done", "current", "todo"}]
    done = 5 if state == "executed" else ["pending", "active", "succeeded", "queued"].index(state)
    assert steps == (["done"] * done + ["current"] + ["todo"] * 4)[:5]


@pytest.mark.parametrize("state", ["defeated", "canceled", "expired"])
def test_a_proposal_that_ended_otherwise_says_so(state):
    text = text_of("proposal", proposal={**vote_samples.PROPOSAL, "state": state, "words": f"it is {state}"})
    assert f'<p class="mark ended">it is {state}</p>' in text


def test_the_policy_lets_no_inline_script_or_style_run():
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_the_scripts_and_the_font_stay_small():
    scripts = [(STATIC_FOLDER / name).read_bytes() for name in ("wallet.js", "drafts.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 15 * 1024
    assert (STATIC_FOLDER / "quadrille-sans.woff2").stat().st_size <= 30 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "crowd", "match-ink", "trouble"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_can_be_read_on_its_ground(scheme, ink, ground):
    colours = colours_of(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), [("on-crowd", "crowd"), ("crowd", "crowd-wash"), ("ink", "crowd-wash")])
def test_text_on_colour_can_be_read(scheme, ink, ground):
    colours = colours_of(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
def test_petals_can_be_told_from_their_ground(palette):
    ground, line, tones = palette
    assert all(contrast(tone, ground) >= 3 for tone in (line, *tones))


def colours_of(scheme: str) -> dict[str, str]:
    """The named colours of the style sheet; the dark ones stand in its second block."""
    blocks = re.findall(r":root \{(.*?)\}", (STATIC_FOLDER / "paper.css").read_text(), re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[scheme == "dark"]))


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
