"""What users say of a project, from the link that a partner gives them to the three reasons on the project's page.

Read it as the tutorial: first by pages and the API, as people do it, then on the operator's command line.
"""

import re

import pytest

from chain.answers import assert_page
from chain.sign_in import bearer
from feedback_steps import ORGANISATION, PROJECT, SAID, maintainer
from journeys import demo_reviews, exit_code, import_demo_projects, open_round, quadrille, take_in
from quadrille.chain.typed_data import sign
from quadrille.errors import NotAllowed, Refused
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.screening import flow as screening
from quadrille.types import Address


@pytest.fixture
def projects(session):
    return import_demo_projects(session)


@pytest.fixture
def paula(world, api):
    """Somebody who signed in with a wallet: their pseudonym, wallet, and the header that says who asks."""
    wallet = world.somebody()
    header = bearer(api, wallet)
    return api.get("/api/v1/me", headers=header).json()["person"], wallet, header


def test_from_a_link_to_what_counts(world, projects, api, operator, paula):
    name, wallet, header = paula
    path = f"/api/v1/projects/{PROJECT}"

    # The operator notes who works with the project's users; everybody can read it.
    named = operator.post(f"{path}/partners", json={"person": name, "organisation": ORGANISATION})
    assert named.status_code == 201, named.text
    assert api.get(f"{path}/partners").json() == [named.json()]

    # The partner makes a link for one clinic; its QR code hangs on the wall there.
    wish = {"label": "Clinic in Kisumu", "days": 7, "most_answers": 10}
    made = api.post(f"{path}/feedback-links", json=wish, headers=header).json()
    assert made["qr"].startswith("<svg")
    token = made["url"].rpartition("/")[2]
    assert made["url"] in api.get(f"/feedback/{token}/print").text

    # Four people open it and answer, without an account, a wallet or a cookie; nobody asks who they are.
    for works, text in SAID:
        page = api.get(f"/feedback/{token}")
        assert "Does it work for you?" in page.text
        form = re.search(r'name="form" value="([0-9a-f]{32})"', page.text)[1]
        done = api.post(f"/feedback/{token}", data={"works": works, "text": text, "form": form})
        assert_page(done, 200)
        assert "Thank you" in done.text
        assert "set-cookie" not in done.headers

    # Nothing counts yet, and no word that nobody has read is shown.
    seen = api.get(f"{path}/feedback").json()
    assert (seen["attested"]["yes"], seen["unattested"]) == (0, {"yes": 2, "partly": 1, "no": 1})
    assert "Slow in the rain." not in api.get(f"/projects/{PROJECT}/feedback").text

    # The partner reads all of it, leaves one out that is not of a user, and signs for the rest.
    number = made["link"]
    waits = api.get(f"/api/v1/me/feedback-links/{number}/answers", headers=header).json()
    assert [(one["works"], one["text"]) for one in waits] == SAID
    asked = {"wallet": wallet.address, "leave_out": str(waits[3]["answer"])}
    intent = api.post(f"/api/v1/intents/feedback/{number}", json=asked, headers=header).json()
    assert "3 answers: 2 yes, 1 partly, 0 no" in intent["typed_data"]["message"]["statement"]
    signed = {**asked, **intent["handed_back"], "signature": sign(wallet, intent["typed_data"])}
    attested = api.post(intent["complete"], json=signed, headers=header)
    assert attested.status_code == 201, attested.text

    # Now they count, with who stands for them; what nobody signed for stands apart.
    page = api.get(f"/projects/{PROJECT}/feedback").text
    assert ORGANISATION in page
    assert "Slow in the rain." in page
    assert "No map of my village." not in page
    reasons = api.get(f"{path}/reasons").json()["relevance"]
    assert reasons["end_users"]["attested"] == {"yes": 2, "partly": 1, "no": 0}
    assert reasons["end_users"]["unattested"] == {"yes": 0, "partly": 0, "no": 1}
    # And none of it is a vote of badge holders.
    assert reasons["signed"] == {"roles": {}, "quarters": []}

    # Anybody can compute it again.
    assert quadrille("feedback", "check", attested.json()["attestation"])["is_equal"]


