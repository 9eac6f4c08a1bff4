import json
from pathlib import Path

from pipeline import build, search
from pipeline.model import Library
from pipeline.search import Record
from tests.show import podloom


def shelf(root: Path) -> Library:
    opened = build.open_show(root)
    return build.library(opened)


def test_every_word_of_an_episode_is_in_a_record_and_maps_to_its_second(built: Path) -> None:
    whole = shelf(built)
    for record in search.records(whole)["2025"]:
        if record.meta["kind"] == "moment":
            words = record.content.split()
            seconds = json.loads(record.meta["seconds"])
            passages = json.loads(record.meta["passages"])
            assert [offset for offset, _ in seconds] == sorted({offset for offset, _ in seconds})
            assert seconds[0][0] == passages[0][0] == 0
            assert seconds[-1][0] < len(words)
    slug = "counting-warmth"
    spoken = " ".join(passage.text for passage in whole.passages[f"episode/{slug}"])
    assert spoken == " ".join(one.content for one in search.records(whole)["2025"] if one.url == f"episodes/{slug}/")


def test_the_index_is_the_same_bytes_each_time() -> None:
    rows = [
        Record(
            f"episodes/{n}/",
            f"Words number {n} about trust",
            "en",
            {"kind": "moment", "title": str(n)},
            {"kind": ["moment"]},
            {"date": "1"},
        )
        for n in range(20)
    ]
    assert search.index(rows) == search.index(rows)
    assert "pagefind.js" in search.index(rows)


def test_a_phrase_in_quotes_must_stand_as_it_is(built: Path) -> None:
    whole = shelf(built)
    assert search.find(whole, '"scored every quarter"') == ()
    hits = search.find(whole, '"you score it every quarter"')
    assert [hit.kind for hit in hits] == ["moment"]
    assert hits[0].url.startswith("episodes/counting-warmth/#t=")
    assert hits[0].seconds == 8.0


def test_words_are_found_by_their_stems_and_odd_signs_do_no_harm(built: Path) -> None:
    whole = shelf(built)
    assert search.find(whole, "scorecards")
    for query in ('"', "AND", "trust*", "a OR", "(", "title:x", "^trust", "'; DROP", "🎹", "NEAR/3"):
        search.find(whole, query)


def test_search_prints_json_with_every_field(built: Path) -> None:
    hits = json.loads(podloom(built, "search", "quarter", "--json", check=True).stdout)
    assert set(hits[0]) == {"url", "title", "kind", "seconds", "excerpt", "themes", "score"}


def test_searching_before_a_build_says_so(tiny: Path) -> None:
    done = podloom(tiny, "search", "trust")
    assert done.returncode == 2
    assert "podloom build" in done.stderr
