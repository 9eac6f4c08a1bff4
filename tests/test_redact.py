"""Passwords and keys go out of texts, and nothing else does."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.redact import of_address, of_environment, redacted
from pipeline.settings.sources import Source

KEY = "sesame/0p3n+Zw7"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://a.example/feed?key=sesame%2F0p3n%2BZw7", "https://a.example/feed"),
        ("https://a.example/?key=sesame%2F0p3n%2BZw7&page=2", "https://a.example/?page=2"),
        ("https://a.example/?page=2&amp;key=sesame%2F0p3n%2BZw7&amp;x=1#t", "https://a.example/?page=2&amp;x=1#t"),
        ("https://a.example/?page=2&key=sesame/0p3n+Zw7", "https://a.example/?page=2"),
        ('<a href="https://a.example/talk?key=sesame%2f0p3n%2bzw7">Talk</a>', '<a href="https://a.example/talk">Talk</a>'),
        ("https://a.example/private/sesame%2F0p3n%2BZw7/rss", "https://a.example/private/.../rss"),
        ("https://ada:sesame%2F0p3n%2BZw7@a.example/feed", "https://a.example/feed"),
        ("https://ada@a.example/feed", "https://a.example/feed"),
        ("invalid token sesame/0p3n+Zw7.", "invalid token ...."),
        ("https://ada:pa@ss@a.example/feed", "https://a.example/feed"),
        ("https://a.example?to=ada@b.example", "https://a.example?to=ada@b.example"),
        ("https://social.example/@ada and ada@a.example", "https://social.example/@ada and ada@a.example"),
        ("https://a.example/?key=sesame&page=2", "https://a.example/?key=sesame&page=2"),
        ("", ""),
    ],
)
def test_a_key_goes_and_the_rest_of_the_address_stays(text: str, left: str) -> None:
    assert redacted(text, [KEY]) == left


@given(st.text(), st.text(st.characters(categories=("L", "N", "P")), min_size=6).filter(lambda key: "." not in key), st.text())
def test_no_text_keeps_a_key(before: str, key: str, after: str) -> None:
    for form in (key, quote(key), quote(key, safe="")):
        assert f" {form} " not in redacted(f"{before} {form} {after}", [key])


def test_what_looks_like_a_key_in_an_address_is_found_and_words_are_not() -> None:
    assert of_address("https://ada:pw@a.example/feed?format=rss&token=12ab34cd56&name=collaboration") == ("12ab34cd56",)
    assert of_address("https://www.youtube.com/feeds/videos.xml?channel_id=UCabc12345678") == ()
    assert of_address("https://ada:opensesame@a.example/feed") == ("opensesame",)
    assert of_address("https://a.example/private/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.rss") == ()
    assert of_address("https://a.example/private/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.rss", whole=True) == (
        "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    )
    assert of_address("https://[broken") == ()


def test_the_environment_s_keys_are_known_by_their_names() -> None:
    known = {"HF_TOKEN": "hf_abcdefgh", "AWS_SECRET_ACCESS_KEY": "xyz12345", "SSH_KEY": "/home/ada/.ssh/id", "LANG": "de_DE.UTF-8"}
    assert of_environment(known) == ("hf_abcdefgh", "xyz12345")


def test_a_source_knows_what_of_its_address_is_secret() -> None:
    assert Source("https://a.example/feed").secrets({}) == ()
    assert Source("https://a.example/feed?key=${FEED_KEY}").secrets({"FEED_KEY": "opensesame"}) == ("opensesame",)
    whole = {"FEED": "https://api.example/feed/private/1b9d6bcd-bbfd-4b2d.rss?token=12ab34cd"}
    assert Source("https://${U}:${P}@a.example/2024-talks-of-all/feed").secrets({"U": "gracehol", "P": "opensesame"}) == (
        "opensesame",
    )
    assert redacted("The opensesames and the opensesame", ["opensesame"]) == "The opensesames and the ..."
    assert Source("${FEED}").secrets(whole) == ("12ab34cd", "1b9d6bcd-bbfd-4b2d")
