"""The form of links among words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quadrille.catalog.links import Link, bare_host, has_link, links_in, rest_of_address

HOSTS = st.sampled_from(
    ["a.example", "www.a-b.example", "10.0.0.1", "localhost", "bücher.example", "xn--bcher-kva.example"]
)
PATHS = st.text("abc/-_.~%20?=&#+ü0", max_size=20).map(lambda text: "/" + text.strip(".?") if text else "")


def faults(text):
    return [link.fault for link in links_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "HTTP://A.EXAMPLE:8080/x?y=1#z",
        "See https://a.example/x, https://b.example/y; and (https://c.example/z).",
        "(http://a.example/)- the map",
        "https://a.example,https://b.example",
        "[our code](https://a.example/conduct.html).",
        "[https://a.example](https://a.example)",
        '<a href="https://a.example/x">here</a>, <https://b.example>',
        "https://en.wikipedia.example/wiki/Well_(water)",
        "https://web.archive.example/web/2020/http://a.example/",
        "https://a.example/report#/https://b.example",
        "http://13.232.68.160/x http://[2001:db8::1]/ http://localhost:8000",
        "https://a.example/%D9%85 https://a.example/مشروع",
        "**https://a.example/x**",
        "link:https://a.example 见https://a.example",
    ],
)
def test_a_good_link_has_no_fault_whatever_stands_around_it(text):
    assert faults(text) != []
    assert set(faults(text)) == {""}


@pytest.mark.parametrize(
    "text",
    [
        "HTTPS: all of it is encrypted",
        "HTTP/HTTPS, HTTPS/SSL, XMLHTTPRequest, http//https",
        "https://{host}/api and https://<your host>/api",
        "ftp://a.example and git@a.example:x/y",
        "",
    ],
)
def test_what_does_not_claim_to_be_a_link_is_passed_over(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("https: //a.example/x", "there is a space inside"),
        ("https//a.example/x", "the colon after the scheme is missing"),
        ("https:/a.example", "the scheme is not followed by ://"),
        ("http:///a.example", "the scheme is not followed by ://"),
        (r"https:\\a.example", "the scheme is not followed by ://"),
        ("htp://a.example", "htp: is not http: or https:"),
        ("htttps://a.example", "htttps: is not http: or https:"),
        ("see https:// for more", "it names no host"),
        ("https://https://a.example", "the scheme is there twice"),
        ("https://a", "'a' is not the name of a host"),
        ("https://a..example", "'a..example' is not the name of a host"),
        ("https://.example", "'.example' is not the name of a host"),
        ("https://a.example:99999/", "'99999' is not a port"),
        ("https://a.example/\u200bx", "there is an invisible character inside"),
        (r"https://a.example\nhttps", "'a.example\\\\nhttps' is not the name of a host"),
        (r"https://a.example/x\n", "there is a backslash inside"),
        ("https://a.example/x.pdfhttps://b.example", "another link runs into it"),
        ("https://a.example/x/[1].", "the number of a footnote is left on it"),
        ("https://a.example/x(only in French", "a bracket in it is never closed"),
    ],
)
def test_every_fault_of_form_is_told(text, fault):
    assert faults(text) == [fault]


def test_a_link_is_told_as_it_stands_without_the_sentence_around_it():
    assert list(links_in("Here (https: //a.example/x).")) == [Link("https: //a.example/x", "there is a space inside")]


def test_a_bare_host_is_known_from_a_file_and_an_e_mail_address():
    assert bare_host("docs.example.org") == "docs.example.org"
    assert [bare_host(text) for text in ("me@example.org", "no link", "1.5", "")] == ["", "", "", ""]
    assert has_link("at docs.example.org")
    assert not has_link("in the terms of use")


def test_what_stands_beside_links_in_a_field_for_addresses_is_told():
    assert rest_of_address("https://a.example , https://b.example and https://c.example.") == ""
    assert rest_of_address("https://a.example/my file.pdf") == "file.pdf"


@given(HOSTS, PATHS, st.sampled_from(["http", "https"]))
def test_every_well_formed_link_has_no_fault(host, path, scheme):
    assert faults(f"{scheme}://{host}{path}") == [""]


@given(st.text("htps:/\\[](){}<>,;. a\u200b\"'", max_size=200))
def test_no_text_stops_the_search(text):
    assert all(link.text for link in links_in(text))
    assert isinstance(has_link(text), bool)
    assert isinstance(rest_of_address(text), str)
