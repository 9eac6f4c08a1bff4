"""The archive by theme: letters and episodes by year, for a reader without a script."""

import re
from pathlib import Path

import msgspec

from pipeline.language import english, load
from pipeline.model import Library
from pipeline.pages import alone, render, views
from tests import make
from tests.show import REPO

replace = msgspec.structs.replace


def pages(library: Library, language: str = "en") -> dict[str, str]:
    words = load(Path("/nowhere"), language) if language != "en" else english()
    lines = alone(library, words).told
    return {view.path: render(view, [REPO / "templates"], words, lines.get(view.path, ())) for view in views(library, words)}


def rows(page: str) -> list[tuple[str, str]]:
    """Return the years and the titles of an archive, in their order."""
    found = re.findall(r'<h2[^>]*class="tn">(\d{4}|Undated)</h2>|<h3><a href="([^"]*)"', page)
    return [("year", year) if year else ("item", href) for year, href in found]


def test_the_archive_of_a_theme_holds_its_letters_and_episodes_newest_first_below_their_year() -> None:
    table = make.table()
    older = tuple(replace(issue, date=issue.date.replace("2025", "2024")) for issue in table.issues)
    page = pages(replace(table, issues=older))["themes/measurement/archive/"]
    assert rows(page) == [
        ("year", "2025"),
        ("item", "../../../episodes/warm-numbers/"),
        ("year", "2024"),
        ("item", "../../../letters/counting/"),
    ]
    assert "<h1>Measuring partnerships, year by year</h1>" in page
    assert "1 episode and 1 letter" in page


def test_a_row_says_who_and_how_much_and_leads_to_the_first_place() -> None:
    page = pages(make.table())["themes/measurement/archive/"]
    assert re.search(r"Episode, with Ines Caldeira</p>", page)
    assert re.search(
        r'<a class="[^"]*" href="../../../episodes/warm-numbers/#t-[\d.]+">\d+ moments?, [\d:]+ of talk, from [\d:]+</a>', page
    )
    assert re.search(r'<a class="[^"]*" href="../../../letters/counting/#p-\d+">\d passages?</a>', page)


def test_an_item_that_its_host_gave_a_theme_is_in_its_archive_without_a_passage() -> None:
    table = make.table()
    pinned = replace(table.issues[0], themes=("tea",))
    page = pages(replace(table, issues=(pinned, *table.issues[1:]), mentions={}))["themes/tea/archive/"]
    assert rows(page) == [("year", pinned.date[:4]), ("item", f"../../../letters/{pinned.slug}/")]


def test_an_archive_without_a_date_or_an_item_says_so() -> None:
    table = make.table()
    undated = pages(replace(table, issues=tuple(replace(issue, date="") for issue in table.issues)))
    assert ("year", "Undated") in rows(undated["themes/measurement/archive/"])
    empty = pages(replace(table, mentions={}, episodes=(), issues=(), passages={}, links=()))["themes/tea/archive/"]
    assert rows(empty) == []
    assert 'Nobody has talked or written about this yet. <a href="../../../themes/">See the other themes</a>.' in empty


def test_every_archive_is_reached_from_both_lists_and_from_its_hub_without_a_script() -> None:
    rendered = pages(make.table())
    for slug in ("relationships", "measurement", "tea"):
        way = f'href="../themes/{slug}/archive/"'
        assert way in rendered["episodes/"] and way in rendered["letters/"]
        assert f'href="../../themes/{slug}/archive/"' in rendered[f"themes/{slug}/"]
        others = re.findall(r'href="../../../themes/([a-z]+)/archive/"( aria-current="page")?', rendered[f"themes/{slug}/archive/"])
        assert others == [(one, ' aria-current="page"' if one == slug else "") for one in ("relationships", "measurement", "tea")]


def test_a_new_episode_changes_the_archives_of_its_themes_only() -> None:
    table = make.table()
    episode = replace(table.episodes[0], slug="later", title="Later", date="2025-09-01")
    said = make.spoken(1.0, "Warm talk.", "Mira Halden")
    more = replace(
        table,
        episodes=(episode, *table.episodes),
        passages={**table.passages, "episode/later": (said,)},
        mentions={**table.mentions, "episode/later": (make.mention(said, "tea"),)},
    )
    before, after = pages(table), pages(more)
    changed = {path for path in before if path.endswith("/archive/") and before[path] != after[path]}
    assert changed == {"themes/tea/archive/"}


def test_the_archive_speaks_the_language_of_the_show() -> None:
    page = pages(make.table(), "de")["themes/measurement/archive/"]
    assert "Measuring partnerships, Jahr für Jahr" in page
    assert "1 Folge und 1 Brief" in page
    assert re.search(r"\d+ Stellen?, [\d:]+ Gespräch, ab [\d:]+", page)
