"""What a witness of a work signs has the digest that EIP-712 writes down, and every field changes it."""

from eth_abi import encode
from eth_account import Account
from eth_hash.auto import keccak
from hypothesis import assume, given
from hypothesis import strategies as st

from quadrille.chain.typed_data import attestation_message, sign, signer_of, typed_digest
from quadrille.types import Address, Hash32

ABOUT = ("kind", "project", "contributor", "title", "link")
STRUCT = (
    b"Attestation(string statement,string kind,string project,string contributor,string title,string link,"
    b"bytes32 contentHash)"
)
DOMAIN = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
BADGE = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
WITNESS = Account.from_key("0x" + "5e" * 32)

TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=6, max_size=6)
HASHES = st.binary(min_size=32, max_size=32).map(lambda word: Hash32("0x" + word.hex()))


def message(texts, content_hash, chain_id=1):
    return attestation_message(chain_id, BADGE, texts[0], dict(zip(ABOUT, texts[1:], strict=True)), content_hash)


@given(TEXTS, HASHES, st.integers(1, 2**64))
def test_the_digest_is_eip_712_s(texts, content_hash, chain_id):
    domain = [keccak(DOMAIN), keccak(b"Quadrille"), keccak(b"1"), chain_id, BADGE]
    separator = keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], domain))
    words = [keccak(STRUCT), *(keccak(text.encode()) for text in texts), bytes.fromhex(content_hash[2:])]
    struct = keccak(encode(["bytes32"] * 8, words))
    assert typed_digest(message(texts, content_hash, chain_id)) == "0x" + keccak(b"\x19\x01" + separator + struct).hex()


@given(TEXTS, TEXTS, HASHES, st.integers(0, 5))
def test_a_signature_is_of_these_words_and_no_others(texts, others, content_hash, place):
    assume(texts[place] != others[place])
    changed = [*texts[:place], others[place], *texts[place + 1 :]]
    signature = sign(WITNESS, message(texts, content_hash))
    assert signer_of(message(texts, content_hash), signature) == WITNESS.address
    assert signer_of(message(changed, content_hash), signature) != WITNESS.address
