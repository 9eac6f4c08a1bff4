"""Every format of letters, by exports as the systems write them."""

import csv
import datetime
import io
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.ingest.add import add
from tests import show
from tests.ingest.letters import exports
from tests.ingest.letters.exports import SAMPLES, bring, letters, text_of
from tests.show import podloom


def test_a_substack_export_gives_its_letters_and_says_what_it_left_out(bare: Path) -> None:
    done = bring(bare, SAMPLES / "substack-export")
    assert {name: one.state for name, one in done.items()} == {
        "123401.plain-text.html": "added", "123404.draft-text.html": "added", "123402.podcast.html": "left out",
        "123403.thread.html": "left out", "123405.about-us.html": "left out",
    }  # fmt: skip
    assert "an episode of the podcast" in done["123402.podcast.html"].why
    assert '"About Us": a page' in done["123405.about-us.html"].why
    plain, draft = letters(bare).values()
    assert plain.startswith(
        '---\ntitle: "Plain Text"\ndate: 2019-07-26\nslug: plain-text\nsummary: "\u201cThis quote\u2019s rather short\u201d"\n'
        'source: "substack:123401"\nimported: '
    )
    assert "draft: true" in draft
    assert "draft:" not in plain
    assert "waits as a draft" in done["123404.draft-text.html"].notes[0]


def test_the_buttons_of_substack_are_gone_and_the_text_is_whole(bare: Path) -> None:
    bring(bare, SAMPLES / "substack-export")
    text = text_of(letters(bare)["2019-07-26-plain-text.md"])
    assert text.split("\n\n") == [
        "## Lorem Ipsum",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.",
        "Dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco.",
    ]


def test_an_export_is_known_by_what_is_in_it_and_not_by_its_name(bare: Path, tmp_path: Path) -> None:
    packed = exports.zipped(SAMPLES / "substack-export", tmp_path / "from-my-laptop.dat")
    assert bring(bare, packed)["123401.plain-text.html"].state == "added"
    feed = tmp_path / "old-columns.txt"
    shutil.copy(SAMPLES / "wordpress-wxr/sample.xml", feed)
    assert bring(bare, feed)["Basic Post"].state == "added"


