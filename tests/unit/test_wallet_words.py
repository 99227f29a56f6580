"""What the wallet's script says: it has no sentence of its own, and every key it uses is there, with its facts."""

import json
import re

import pytest

from quadrille.languages.catalogues import OFFERED
from quadrille.languages.spoken import speaking
from quadrille.web.files import STATIC_FOLDER
from quadrille.web.layout import PACKAGE_FOLDER, render
from quadrille.web.wallet_words import PHONE_LINKS, SENTENCES, wallet_words

SCRIPT = (STATIC_FOLDER / "wallet.js").read_text()
SAID = re.compile(
    r'\b(?:told|trouble|fact)\("(\w+)"|\bstate\(form, "(\w+)"|\bwords\.(\w+)|^  \[?-?\d+\]?: "(\w+)"', re.M
)


def used():
    """Every key that the script names; a state's remedy goes with it."""
    found = {key for groups in SAID.findall(SCRIPT) for key in groups if key}
    return found | {f"{key}_do" for key in found if f"{key}_do" in SENTENCES}


def test_every_key_of_the_script_has_a_sentence_and_every_sentence_is_said():
    assert used() == set(SENTENCES)


def test_the_script_has_no_sentence_of_its_own():
    code = "\n".join(
        line.split("// ")[0] for line in SCRIPT.splitlines() if not line.lstrip().startswith(("//", "/**", "*"))
    )
    texts = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', code)
    assert [text for pair in texts for text in pair if re.search(r"[a-z]{2} [a-z]{2,} [a-z]{2}", text)] == []


@pytest.mark.parametrize("language", OFFERED)
def test_the_words_come_through_the_page_whatever_the_language(language):
    with speaking(language):
        page = render("people/templates/sign_in.html", title="Sign in", current="you", chain=CHAIN, back="/me")
        given = json.loads(re.search(r'id="wallet-words">(.*?)</script>', page, re.DOTALL).group(1))
        assert given["words"] == wallet_words()["words"]
    assert set(given["words"]) == set(SENTENCES)


def test_the_words_cannot_end_their_block(monkeypatch):
    monkeypatch.setitem(SENTENCES, "done", "</script><script>alert(1)</script>")
    page = render("people/templates/sign_in.html", title="Sign in", current="you", chain=CHAIN, back="/me")
    assert "<script>alert" not in page


def test_links_for_phones_are_https_and_hold_the_page_s_address():
    for one in PHONE_LINKS:
        assert one["link"].startswith("https://")
        assert ("{bare}" in one["link"]) != ("{encoded}" in one["link"])


CHAIN = {
    "chain_id": 31_337,
    "hex": "0x7a69",
    "name": "Local chain",
    "rpc_url": "",
    "is_development": True,
    "site": "https://badges.example",
}


def test_every_template_with_a_form_for_a_wallet_loads_the_script_with_its_words():
    for template in PACKAGE_FOLDER.glob("**/templates/*.html"):
        text = template.read_text()
        if template.name != "macros.html":
            assert "static('wallet.js')" not in text, f"{template}: call wallet_script() of web/templates/macros.html"
            assert ("call intent_form(" in text) <= ("{{ wallet_script() }}" in text), template
