"""Foreign HTML becomes Markdown that shows the same, without what belongs to the system it came from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline import body
from pipeline.errors import ItemError
from pipeline.ingest.letters import plain, soup, writer
from tests.ingest.letters.exports import markdown, shown

WORDS = st.text(st.sampled_from("ab1 *_`[]<>&#-+=~|!\\.)({}:;/\n"), max_size=30)


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <strong>two</strong> <em>three</em> <code>f(x)</code>.</p>",
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
        '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>',
        "<blockquote>\n<p>one</p>\n<p>two</p>\n</blockquote>",
        "<pre><code>a\n\n\n  &lt;b&gt; ```\n</code></pre>",
        "<p>x<sup>2</sup> and H<sub>2</sub>O</p>",
        "<h2>Head</h2>\n<hr>\n<p>line<br>\nline</p>",
        '<p><a href="https://x.example/a_%28b%29" rel="noopener">a [link]</a></p>',
        "<p><strong>Note:</strong>text and a<em>b</em>c<strong>d</strong><em>e</em></p>",
        "<p>5 &lt; 6 &amp;amp; &lt;script&gt;</p>",
    ],
)
def test_what_markdown_can_say_shows_as_it_was(html: str) -> None:
    assert shown(html) == html


def read(text: str) -> str:
    """Return what a reader sees of Markdown, without the finer signs that the site puts in for plain ones."""
    engine = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return body.plain(body.clean(engine.render(text)))


def html_of(words: str) -> str:
    return " ".join(words.split()).replace("&", "&amp;").replace("<", "&lt;")


@given(WORDS)
def test_any_words_show_as_they_were_written(words: str) -> None:
    assert read(markdown(f"<p>{html_of(words)}</p>")) == " ".join(words.split())


@given(WORDS, WORDS)
def test_any_words_show_beside_others_that_are_marked_up(words: str, strong: str) -> None:
    html = f"<p>{html_of(words)}<strong>{html_of(strong)}</strong>{html_of(words)}</p>"
    assert read(markdown(html)) == body.plain(body.clean(html))


@given(WORDS)
def test_bare_text_shows_as_it_was_written(words: str) -> None:
    folded = " ".join(words.split()).lstrip("> ")
    assert read(plain.from_text(folded)) == folded


def test_a_table_of_data_stays_one_and_a_table_for_layout_goes() -> None:
    data = "<table><tr><th>A</th><th>B</th></tr><tr><td>1 | 2</td><td><p>x<br>y</p></td></tr></table>"
    assert markdown(data) == "| A | B |\n| --- | --- |\n| 1 \\| 2 | x y |"
    assert markdown("<table><tr><td>a</td><td>b</td></tr><tr><td colspan=2>c</td></tr></table>").startswith(
        "| | |\n| --- | --- |\n| a | b |"
    )
    layout = "<table><tr><td><h2>H</h2><p>one</p></td></tr><tr><td><table><tr><td>two</td></tr></table></td></tr></table>"
    assert markdown(layout) == "## H\n\none\n\ntwo"


VIDEO = "[Video on YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)"
GALLERY = '{"gallery":{"images":[{"src":"a.png"},{"src":"b.png"}],"caption":"Two"}}'
TWEET = '{"url":"https://x.com/a/1","full_text":"Trust is slow","username":"ada"}'


@pytest.mark.parametrize(
    ("html", "link"),
    [
        ('<iframe src="//www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"></iframe>', VIDEO),
        ('<iframe title="A Talk" src="https://player.vimeo.com/video/123?h=x"></iframe>', "[A Talk](https://vimeo.com/123)"),
        (
            '<iframe src="https://open.spotify.com/embed/episode/4rOo"></iframe>',
            "[Listen on Spotify](https://open.spotify.com/episode/4rOo)",
        ),
        (
            '<audio controls><source src="https://x.example/a/talk.mp3"></audio>',
            "[Listen: talk.mp3](https://x.example/a/talk.mp3)",
        ),
        (f"<div class=\"tweet\" data-attrs='{TWEET}'></div>", "[Trust is slow (@ada)](https://x.com/a/1)"),
        ('<div class="youtube-wrap" data-attrs=\'{"videoId":"dQw4w9WgXcQ"}\'><div><iframe></iframe></div></div>', VIDEO),
        (
            '<div class="embedded-post-wrap" data-attrs=\'{"title":"Old","canonical_url":"https://a.example/p/old"}\'>x</div>',
            "[Old](https://a.example/p/old)",
        ),
        ('<div class="latex-rendered" data-attrs=\'{"persistentExpression":"x^2"}\'></div>', "`x^2`"),
        ('<div class="odd" data-attrs=\'{"id":7}\'><p>What it says.</p></div>', "What it says."),
        (
            f"<div class='image-gallery-embed' data-attrs='{GALLERY}'></div>",
            "![Two](a.png)\n\n![Two](b.png)",
        ),
        ('<iframe src="javascript:alert(1)"></iframe>', ""),
    ],
)
def test_what_is_embedded_becomes_a_link(html: str, link: str) -> None:
    assert markdown(f"<p>Before.</p>{html}") == f"Before.\n\n{link}".strip()


SUBSTACK = """<p>Text<a id="footnote-anchor-1" href="#footnote-1">1</a>.</p>
<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1">1</a><div class="footnote-content"><p>A note.</p></div></div>"""
WORDPRESS = """<p>Text<sup data-fn="u"><a href="#u" id="u-link">1</a></sup>.</p>
<ol class="wp-block-footnotes"><li id="u">A note. <a href="#u-link">back</a></li></ol>"""
GHOST = """<p>Text<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>.</p>
<section><ol><li id="fn1"><p>A note. <a href="#fnref1">back</a></p></li></ol></section>"""


