"""Each thing that would go wrong with a mail is found, with its line."""

import pytest

from pipeline.email import MOST_BYTES, findings

GOOD = '<!doctype html><html lang="en"><body><p>Hello, <a href="https://a.example/">you</a>.</p>{}</body></html>'


def found(inside: str) -> list[tuple[str, str]]:
    return [(one.rule, one.where) for one in findings(GOOD.format(inside), "mail.html")]


def test_a_good_mail_has_no_faults() -> None:
    picture = '<img src="https://a.example/b.png" width="100" height="50" alt="A swift">'
    assert found(picture + '<a href="mailto:a@b.example">m</a><a href="{{ UnsubscribeURL }}">u</a><a href="*|UNSUB|*">u</a>') == []


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ('\n<a href="/letters/">x</a>', "mail-link"),
        ('\n<a href="#here">x</a>', "mail-link"),
        ('\n<img src="swift.png" width="9" alt="x">', "mail-picture"),
        ('\n<img src="data:image/png;base64,AAAA" width="9" alt="x">', "mail-picture"),
        ('\n<img src="https://a.example/b.png" width="9">', "mail-alt"),
        ('\n<img src="https://a.example/b.png" alt="x">', "mail-width"),
        ('\n<img src="https://a.example/b.webp" width="9" alt="x">', "mail-unknown"),
        ('\n<div style="display:flex">x</div>', "mail-unknown"),
        ("\n<video></video>", "mail-unknown"),
        ("<style>\n@import url(https://a.example/x.css);</style>", "mail-unknown"),
    ],
)
def test_a_fault_is_found_at_its_line(inside: str, rule: str) -> None:
    where = "mail.html:1" if inside.startswith("<style>") else "mail.html:2"
    assert found(inside) == [(rule, where)]


def test_a_mail_may_have_a_hundred_thousand_bytes_and_no_more() -> None:
    room = MOST_BYTES - len(GOOD.format("").encode())
    assert MOST_BYTES == 100_000
    assert found("x" * room) == []
    assert found("x" * (room + 1)) == [("mail-long", "mail.html")]
    assert found("é" * (room // 2 + 1)) == [("mail-long", "mail.html")]


def test_a_mail_without_its_language_is_a_fault() -> None:
    assert [one.rule for one in findings("<p>Hello</p>", "mail.html")] == ["mail-language"]


def test_what_outlook_alone_reads_is_no_fault() -> None:
    assert found('<!--[if mso]><v:rect style="display:flex"></v:rect><![endif]-->') == []