def test_what_only_paying_readers_could_read_waits_as_a_draft(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.secret": ("Secret", "<p>For the few.</p>")}, audience="only_paid")
    (one,) = bring(bare, folder).values()
    assert one.notes == ("waits as a draft: only paying or chosen readers could read it: remove `draft: true` to publish it here",)
    assert "draft: true" in letters(bare)["2025-05-01-secret.md"]


def test_a_draft_without_a_date_gets_the_day_and_keeps_it(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.half": ("Half", "<p>A thought.</p>")}, is_published="false", post_date="")
    bring(bare, folder)
    exports.substack(folder, {"7.half": ("Half", "<p>A whole thought.</p>")}, is_published="false", post_date="")
    exports.add(bare, [folder], (), "2026-01-01")
    assert [*letters(bare)] == ["2025-07-01-half.md"]
    assert "date: 2025-07-01" in letters(bare)["2025-07-01-half.md"]
    assert "whole thought" in letters(bare)["2025-07-01-half.md"]


def test_wordpress_posts_come_with_their_authors_and_nothing_else_does(bare: Path) -> None:
    done = bring(bare, SAMPLES / "wordpress-wxr")
    states = {name: one.state for name, one in done.items()}
    assert states == {
        "Draft Post": "added", "Basic Post": "added", "Another Post": "added",
        "My CPT Post": "left out", "Services": "left out", "My Podcast Episode": "left out",
    }  # fmt: skip
    post = letters(bare)["2013-06-07-basic-post.md"]
    assert 'author: "Hermione Granger"' in post
    assert 'link: "https://example.com/blog/basic-post.html"' in post
    assert 'source: "wordpress:example.com:4"' in post
    (note,) = done["Basic Post"].notes
    assert note.startswith("picture stays elsewhere, as a link (--pictures fetches it): https://images.unsplash.com/")
    assert note.endswith("&ixid=eyJhcHBfaWQiOjEyMDd9&auto=format&fit=crop&w=1268&q=80")  # bare ampersands, which XML forbids


def test_an_old_wordpress_post_keeps_paragraphs_captions_embeds_and_footnotes(bare: Path, tmp_path: Path) -> None:
    post = (
        "First line\nsecond line\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\n"
        '[caption id="a" width="9"]<img src="http://x.example/u/p.png" alt="" /> A field[/caption]\n\n'
        'Said once<sup data-fn="n1" class="fn"><a href="#n1" id="n1-link">1</a></sup>.\n\n[gallery ids="1,2"]'
    )
    source = (SAMPLES / "wordpress-wxr/has-audio-enclosure.xml").read_text()
    source = source.replace("<p>This is the episode description.</p>", post).replace("<![CDATA[enclosure]]>", "footnotes")
    start, end = source.index("<wp:meta_value>"), source.index("</wp:meta_value>")
    notes = '<wp:meta_value><![CDATA[[{"content":"A <em>note</em>.","id":"n1"}]]]>'
    (tmp_path / "old.xml").write_text(source[:start] + notes + source[end:])
    bring(bare, tmp_path / "old.xml")
    text = text_of(letters(bare)["2005-04-10-my-episode.md"])
    assert text.split("\n\n") == [
        "First line\\\nsecond line",
        "[Video on YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        "[A field](http://x.example/u/p.png)",
        "*A field*",
        "Said once[^1].",
        "[^1]: A *note*.",
    ]


def test_a_wordpress_file_that_breaks_off_gives_what_it_has_and_says_so(bare: Path, tmp_path: Path) -> None:
    whole = (SAMPLES / "wordpress-wxr/sample.xml").read_bytes()
    (tmp_path / "cut.xml").write_bytes(whole[: whole.index(b"Another Post") + 200])
    states = {one.state for one in exports.add(bare, [tmp_path / "cut.xml"], (), exports.TODAY)}
    assert "failed" in states
    assert "2013-06-07-basic-post.md" in letters(bare)


def test_a_letter_without_a_title_is_named_by_what_it_has(bare: Path, tmp_path: Path) -> None:
    item = "<item><link>https://a.example/p/1</link><description>Words.</description></item>"
    saved = tmp_path / "file.xml"
    saved.write_text(f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{item}</channel></rss>')
    (one,) = add(bare, [saved], (), "2025-07-01")
    assert one.problem.startswith(f"{saved}: https://a.example/p/1: the letter has no title")


def test_a_page_that_is_left_out_is_named_once(bare: Path) -> None:
    said = podloom(bare, "add", str(SAMPLES / "wordpress-wxr/sample.xml")).stdout
    assert said.count("Services") == 1


def test_a_rule_at_the_end_below_which_nothing_was_left_is_no_part_of_a_letter(bare: Path, tmp_path: Path) -> None:
    html = "<hr><p>One.</p><hr><p>Two.</p><hr><div class='subscription-widget-wrap'><p>Subscribe</p></div><hr>"
    bring(bare, exports.substack(tmp_path / "in", {"1.a": ("A", html)}))
    (text,) = letters(bare).values()
    assert text_of(text) == "---\n\nOne.\n\n---\n\nTwo."


def test_ghost_posts_come_with_their_authors_and_the_picture_above_them(bare: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ghost"
    (folder / "content/images/2025").mkdir(parents=True)
    (folder / "content/images/2025/top.png").write_bytes(exports.picture(60, 30))
    cover = "__GHOST_URL__/content/images/2025/top.png"
    exports.ghost(folder / "export.json", feature_image=cover, feature_image_alt="A top", custom_excerpt="Short.")
    bring(bare, exports.zipped(folder, tmp_path / "ghost.zip"))
    letter = letters(bare)["2025-02-03-ghost-letter.md"]
    assert 'author: "Grace Holt, Ada Byron"' not in letter
    assert 'author: "Ada Byron, Grace Holt"' in letter
    assert 'summary: "Short."' in letter
    (picture,) = (bare / "content/newsletters/2025-02-03-ghost-letter").iterdir()
    assert text_of(letter) == f"![A top](2025-02-03-ghost-letter/{picture.name})\n\nText."


@pytest.mark.parametrize(
    ("post", "state"), [({"visibility": "paid"}, "draft: true"), ({"status": "draft"}, "draft: true"), ({"status": "sent"}, "")]
)
def test_what_ghost_shows_to_some_waits(bare: Path, tmp_path: Path, post: dict[str, object], state: str) -> None:
    bring(bare, exports.ghost(tmp_path / "ghost.json", **post))
    assert ("draft: true" in letters(bare)["2025-02-03-ghost-letter.md"]) == bool(state)


def test_buttondown_emails_come_as_markdown_or_html_as_they_were_written(bare: Path) -> None:
    bring(bare, SAMPLES / "buttondown-export")
    plain, fancy = letters(bare)["2023-01-02-plain-post.md"], letters(bare)["2023-01-05-fancy-post.md"]
    assert "ex eap[^2] commodo" in plain
    assert "buttondown-editor-mode" not in plain + fancy
    assert "```css\np {\n    color: #bada55;\n}\n```" in fancy
    assert "- In reprehenderit in voluptate\n  - Velit esse cillum" in fancy
    assert "<" not in text_of(fancy)


def test_a_beehiiv_table_gives_its_posts(bare: Path) -> None:
    bring(bare, SAMPLES / "beehiiv-export/posts.csv")
    letter = letters(bare)["2023-01-18-sample-post.md"]
    assert 'summary: "A website subtitle"' in letter
    assert text_of(letter) == "Sample HTML here"


def test_a_table_that_excel_saved_is_read_too(bare: Path, tmp_path: Path) -> None:
    whole = next(csv.DictReader(io.StringIO((SAMPLES / "beehiiv-export/posts.csv").read_text())))
    into = io.StringIO()
    table = csv.DictWriter(into, whole, delimiter=";")
    table.writeheader()
    table.writerow(whole | {"web_title": "Größe; hier"})
    (tmp_path / "posts.csv").write_bytes(into.getvalue().encode("utf-16"))
    bring(bare, tmp_path / "posts.csv")
    assert 'title: "Größe; hier"' in letters(bare)["2023-01-18-sample-post.md"]


def test_mail_comes_with_its_pictures_and_without_its_footer(bare: Path, tmp_path: Path) -> None:
    done = bring(bare, SAMPLES / "eml")
    assert done["attachment_message_rfc822_inline_image.eml"].state == "added"
    assert "2020-04-21-test/" in letters(bare)["2020-04-21-test.md"]
    assert "2010-09-22-ebay-bid" in " ".join(letters(bare))  # its subject is broken Latin
    assert "does not say when" in done["utf8_headers.eml"].problem
    mail = tmp_path / "a.eml"
    mail.write_bytes(
        b"From: =?utf-8?q?Ana=C3=AFs?= <a@x.example>\r\nSubject: Late\r\nDate: Tue, 03 Jun 2025 23:30:00 -0700\r\n"
        b"Content-Type: text/html; charset=iso-8859-1\r\n\r\n"
        b"<table role=presentation><tr><td><p>Caf\xe9.</p></td></tr><tr><td>You get this. <a href='https://x/u'>Unsubscribe</a></td></tr>"
        b"</table><img src='https://x/open.php?u=1'>"
    )
    bring(bare, mail)
    letter = letters(bare)["2025-06-03-late.md"]  # the writer's day, not that in UTC
    assert 'author: "Anaïs"' in letter
    assert text_of(letter) == "Café."


def test_bare_text_in_mail_shows_as_it_was_written(bare: Path, tmp_path: Path) -> None:
    text = "Dear * all,\n\n1. is no list <b>\n> quoted\n\nSee https://x.example/a_b_c.\n\n-- \nAda\n"
    (tmp_path / "b.eml").write_text(f"From: a@x.example\nSubject: Plain\nDate: Tue, 03 Jun 2025 10:00:00 +0000\n\n{text}")
    bring(bare, tmp_path / "b.eml")
    assert text_of(letters(bare)["2025-06-03-plain.md"]).splitlines() == [
        "Dear \\* all,", "", "1\\. is no list \\<b\\>", "> quoted", "", "See <https://x.example/a_b_c>.",
    ]  # fmt: skip


def test_a_word_document_keeps_headings_footnotes_and_pictures(bare: Path, tmp_path: Path) -> None:
    paragraphs = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>A Heading</w:t></w:r></w:p>'
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r><w:r><w:t> words.</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="A slope"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>'
    bring(bare, exports.word(tmp_path / "letter.docx", paragraphs, notes=notes))
    letter = letters(bare)["2025-03-04-letter.md"]
    assert 'title: "From Word"' in letter
    assert 'author: "Grace Holt"' in letter
    (picture,) = (bare / "content/newsletters/2025-03-04-letter").iterdir()
    assert text_of(letter).split("\n\n") == [
        *("# A Heading", "**Bold** words.[^1]", f"![A slope](2025-03-04-letter/{picture.name})", "[^1]: A note."),
    ]


def test_a_saved_page_is_cut_down_to_its_letter(bare: Path, tmp_path: Path) -> None:
    page = (
        '<!doctype html><html><head><title>T | Site</title><meta property="og:title" content="A Page">'
        '<link rel="canonical" href="https://x.example/p/a-page"><script type="application/ld+json">'
        '{"datePublished": "2025-03-04T22:30:00Z"}</script></head><body><nav><a href="/">Home</a></nav>'
        '<article><h1>A Page</h1><p>The letter is here, and it says enough. <a href="/more">More</a></p></article></body></html>'
    )
    (tmp_path / "saved.html").write_text(page)
    bring(bare, tmp_path / "saved.html", zone=ZoneInfo("Europe/Amsterdam"))
    letter = letters(bare)["2025-03-04-a-page.md"]
    assert 'title: "A Page"' in letter
    assert text_of(letter) == "The letter is here, and it says enough. [More](https://x.example/more)"


def test_a_page_without_a_date_asks_for_one_in_its_name(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "undated.html").write_text("<p>Text.</p>")
    (one,) = bring(bare, tmp_path / "undated.html").values()
    assert one.state == "failed"
    assert "2025-03-04-undated.html" in one.problem
    (tmp_path / "undated.html").rename(tmp_path / "2025-03-04-undated.html")
    bring(bare, tmp_path / "2025-03-04-undated.html")
    assert text_of(letters(bare)["2025-03-04-undated.md"]) == "Text."


def test_a_feed_that_was_saved_gives_its_letters_and_no_episodes(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "feed").write_text(
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<item><title>One</title><link>https://x.example/p/one</link><pubDate>Tue, 03 Jun 2025 08:00:00 GMT</pubDate>"
        "<description>Short</description><content:encoded><![CDATA[<p>The whole &amp; more.</p>]]></content:encoded></item>"
        '<item><title>Talk</title><enclosure url="https://x/a.mp3" type="audio/mpeg" length="1"/></item></channel></rss>'
    )
    states = {name: one.state for name, one in bring(bare, tmp_path / "feed").items()}
    assert states == {"One": "added", "Talk": "left out"}
    assert text_of(letters(bare)["2025-06-03-one.md"]) == "The whole & more."


def test_markdown_without_front_matter_is_dated_and_titled_by_its_name_and_its_heading(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "2020-02-06-issue-197.markdown").write_text("# Issue 197\n\nWelcome to another issue.\n")
    bring(bare, tmp_path / "2020-02-06-issue-197.markdown")
    letter = letters(bare)["2020-02-06-issue-197.md"]
    assert 'title: "Issue 197"' in letter
    assert text_of(letter) == "Welcome to another issue."


def test_a_mixed_folder_brings_in_all_that_it_holds(bare: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(SAMPLES / "substack-export", inbox / "old/substack")
    shutil.copy(SAMPLES / "wordpress-wxr/sample.xml", inbox)
    exports.word(inbox / "2025-03-04-word.docx", "<w:p><w:r><w:t>Word.</w:t></w:r></w:p>")
    (inbox / "2025-04-01-page.html").write_text("<p>Page.</p>")
    (inbox / "own.md").write_text("---\ntitle: Own\ndate: 2025-01-02\nsparked: x\n---\n\nMine.\n")
    (inbox / "README.md").write_text("# Not a letter")
    (inbox / "notes.pdf").write_bytes(b"%PDF-1.4")
    done = bring(bare, inbox)
    assert (done["notes.pdf"].state, done["notes.pdf"].why[:29]) == ("left out", "this kind of document is not ")
    assert [*letters(bare)] == [
        "2012-06-07-another-post.md", "2013-06-07-basic-post.md", "2013-11-02-draft-post.md", "2019-07-26-plain-text.md",
        "2022-08-13-draft-text.md", "2025-01-02-own.md", "2025-03-04-word.md", "2025-04-01-page.md",
    ]  # fmt: skip
    assert letters(bare)["2025-01-02-own.md"] == (inbox / "own.md").read_text()


@pytest.mark.parametrize(
    ("date", "zone", "day"),
    [
        ("2025-03-05T01:30:00.000Z", "America/New_York", "2025-03-04"),
        ("2025-03-04T23:30:00+00:00", "Europe/Amsterdam", "2025-03-05"),
        ("2025-03-04 23:30:00", "Europe/Amsterdam", "2025-03-04"),
        ("2025-03-04T23:30:00-08:00", "Europe/Amsterdam", "2025-03-04"),
        ("2025-06-30T22:30:00Z", "Europe/Amsterdam", "2025-07-01"),
    ],
)
def test_a_letter_has_the_day_of_where_it_was_written(bare: Path, tmp_path: Path, date: str, zone: str, day: str) -> None:
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", "<p>Text.</p>")}, post_date=date)
    bring(bare, folder, zone=ZoneInfo(zone))
    assert [*letters(bare)] == [f"{day}-a.md"]


def test_without_a_zone_the_day_is_that_in_utc(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", "<p>Text.</p>")}, post_date="2025-03-04T23:30:00Z")
    bring(bare, folder, zone=datetime.UTC)
    assert [*letters(bare)] == ["2025-03-04-a.md"]


def test_real_issues_of_another_newsletter_come_in(bare: Path, tmp_path: Path) -> None:
    folder = show.SHARED / "data/newsletters/haskellweekly"
    if not folder.is_dir():
        pytest.skip("!!! REAL NEWSLETTERS WERE NOT TRIED: ../shared/data/newsletters is absent")
    for number, path in enumerate(sorted(folder.glob("*.markdown")), 1):
        shutil.copy(path, tmp_path / f"2020-01-0{number}-{path.name}")
    found = [path for path in tmp_path.iterdir() if path.suffix == ".markdown"]
    done = bring(bare, *found)
    assert {one.state for one in done.values()} == {"added"}
    assert len(done) == len(found) > 3


def test_a_file_that_begins_with_a_thousand_comments_is_looked_at_no_longer_than_another() -> None:
    from pipeline.ingest.letters import page

    assert not page.fits("a", b"<!---->" * 585 + b"text")
    assert page.fits("a", b"<!-- one --> <!---->\n" * 100 + b"<p>text")


def test_what_lies_in_folders_inside_is_told_and_a_sound_in_a_zip_too(bare: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    for name in ("top.md", "a/one.md", "a/b/two.md"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_text(f"---\ntitle: {name}\ndate: 2025-01-02\n---\n\nText.\n")
    (inbox / "a/three.mp3").write_bytes(b"no sound")
    told = {Path(one.source).name: (one.state, one.why) for one in exports.add(bare, [inbox], (), "2026-01-01")}
    assert told["top.md"][0] == "added"
    assert told["a"] == ("left out", "2 files in a folder inside: name that folder too")
    assert told["b"] == ("left out", "1 file in a folder inside: name that folder too")
    shutil.make_archive(str(tmp_path / "all"), "zip", inbox)
    zipped = [one for one in exports.add(bare, [tmp_path / "all.zip"], (), "2026-01-01") if one.state == "left out"]
    assert [one.why for one in zipped] == ["1 file of sound in a zip: unpack it"]


def test_what_hangs_on_a_mail_is_told(bare: Path) -> None:
    (done,) = bring(bare, SAMPLES / "eml/raw_email7.eml").values()
    assert done.notes == ("attachment left out: test.rb", "attachment left out: test.pdf")


def test_a_picture_that_is_nowhere_leaves_its_words_and_one_above_the_text_that_stays_elsewhere_its_link(
    bare: Path, tmp_path: Path
) -> None:
    bring(bare, SAMPLES / "wordpress-wxr")
    assert "](https://images.unsplash.com/" in letters(bare)["2013-06-07-basic-post.md"]
    page = tmp_path / "2025-01-02-hi.html"
    page.write_text('<html><body><p>Hi <img src="/content/a.png" alt="A swift"> there, and more words.</p></body></html>')
    (done,) = bring(bare, page).values()
    assert "A swift there" in letters(bare)["2025-01-02-hi.md"]
    assert done.notes == ("picture lost: it is not here (--site says where it is): /content/a.png",)