def test_the_three_reasons_of_a_project(world, session, projects, api):
    # Who reviewed it came; what they earned is theirs, and here they are a number.
    for file, content in demo_reviews():
        screening.hand_in_review(session, content, file)
    reasons = api.get(f"/api/v1/projects/{PROJECT}/reasons").json()
    assert reasons["technical"]["came"] == 2
    assert reasons["technical"]["stayed"] == 0
    assert "reviewer-amina" not in str(reasons)

    # It is in a round, and its maintainer says what it spent on telling people.
    maintainer(session)
    address, payee = open_round(world, session), world.somebody()
    take_in(world, session, address, PROJECT, Address(payee.address))
    spent = quadrille("feedback", "spent", PROJECT, address, "5000", "--on", "leaflets", "--by", "bruno")
    assert (spent["amount_units"], spent["declared_by"]) == ("5000", "maintainer")
    (one,) = api.get(f"/api/v1/projects/{PROJECT}/reasons").json()["financial"]["rounds"]
    assert (one["round"], one["declared"], one["declared_words"]) == (address, "5000", "leaflets")
    assert (one["matched"], one["ratio"]) == (None, None)

    # The page says the same, and the project's page leads to it.
    page = api.get(f"/projects/{PROJECT}/reasons")
    assert_page(page, 200)
    for words in ("Relevance", "Technical sustainability", "Financial sustainability", "leaflets", "not known yet"):
        assert words in page.text
    assert f'href="/projects/{PROJECT}/reasons"' in api.get(f"/projects/{PROJECT}").text
    assert quadrille("feedback", "reasons", PROJECT)["technical"]["came"] == 2
    assert api.get("/projects/nothing/reasons").status_code == 404


def test_the_operator_s_command_line(world, session, projects, api, tmp_path):
    wallet = world.somebody()
    link_wallet(session, find_or_add(session, "paula"), Address(wallet.address))
    session.commit()
    keystore = world.keystore(wallet)
    named = quadrille("feedback", "partner", PROJECT, "paula", "--organisation", ORGANISATION)
    assert (named["person"], named["organisation"], named["ended_at"]) == ("paula", ORGANISATION, None)
    made = quadrille("feedback", "link", "paula", PROJECT, "--most", "3", "--qr", tmp_path / "code.svg")
    assert (tmp_path / "code.svg").read_text().startswith("<svg")
    path = f"/api/v1/feedback/{made['url'].rpartition('/')[2]}"
    for works, text in SAID[:3]:
        assert api.post(path, json={"works": works, "text": text}).status_code == 201
    (listed,) = quadrille("feedback", "links", "paula")
    assert (listed["answers"], listed["state"]) == (3, "full")
    waits = quadrille("feedback", "waiting", "paula", made["link"])
    assert [row["works"] for row in waits] == ["yes", "yes", "partly"]
    assert quadrille("feedback", "words", "paula", made["link"])["words"]["primaryType"] == "Attestation"
    done = quadrille("feedback", "attest", "paula", made["link"], "--keystore", keystore)
    assert (done["yes"], done["partly"], done["no"]) == (2, 1, 0)
    with pytest.raises(Refused, match="No answer of this link waits"):
        quadrille("feedback", "attest", "paula", made["link"], "--keystore", keystore)
    assert quadrille("feedback", "revoke", "paula", made["link"])["state"] == "revoked"
    assert quadrille("feedback", "partner", PROJECT, "paula", "--end")["ended_at"] is not None
    assert [row["person"] for row in quadrille("feedback", "partners", PROJECT)] == ["paula"]
    with pytest.raises(NotAllowed, match="not noted as an implementing partner"):
        quadrille("feedback", "link", "paula", PROJECT)
    assert exit_code("feedback", "partner", PROJECT, "paula") == 2
    assert exit_code("feedback", "check", 7) == 1
    assert exit_code("feedback", "spent", PROJECT, "0x" + "11" * 20, "1.5", "--on", "x") == 2
