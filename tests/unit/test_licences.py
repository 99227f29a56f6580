"""Licences by the SPDX list."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quadrille.catalog.licences import EXPRESSION_CHARACTERS, LicenceFault, LicenceFinding, judge_licence

TOKENS = ["MIT", "ISC", "OR", "AND", "WITH", "(", ")", "Classpath-exception-2.0", "/", ",", "é", "\x00"]


@pytest.mark.parametrize(
    "text",
    [
        *("MIT", "Apache-2.0", "CC-BY-SA-4.0", "ODbL-1.0", "OGL-UK-3.0", "AGPL-3.0-only", "GPL-3.0-or-later"),
        *("MIT OR Apache-2.0", "mit or isc".upper(), "(MIT AND (ISC OR Zlib))", "Apache-2.0+"),
        *("GPL-2.0-only WITH Classpath-exception-2.0", "AGPL-3.0", "GPL-2.0+", "wxWindows"),
    ],
)
def test_what_spdx_lists_has_no_fault(text):
    assert judge_licence(text) == ()


@pytest.mark.parametrize(
    ("text", "fault", "identifier", "better"),
    [
        ("Foo-1.0", LicenceFault.UNKNOWN, "Foo-1.0", ""),
        ("MIT AND Foo", LicenceFault.UNKNOWN, "Foo", ""),
        ("LicenseRef-ours", LicenceFault.UNKNOWN, "LicenseRef-ours", ""),
        ("CC-BY-SA-3.0-US", LicenceFault.UNKNOWN, "CC-BY-SA-3.0-US", ""),
        ("Apache2.0", LicenceFault.UNKNOWN, "Apache2.0", "Apache-2.0"),
        ("BSD-2", LicenceFault.UNKNOWN, "BSD-2", ""),
        ("Classpath-exception-2.0", LicenceFault.UNKNOWN, "Classpath-exception-2.0", ""),
        ("ISC WITH MIT", LicenceFault.UNKNOWN, "MIT", ""),
        ("Apache 2.0", LicenceFault.UNREADABLE, "Apache 2.0", "Apache-2.0"),
        ("Apache License 2.0", LicenceFault.UNREADABLE, "Apache License 2.0", "Apache-2.0"),
        ("MIT/ISC", LicenceFault.UNREADABLE, "MIT/ISC", ""),
        ("MIT OR", LicenceFault.UNREADABLE, "MIT OR", ""),
        ("MIT ISC", LicenceFault.UNREADABLE, "MIT ISC", ""),
        ("( OR MIT", LicenceFault.UNREADABLE, "( OR MIT", ""),
        ("MIT)", LicenceFault.UNREADABLE, "MIT)", "MIT"),
        ("", LicenceFault.UNREADABLE, "", ""),
        ("OdbL-1.0", LicenceFault.SPELLING, "OdbL-1.0", "ODbL-1.0"),
    ],
)
def test_every_fault_is_named_with_what_would_be_better(text, fault, identifier, better):
    assert judge_licence(text) == (LicenceFinding(fault, identifier, better),)


def test_an_expression_longer_than_any_real_one_is_not_read():
    assert judge_licence("MIT OR " * EXPRESSION_CHARACTERS + "MIT")[0].fault is LicenceFault.UNREADABLE


@given(st.one_of(st.text(), st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join)))
def test_no_text_stops_the_judge(text):
    assert all(finding.identifier in text for finding in judge_licence(text))


@given(
    st.recursive(st.sampled_from(["MIT", "ISC", "Zlib"]), lambda inner: st.builds("({} OR {})".format, inner, inner))
)
def test_known_licences_in_any_brackets_have_no_fault(text):
    assume(len(text) <= EXPRESSION_CHARACTERS)
    assert judge_licence(text) == ()