@pytest.mark.parametrize("html", [SUBSTACK, WORDPRESS, GHOST])
def test_footnotes_of_every_system_become_footnotes(html: str) -> None:
    assert markdown(html) == "Text[^1].\n\n[^1]: A note."


def test_a_table_of_contents_is_no_footnote() -> None:
    html = '<ul><li><a id="t1" href="#s1">One</a></li></ul><h2 id="s1"><a href="#t1">One</a></h2><p>Text.</p>'
    assert markdown(html) == "- One\n\n## One\n\nText."


def test_pictures_that_count_hidden_lines_and_calls_to_subscribe_are_gone() -> None:
    html = (
        '<div style="display:none">Preview &nbsp;</div><p>Text.</p><img src="https://x/a.gif" width="1" height="1">'
        '<img src="https://x/open.php?u=2">'
        '<p class="button-wrapper"><a class="button" href="https://a.example/subscribe?"><span>Join us today</span></a></p>'
        '<p><a href="https://a.example/p/x?action=share">Share</a></p><div class="subscription-widget-wrap"><p>Thanks!</p></div>'
        '<div class="sharedaddy"><a href="https://x">Tweet</a></div><form><input type="email"><p>Your mail</p></form>'
        '<p>Sent to you. <a href="https://x/u">Unsubscribe</a> or <a href="https://x/p">update your preferences</a>.</p>'
    )
    assert markdown(html) == "Text."


def test_what_only_looks_like_a_widget_stays() -> None:
    html = (
        '<p>When to <a href="https://x.example/u">unsubscribe from a tool</a> that nobody uses.</p>'.replace(
            "unsubscribe from", "leave"
        )
        + '<p><a class="button" href="https://shop.example/book"><span>Buy the book</span></a></p>'
        "<p>You can <a href='https://a.example/subscribe'>subscribe</a> to many shows, and listen to few.</p>"
    )
    assert markdown(html) == (
        "When to [leave a tool](https://x.example/u) that nobody uses.\n\n[Buy the book](https://shop.example/book)\n\n"
        "You can [subscribe](https://a.example/subscribe) to many shows, and listen to few."
    )


def test_links_count_from_the_letter_and_lead_nowhere_strange() -> None:
    html = '<p><a href="/p/b">b</a> <a href="javascript:x()">j</a> <a href="#top">t</a> <a href="mailto:a@x.example">m</a> <a href="https://[">z</a></p>'
    assert markdown(html, "https://a.example/p/a") == "[b](https://a.example/p/b) j t [m](mailto:a@x.example) z"


def test_a_link_around_blocks_stays_on_their_first_words() -> None:
    html = '<a href="https://x.example"><div><h3>Card</h3><p>More.</p></div></a>'
    assert markdown(html) == "### [Card](https://x.example)\n\nMore."


def test_two_line_breaks_part_paragraphs() -> None:
    assert markdown("<div>one<br><br>two<br>three<br></div>") == "one\n\ntwo\\\nthree"


def test_lists_within_lists_keep_their_order() -> None:
    html = "<ol><li>a<ul><li>b</li></ul></li><ol><li>c</li></ol><li><p>d</p><p>e</p></li></ol>"
    assert re.sub(r"\s+", " ", markdown(html)) == "1. a - b 1. c 2. d e"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td"])
def test_what_is_nested_without_end_still_comes_in(tag: str) -> None:
    html = f"<{tag}>" * 3000 + "deep" + "".join(f"</{name}>" for name in reversed(tag.split("><"))) * 3000 + "<p>after</p>"
    text = markdown(html)
    assert "deep" in text
    assert text.endswith("after")


def test_a_letter_of_more_elements_than_any_is_refused() -> None:
    with pytest.raises(ItemError, match="more than 40000 elements"):
        soup.parse("<p>" + "<b>x</b>" * 50_000)


def test_an_address_can_stand_between_brackets() -> None:
    assert writer.address("https://x.example/a b)(c<d>?q=1&r=ü") == "https://x.example/a%20b%29%28c%3Cd%3E?q=1&r=%C3%BC"
