"""A page asks no other server for anything: a picture of another one is shown as a link."""

import pytest

from pipeline import body
from pipeline.language import Words, load
from pipeline.pages.outside import linked
from tests.show import REPO

HOME = "https://show.example/talks"


@pytest.fixture(scope="module")
def words() -> Words:
    return load(REPO, "en")


FAR = 'href="https://far.example/a.png" rel="noopener"'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![A ship](https://far.example/a.png)", f"<a {FAR}>Picture: A ship</a>"),
        ("![](https://far.example/a.png)", f"<a {FAR}>Picture: far.example</a>"),
        ("![](//far.example/a.png)", f"<a {FAR}>Picture: far.example</a>".replace("https:", "")),
        ("![](https://far.example/a.png?b=1&c=2)", f"<a {FAR}>Picture: far.example</a>".replace(".png", ".png?b=1&amp;c=2")),
        ("![<b> & c](https://far.example/a.png)", f"<a {FAR}>Picture: &lt;b&gt; &amp; c</a>"),
        ('<img src="https:far.example/a.png">', f"<a {FAR}>Picture: far.example</a>"),
        ('<img src=" \nhttps://far.example/a.png">', f"<a {FAR}>Picture: far.example</a>"),
        ('<img src="https:\\\\far.example/a.png">', f"<a {FAR}>Picture: far.example</a>"),
        ('<img src="/\\far.example/a.png">', f"<a {FAR}>Picture: far.example</a>".replace("https:", "")),
        ('<img src="\\\\far.example/a.png">', f"<a {FAR}>Picture: far.example</a>".replace("https:", "")),
        ('<img src="/\t/far.example/a.png">', f"<a {FAR}>Picture: far.example</a>".replace("https:", "")),
        ("<IMG alt='x' SRC=https://far.example/a.png>", f"<a {FAR}>Picture: x</a>"),
        ("[![x](https://far.example/a.png)](https://b.example/)", '<a href="https://b.example/" rel="noopener">Picture: x</a>'),
    ],
)
def test_a_picture_of_another_server_is_a_link(written: str, shown: str, words: Words) -> None:
    for home in (HOME, ""):
        found = linked(body.render(written), home, words)
        assert "<img" not in found
        assert found.strip().removeprefix("<p>").removesuffix("</p>") == shown


@pytest.mark.parametrize("address", ["a.png", "/a/b.png", "https://show.example/a.png", "HTTPS://show.example/talks/a.png"])
def test_a_picture_of_the_show_stays(address: str, words: Words) -> None:
    html = body.render(f"![A ship]({address})")
    assert linked(html, HOME, words) == html
    assert "<img" in html


def test_a_server_whose_name_begins_like_ours_is_another(words: Words) -> None:
    html = body.render("![A ship](https://show.example.evil.example/a.png)")
    assert "<img" not in linked(html, HOME, words)
