"""A badge as an Open Badges credential: another library verifies it offline, and nothing in it can be changed."""

import base64
import json
import re
from dataclasses import replace
from importlib import resources

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, did_key_from_pem

from quadrille.errors import Misconfigured
from quadrille.screening.credential import (
    BadgeFacts,
    CredentialIssuer,
    credential_issuer,
    credential_of,
    did_key,
    sign,
)
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

FACTS = BadgeFacts(
    number=ContributionNumber(7),
    holder=Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    kind=KindId(1),
    kind_name="Reviewer",
    level=2,
    evidence_hash=Hash32("0x" + "3c" * 32),
    issued_at=Timestamp(1_700_000_000),
    issuer=Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    chain_id=31_337,
    contract=Address("0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"),
)
HOLDER = f"did:pkh:eip155:31337:{FACTS.holder}"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    return credential_issuer(tmp_path_factory.mktemp("keys") / "credential.pem")


@pytest.fixture(scope="module")
def token(issuer):
    return sign(credential_of(FACTS, issuer.did), issuer)


def verified(token, issuer):
    return OB3Verifier.for_issuer_did(issuer.did).verify(token, expected_recipient=HOLDER)


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def places(value, path=()):
    """The path of every value in a document, containers included."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))


def changed(document, path, change):
    """A copy of the document with another value at the path."""
    copy = json.loads(json.dumps(document))
    parent = copy
    for key in path[:-1]:
        parent = parent[key]
    change(parent, path[-1])
    return copy


def alter(parent, key):
    value = parent[key]
    parent[key] = value + 1 if isinstance(value, int) else f"{value}0" if isinstance(value, str) else []


def remove(parent, key):
    del parent[key]


def test_another_library_verifies_the_credential_and_reads_the_badge(token, issuer):
    found = verified(token, issuer)
    assert found.id == f"urn:caip-19:eip155:31337/erc721:{FACTS.contract}/7"
    assert found.recipient_id == HOLDER
    assert found.issuer.id == issuer.did
    assert found.achievement.name == found.name == "Reviewer"
    assert [result.value for result in found.results] == ["2"]
    assert found.results[0].result_description == found.achievement.result_descriptions[0].id
    assert [evidence.id for evidence in found.evidence] == ["urn:keccak256:" + "3c" * 32]
    assert found.issuance_date.timestamp() == FACTS.issued_at
    assert found.raw["credentialSubject"]["source"]["id"] == f"did:pkh:eip155:31337:{FACTS.issuer}"


@pytest.mark.parametrize("change", [alter, remove])
@pytest.mark.parametrize("part", [0, 1], ids=["header", "payload"])
def test_any_field_that_is_changed_or_missing_is_found_out(token, issuer, part, change):
    parts = token.split(".")
    document = decoded(parts[part])
    found = list(places(document))
    assert len(found) >= (6 if part == 0 else 40)
    for path in found:
        forged = [*parts]
        forged[part] = encoded(changed(document, path, change))
        with pytest.raises(OB3VerificationError):
            verified(".".join(forged), issuer)


def test_any_byte_of_the_signature_counts(token, issuer):
    head, body, signature = token.split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    for place in range(len(raw)):
        forged = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(OB3VerificationError):
            verified(f"{head}.{body}.{base64.urlsafe_b64encode(forged).rstrip(b'=').decode()}", issuer)


def test_nobody_else_can_sign_in_the_name_of_the_issuer(issuer):
    stranger = CredentialIssuer(issuer.did, Ed25519PrivateKey.generate())
    with pytest.raises(OB3VerificationError):
        verified(sign(credential_of(FACTS, issuer.did), stranger), issuer)


def test_a_credential_for_one_wallet_is_none_for_another(token, issuer):
    with pytest.raises(OB3VerificationError, match="Recipient"):
        OB3Verifier.for_issuer_did(issuer.did).verify(token, expected_recipient=HOLDER.lower())


HOSTILE = st.one_of(
    st.sampled_from(
        [
            '","id":"did:key:evil","x":"',
            "</script><script>alert(1)</script>",
            '{"@context": "https://evil.example"}',
            "\u202egnp.exe",
            "${7*7}{{7*7}}%s%n",
            "\\u0022\\",
            "did:key:z6Mk",
        ]
    ),
    # The contract takes 1 to 64 bytes of UTF-8.
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64),
)


@given(name=HOSTILE)
def test_any_kind_name_stays_what_it_is_and_changes_nothing_else(issuer, name):
    hostile = credential_of(replace(FACTS, kind_name=name), issuer.did)
    found = verified(sign(hostile, issuer), issuer)
    assert found.achievement.name == found.name == name
    plain = credential_of(replace(FACTS, kind_name="Reviewer"), issuer.did)
    plain["name"] = plain["credentialSubject"]["achievement"]["name"] = name
    assert {key: found.raw[key] for key in plain} == plain
    assert found.raw.keys() - plain.keys() == {"iss", "sub", "jti", "nbf"}


@pytest.mark.parametrize("field", ["number", "chain_id", "contract"])
def test_no_two_badges_share_an_id(issuer, field):
    other = {"number": 70, "chain_id": 1, "contract": FACTS.holder}[field]
    assert credential_of(FACTS, issuer.did)["id"] != credential_of(replace(FACTS, **{field: other}), issuer.did)["id"]


def test_every_word_of_the_credential_is_defined_in_its_contexts(token):
    contexts = resources.files("openbadgeslib.ob3") / "contexts"
    defined = "".join((contexts / name).read_text() for name in ("credentials-v2.json", "ob-v3p0-context-3.0.3.json"))
    body = decoded(token.split(".")[1])
    words = {path[-1] for path in places(body) if isinstance(path[-1], str)} - {"iss", "sub", "jti", "nbf", "@context"}
    types = set(re.findall(r'"type": \["([^"]+)"(?:, "([^"]+)")?\]', json.dumps(body))[0])
    assert {word for word in words | types if f'"{word}"' not in defined} == set()


def test_the_same_badge_always_gives_the_same_text(token, issuer):
    assert sign(credential_of(FACTS, issuer.did), issuer) == token


def test_the_did_is_made_as_the_method_says(issuer):
    zeros = bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
    assert did_key(zeros) == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    pem = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert issuer.did == did_key_from_pem(pem)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "credential.pem"
    first = credential_issuer(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert credential_issuer(path).did == first.did
    path.unlink()
    assert credential_issuer(path).did != first.did


def test_the_key_is_in_nothing_that_is_printed(tmp_path):
    path = tmp_path / "credential.pem"
    issuer = credential_issuer(path)
    secret = issuer.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    header = jwt.get_unverified_header(sign(credential_of(FACTS, issuer.did), issuer))
    assert set(header["jwk"]) == {"kty", "crv", "x"}
    printed = repr(issuer) + json.dumps(header)
    forms = (secret.hex(), base64.b64encode(secret).decode(), path.read_text().splitlines()[1])
    assert [form for form in forms if form[:40] in printed] == []


def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "credential.pem"
    credential_issuer(path)
    path.chmod(0o644)
    with pytest.raises(Misconfigured, match=r"CREDENTIAL_KEY_FILE .* 0644.*chmod 600"):
        credential_issuer(path)


def test_a_file_that_holds_no_such_key_is_refused_without_telling_what_it_holds(tmp_path):
    path = tmp_path / "credential.pem"
    credential_issuer(path)
    good = path.read_text()
    for content in ("", "secret words", good.replace("MC", "AA", 1), good[:60]):
        path.write_text(content)
        with pytest.raises(Misconfigured, match="no Ed25519 key") as refused:
            credential_issuer(path)
        assert refused.value.__context__ is None
        assert path.read_text() == content


def test_a_key_file_that_cannot_be_made_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="cannot be made"):
        credential_issuer(tmp_path / "none" / "credential.pem")
    with pytest.raises(Misconfigured, match="cannot be read"):
        credential_issuer(tmp_path)
