"""Views as HTML: what is escaped, where links lead, and what a reader sees when little is known."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec
import pytest

from pipeline.errors import ItemError
from pipeline.language import english
from pipeline.model import Library, Link, Place, Show, Thing
from pipeline.pages import View, alone, render, views
from tests import make

replace = msgspec.structs.replace
TEMPLATES = [Path(__file__).parents[2] / "templates"]
NASTY = """<script>alert("x")</script>'"&{{ 7*7 }}"""


class Page(HTMLParser):
    """Collects the ids and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values[name] or "" for name in ("href", "src") if name in values]


def pages(library: Library) -> dict[str, str]:
    lines = alone(library, english()).told
    return {view.path: render(view, TEMPLATES, english(), lines.get(view.path)) for view in views(library, english())}


def one(library: Library, path: str) -> str:
    return pages(library)[path]


def test_every_link_is_relative_and_leads_to_a_page_and_an_anchor_that_exist() -> None:
    rendered = pages(make.table())
    parsed = {path: Page(html) for path, html in rendered.items()}
    files = {"audio/two-clocks.m4a", "audio/warm-numbers.mp3"}
    files |= {f"{path}transcript.vtt" for path in rendered if re.fullmatch(r"episodes/.+/", path)}
    for path, page in parsed.items():
        for link in page.links:
            parts = urlsplit(link)
            assert not parts.scheme and not parts.netloc and not link.startswith("/"), (path, link)
            if parts.path == "" and parts.fragment.startswith(("g-", "i-")):
                continue  # a shape of the sprite, which stands in the page's frame
            goal = urlsplit(urljoin(f"http://x/{path}", link)).path[1:]
            assert goal in parsed or goal in files, (path, link, goal)
            if parts.fragment and not parts.fragment.startswith("t="):
                assert parts.fragment in parsed[goal].ids, (path, link)


def test_no_id_stands_twice_on_a_page() -> None:
    for path, html in pages(make.table()).items():
        ids = Page(html).ids
        assert len(ids) == len(set(ids)), path


def test_hostile_words_stay_words_everywhere() -> None:
    table = make.table()
    bad = make.spoken(1.0, f"{NASTY} Said so.", NASTY)
    letter = make.written(1, f"{NASTY} Wrote so.")
    library = replace(
        table,
        show=Show(NASTY, NASTY, NASTY, letters=NASTY, hosts=(NASTY,)),
        themes=tuple(replace(theme, name=NASTY, short=NASTY, line=NASTY, definition=NASTY) for theme in table.themes),
        people=tuple(replace(person, name=f"{NASTY}{person.slug}", role=NASTY, about=NASTY) for person in table.people),
        episodes=tuple(replace(episode, title=NASTY, summary=NASTY, notes_html="") for episode in table.episodes),
        issues=tuple(
            replace(issue, title=NASTY, summary=NASTY, author=NASTY, blocks=make.blocks(letter)) for issue in table.issues
        ),
        passages={key: (bad,) if key.startswith("episode") else (letter,) for key in table.passages},
        mentions={
            key: (make.mention(bad if key.startswith("episode") else letter, "tea", words=(NASTY,)),) for key in table.mentions
        },
        links=tuple(replace(link, reason=NASTY, echo=NASTY, quote=NASTY) for link in table.links),
    )
    for path, html in pages(library).items():
        assert "script" not in Page(html).tags, path
        assert "<script" not in html, path
        assert "49" not in re.sub(r"[\d.]+%|(x|y|cx|cy|d|height|width)=\"[^\"]*\"", "", html), path


def test_what_is_left_of_a_hub_leads_to_its_lines_and_counts_the_rest_with_every_word_escaped() -> None:
    table = make.table()
    said = tuple(make.spoken(20.0 * at, "We drink tea at four.") for at in range(50))
    key = "episode/two-clocks"
    library = replace(
        table,
        episodes=tuple(replace(episode, title=NASTY) for episode in table.episodes),
        passages={**table.passages, key: said},
        mentions={**table.mentions, key: tuple(make.mention(one, "tea") for one in said)},
    )
    html = one(library, "themes/tea/")
    assert "script" not in Page(html).tags
    rest = html.partition('<details class="pl-rest">')[2].partition("</details>")[0]
    lines = [f"../../episodes/two-clocks/#t-{second}" for second in (800, 820, 840, 860)]
    assert Page(rest).links == ["../../episodes/two-clocks/", *lines]
    assert "6 more" in rest


def test_rendering_twice_gives_the_same_bytes() -> None:
    assert pages(make.table()) == pages(make.table())


def test_the_evidence_of_a_tag_is_shown_on_the_hub_and_on_the_page_of_the_item() -> None:
    rendered = pages(make.table())
    assert "Why this theme?" in rendered["themes/measurement/"]
    assert "Days until a senior meeting." in rendered["themes/measurement/"]
    assert "<mark>average</mark>" in rendered["themes/measurement/"]
    assert "because of “days”" in rendered["episodes/warm-numbers/"]
    assert "Why these themes?" in rendered["letters/counting/"]


def test_the_hub_says_which_examples_a_moment_is_near_to() -> None:
    table = make.table()
    found = table.mentions["episode/two-clocks"][0]
    near = replace(found, evidence=replace(found.evidence, examples=("We drink tea at four …", "No biscuits.")))
    html = one(replace(table, mentions={**table.mentions, "episode/two-clocks": (near,)}), "themes/tea/")
    assert "Near to these examples of the theme: <q>We drink tea at four …</q> and <q>No biscuits.</q>." in html


def test_a_thing_has_a_page_that_links_to_its_own_address_and_plays_where_it_is_named() -> None:
    table = make.table()
    firm = Thing("portway", "Portway", about="It runs <trains>.", url="https://portway.example/")
    spoken = Place("episode", "two-clocks", "t-3", 3.0)
    link = Link("mentions", spoken, Place("organisation", "portway"), "Names it.", "Named.", "Two clocks under one roof.")
    html = one(replace(table, things=(firm,), links=(link,)), "named/portway/")
    assert '<a href="https://portway.example/" rel="noopener">' in html
    assert "It runs &lt;trains&gt;." in html
    assert 'href="../../episodes/two-clocks/#t-3"' in html
    assert '<a href="../named/portway/">Portway</a>' in one(replace(table, things=(firm,), links=(link,)), "people/")


def test_no_page_shows_a_percentage_or_the_strength_of_a_tag() -> None:
    for path, html in pages(make.table()).items():
        words = re.sub(r"<[^>]*>", " ", html)
        assert not re.search(r"\d\s*%|\b(strong|likely)\b", words, re.I), path


def test_unknown_speakers_leave_no_empty_name() -> None:
    table = make.table()
    silent = {key: tuple(replace(p, speaker="") for p in some) for key, some in table.passages.items()}
    rendered = pages(replace(table, passages=silent))
    assert "pl-line__s" not in rendered["episodes/warm-numbers/"]
    assert "pl-tx--plain" in rendered["episodes/warm-numbers/"]
    for path, html in rendered.items():
        assert not re.search(r"<b>\s*</b>|Play {2}| at {2}", html), path


def test_the_home_of_an_empty_show_has_a_title_and_no_empty_section() -> None:
    html = one(Library(Show("Nothing Yet", "Soon")), "")
    assert '<h1 id="new">Nothing Yet</h1>' in html
    assert "<h2" not in html and "<ul" not in html


def test_a_transcript_says_who_made_it() -> None:
    table = make.table()
    assert "Written by machine." in one(table, "episodes/two-clocks/")
    assert "corrected by hand" in one(replace(table, edited=("two-clocks",)), "episodes/two-clocks/")


def test_every_paragraph_has_its_anchor_its_second_and_its_sentences() -> None:
    html = one(make.table(), "episodes/warm-numbers/")
    assert 'id="t-12" data-s="12.0"' in html
    assert '<span data-s="17.0">Days until a senior meeting.</span>' in html
    assert '<h3 id="chapter-1">Days' in html


def test_an_episode_without_sound_or_words_is_still_a_page() -> None:
    table = make.table()
    bare = replace(table.episodes[0], audio="", duration=0.0, number=None)
    html = one(replace(table, episodes=(bare,), passages={}, mentions={}, links=()), "episodes/two-clocks/")
    assert "<audio" not in html
    assert "not here yet" in html


def test_a_show_may_replace_one_template_of_the_house(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "people.html.j2").write_text("<p>{{ people|length }} of us</p>\n", encoding="utf-8")
    view = next(view for view in views(make.table(), english()) if view.path == "people/")
    assert render(view, [tmp_path, *TEMPLATES], english()) == "<p>2 of us</p>"


def test_a_template_finds_what_a_view_calls_items_and_what_mappings_can_do(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "x.html.j2").write_text("{{ one.items }}, {{ one.keys()|list|length }} {{ one.of.x }}", encoding="utf-8")
    view = View("x/", "pages/x.html.j2", "X", "", "", {"one": {"items": 3, "of": {"x": 4}}})
    assert render(view, [tmp_path], english()) == "3, 2 4"


def test_a_name_that_a_template_asks_for_in_vain_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "x.html.j2").write_text("{{ absent }}", encoding="utf-8")
    with pytest.raises(ItemError, match="'absent' is undefined"):
        render(View("x/", "pages/x.html.j2", "X", "", "", {}), [tmp_path], english())
