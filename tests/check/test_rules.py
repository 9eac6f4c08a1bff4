"""Every rule of `podloom check` finds what breaks it, says where and how to mend it, and finds nothing in a good show."""

import re
from pathlib import Path

import msgspec
import pytest

from pipeline.check import RULES, markdown, site
from pipeline.cli.lint import rules
from tests import show
from tests.check.examples import EXAMPLES, LINES, PAGE, TALK, body, built, good


def test_a_good_show_breaks_no_rule(tmp_path: Path) -> None:
    assert good(tmp_path / "site") == []


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert set(EXAMPLES) == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_breaks_a_rule_is_found_with_its_place_and_its_remedy(rule: object, tmp_path: Path) -> None:
    name = rule.id  # type: ignore[attr-defined]
    found = [one for one in EXAMPLES[name](tmp_path / "site") if one.rule == name]
    assert found, name
    for one in found:
        assert one.where.split("/")[0] in ("content", "build")
        assert (one.level, one.why) == (rule.level, rule.says)  # type: ignore[attr-defined]
        assert one.message
        assert one.remedy.endswith((".", ")", "?"))
    assert LINES.get(name, found[0].where) == found[0].where


def test_a_rule_is_known_by_one_name_of_small_letters() -> None:
    names = [rule.id for rule in rules()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+|podcast(-[a-zA-Z]+)+", name)] == []
    assert {rule.level for rule in rules()} == {"error", "warning"}


def test_what_would_reach_readers_bars_publishing_and_a_failed_item_does_not() -> None:
    barring = {rule.id for rule in RULES if rule.bars}
    assert barring == {rule.id for rule in RULES if rule.level == "error"} - {"item-failed"}


def test_the_page_about_the_rules_is_written_from_the_rules() -> None:
    assert markdown(rules()) in (show.REPO / "docs/check.md").read_text()
    assert {rule.id.partition("-")[0] for rule in rules()} > {"feed", "mail", "mark", "link"}


@pytest.mark.parametrize(
    "written",
    [
        "![A ship](//far.example/a.png)",
        "![A ship][far]\n\n[far]: https://far.example/a.png",
        '<img alt="" src="/\\far.example/a.png">',
        '<img alt="" src=" https:far.example/a.png">',
    ],
)
def test_a_picture_of_another_server_is_found_however_a_browser_is_told_of_it(written: str) -> None:
    (found,) = [one for one in body(written) if one.rule == "picture-elsewhere"]
    assert found.message == "the picture lies at far.example"
    assert re.fullmatch(r"content/newsletters/letter\.md:\d+", found.where)


def test_a_picture_in_a_listing_is_shown_to_readers_and_found_by_no_rule() -> None:
    assert not [one for one in body("```\n<img src=https://far.example/a.png>\n```") if one.rule == "picture-elsewhere"]


def test_sparked_means_the_episode_that_has_the_slug_today() -> None:
    older = msgspec.structs.replace(TALK, slug="older", date="2020-01-01", was=("talk",))
    found = EXAMPLES["sparked-later"](Path())
    assert [one.rule for one in found if one.rule == "sparked-later"]
    assert not [one for one in body("x", episodes=(TALK, older)) if one.rule == "sparked-later"]


def test_a_mark_with_a_former_slug_is_no_fault() -> None:
    renamed = msgspec.structs.replace(TALK, was=("old-talk",))
    assert [one.rule for one in body("See [[old-talk]].") if one.rule.startswith("mark-")] == ["mark-nowhere"]
    assert not [one for one in body("See [[old-talk@0:10]].", episodes=(renamed,)) if one.rule.startswith("mark-")]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('<form action="https://lists.example/join">', "a browser does not let <form> ask lists.example"),
        ('<form><button formaction="//lists.example/join">', "a browser does not let <button> ask lists.example"),
        ('<script src="https:/\\count.example/a.js"></script>', "a browser does not let <script> ask count.example"),
        ('<img alt="" src=" https://far.example/a.png">', "a browser does not let <img> ask far.example"),
        ('<link rel="preload stylesheet" href="//far.example/a.css">', "a browser does not let <link> ask far.example"),
        ('<video poster="https://far.example/a.png">', "a browser does not let <video> ask far.example"),
        ('<iframe src="https://video.example/1">', "a browser does not show the <iframe> of https://video.example/1"),
        ('<object data="../embed/talk/">', "a browser does not show the <object> of ../embed/talk/"),
    ],
)
def test_what_a_browser_refuses_on_a_page_is_named(tmp_path: Path, written: str, message: str) -> None:
    assert [one.message for one in built(tmp_path, PAGE.format(written)) if one.rule == "page-asks-elsewhere"] == [message]


@pytest.mark.parametrize(
    "written",
    [
        '<form action="/search/"><input name="q"></form>',
        '<script src="https://show.example/a.js"></script>',
        '<a href="https://far.example/">there</a>',
        '<link rel="canonical" href="https://far.example/">',
        '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    ],
)
def test_what_a_browser_does_on_a_page_is_no_fault(tmp_path: Path, written: str) -> None:
    assert not [one for one in built(tmp_path, PAGE.format(written)) if one.rule == "page-asks-elsewhere"]


def test_a_script_that_every_page_asks_elsewhere_for_is_told_once(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / str(number)).mkdir()
        (tmp_path / f"{number}/index.html").write_text(PAGE.format('<script src="https://count.example/a.js"></script>'))
    (found,) = site(tmp_path)
    assert found.message == "a browser does not let <script> ask count.example, here and on 8 more pages"


def test_a_link_that_every_page_has_is_told_once(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / str(number)).mkdir()
        (tmp_path / f"{number}/index.html").write_text(PAGE.format('<a href="../about/">About</a> <a href="#no">no</a>'))
    found = list(site(tmp_path))
    (about,) = [one for one in found if one.rule == "link-nowhere"]
    assert about.message == "../about/ leads nowhere, here and on 8 more pages"
    assert len([one for one in found if one.rule == "anchor-nowhere"]) == 9
