import gzip
import json
import shutil
from pathlib import Path

import msgspec
import pytest

from bench import search as measure
from pipeline import build, search, segment, settings, tag
from pipeline.ingest import draft
from pipeline.library import assemble
from pipeline.model import Episode, Library, Segment, Show, Thing, Transcript
from pipeline.search import Meaning, Record
from pipeline.search.excerpt import excerpt
from pipeline.search.rank import WORDS_ALONE
from pipeline.search.words import nearest, stems, words
from pipeline.stems import stemmer
from pipeline.steps.finding import Year
from pipeline.tag import encode
from tests import make
from tests.show import REPO, podloom, receipts


def shelf(root: Path) -> Library:
    opened = build.open_show(root)
    return build.library(opened)


def rows_of(whole: Library, item: Episode) -> tuple[Record, ...]:
    key = f"episode/{item.slug}"
    return search.of_item(item, whole.passages[key], whole.mentions.get(key, ()), whole.show.language)


def test_every_word_of_an_episode_is_in_a_record_and_maps_to_its_second(built: Path) -> None:
    whole = shelf(built)
    for episode in whole.episodes:
        for record in rows_of(whole, episode):
            words = record.content.split()
            seconds = json.loads(record.beside["seconds"])
            passages = json.loads(record.beside["passages"])
            assert [offset for offset, _ in seconds] == sorted({offset for offset, _ in seconds})
            assert seconds[0][0] == passages[0][0] == 0
            assert seconds[-1][0] < len(words)
    slug = "counting-warmth"
    spoken = " ".join(passage.text for passage in whole.passages[f"episode/{slug}"])
    (episode,) = (one for one in whole.episodes if one.slug == slug)
    assert spoken == " ".join(one.content for one in rows_of(whole, episode))


def two_at_a_table() -> Library:
    """One passage of two people, of three turns, and one of a third."""
    table = make.table()
    talk = make.conversation(
        12.0,
        ("Mira Halden", "How do you know that they trust you. Is there a number."),
        ("Ines Caldeira", "I should say no. We count the days until a senior meeting."),
        ("Mira Halden", "And then."),
    )
    return msgspec.structs.replace(
        table,
        passages={**table.passages, "episode/warm-numbers": (talk, make.spoken(42.0, "Somebody laughs."))},
        mentions={"episode/warm-numbers": (make.mention(talk, "measurement"),)},
        things=(Thing("portway-rail", "Portway Rail", about="Runs trains"),),
    )


def test_a_record_marks_every_turn_with_its_speaker_and_the_themes_of_its_passage() -> None:
    table = two_at_a_table()
    (record,) = rows_of(table, next(one for one in table.episodes if one.slug == "warm-numbers"))
    assert record.url == "episodes/warm-numbers/#t-12"
    assert json.loads(record.beside["passages"]) == [
        [0, "t-12", "Mira Halden", ["measurement"]],
        [12, "t-22", "Ines Caldeira", ["measurement"]],
        [24, "t-32", "Mira Halden", ["measurement"]],
        [26, "t-42", "", []],
    ]
    assert record.filters["speaker"] == ["Ines Caldeira", "Mira Halden"]
    assert record.filters["theme"] == ["measurement"]


def test_every_stretch_of_a_long_episode_stands_in_the_index() -> None:
    table = make.table()
    talk = (make.spoken(12.0, "A heliograph on the hill."), make.spoken(700.0, "A trombone in the hall."))
    table = msgspec.structs.replace(table, passages={"episode/warm-numbers": talk})
    rows = rows_of(table, next(one for one in table.episodes if one.slug == "warm-numbers"))
    assert sum("pf_fragment" in name for name in search.index(rows)) == len(rows) == 2


def test_people_things_and_themes_have_a_record_each_in_the_order_of_their_addresses() -> None:
    table = two_at_a_table()
    rows = search.of_show(table.people, table.things, table.themes, "en")
    assert [row.url for row in rows] == sorted(row.url for row in rows)
    assert {row.url: row.content for row in rows}["named/portway-rail/"] == "Portway Rail Runs trains"
    assert {row.beside["kind"] for row in rows} == {"person", "thing", "page"}


def test_the_newest_year_also_holds_all_that_has_no_date(built: Path) -> None:
    letter = built / "content/newsletters/2025-01-07-slow-bread.md"
    letter.write_text(letter.read_text().replace("date: 2025-01-07", "date: 2024-12-31"))
    podloom(built, "build", check=True)
    made = receipts(built, "show/show")["records"]["outputs"]
    store = build.open_show(built).store
    years = {name: msgspec.json.decode(store.get(one) or b"", type=Year) for name, one in made.items()}
    rows = {"episode/counting-warmth", "episode/two-clocks", "issue/afterwards"}
    assert {name: set(one.rows) for name, one in years.items()} == {"records/2024": {"issue/slow-bread"}, "records/2025": rows}
    kinds = {name: {record.beside["kind"] for record in one.rest} for name, one in years.items()}
    assert kinds == {"records/2024": set(), "records/2025": {"person", "page"}}


def test_a_letter_that_changed_has_its_own_year_indexed_again_and_no_other(built: Path) -> None:
    old, new = (built / f"content/newsletters/{name}.md" for name in ("2025-01-07-slow-bread", "2025-03-01-afterwards"))
    old.write_text(old.read_text().replace("date: 2025-01-07", "date: 2024-12-31"))
    podloom(built, "build", check=True)
    new.write_text(new.read_text() + "\nSnowdrops.\n")
    made = json.loads(podloom(built, "build", "--json", check=True).stdout)["made"]
    assert [one["item"] for one in made if one["stage"] == "index"] == ["records/records/2025"]
    (again,) = (built / "build/site").glob("**/2025/pagefind-entry.json")
    (file,) = (path for path in again.parent.glob("fragment/*") if b"Snowdrops" in gzip.decompress(path.read_bytes()))
    assert file.is_file()


def test_a_hit_inside_a_long_passage_opens_at_the_sentence_that_was_looked_for() -> None:
    (hit,) = search.find(two_at_a_table(), '"senior meeting"')
    assert (hit.seconds, hit.url) == (27.0, "episodes/warm-numbers/#t=27")
    (other,) = search.find(two_at_a_table(), '"trust you"')
    assert (other.seconds, other.url) == (12.0, "episodes/warm-numbers/#t=12")


def test_an_organisation_is_found_by_its_name() -> None:
    assert [(hit.kind, hit.url) for hit in search.find(two_at_a_table(), "portway")] == [("page", "named/portway-rail/")]


def twenty() -> list[Record]:
    return [
        Record(
            f"episodes/{n}/",
            f"Words number {n} about trust",
            "en",
            {"title": str(n)},
            {"kind": ["moment"]},
            {"seconds": f"[[0,{n}77123.5]]"},
        )
        for n in range(20)
    ]


def test_the_index_is_the_same_bytes_each_time() -> None:
    assert search.index(twenty()) == search.index(twenty())
    assert "pagefind.js" in search.index(twenty())


def test_what_stands_beside_a_record_goes_along_with_a_hit_but_is_not_looked_in() -> None:
    files = search.index(twenty())
    fragments = {name: gzip.decompress(data) for name, data in files.items() if name.endswith(".pf_fragment")}
    assert len(fragments) == 20
    assert all(b'"seconds":"[[0,' in fragment for fragment in fragments.values())
    looked_in = b"".join(gzip.decompress(data) for name, data in files.items() if name.endswith(".pf_index"))
    assert b"about" in looked_in
    assert b"77123" not in looked_in
    (listed,) = (gzip.decompress(data) for name, data in files.items() if name.endswith(".pf_meta"))
    assert all(name.removeprefix("fragment/").removesuffix(".pf_fragment").encode() in listed for name in fragments)


def found(root: Path, *arguments: str) -> list[dict[str, object]]:
    return list(json.loads(podloom(root, "search", *arguments, "--json", check=True).stdout))


def test_a_phrase_in_quotes_holds_word_for_word_and_not_by_its_stems(built: Path) -> None:
    whole = shelf(built)
    assert search.find(whole, '"scored every quarter"') == ()
    assert search.find(whole, '"score it every quarters"') == ()
    hits = search.find(whole, '"you score it every quarter"')
    assert [hit.kind for hit in hits] == ["moment"]
    assert hits[0].url.startswith("episodes/counting-warmth/#t=")
    assert hits[0].seconds == 8.0


@pytest.mark.parametrize(
    "typed", ['"YOU, score it"', "\u201cyou score it\u201d", '"you score it', "\u00abyou score it\u00bb quarter"]
)
def test_a_phrase_may_be_typed_in_any_quotes_case_and_signs(built: Path, typed: str) -> None:
    assert [hit.seconds for hit in search.find(shelf(built), typed)] == [8.0]


def test_a_phrase_that_only_a_title_has_finds_what_has_the_title(built: Path) -> None:
    hits = search.find(shelf(built), '"two clocks apart"')
    assert {hit.title for hit in hits} == {"Two Clocks Apart"}


def test_words_are_found_by_their_stems_and_odd_signs_do_no_harm(built: Path) -> None:
    whole = shelf(built)
    assert [hit.url for hit in search.find(whole, "scorecards")] == [hit.url for hit in search.find(whole, "scorecard")] != []
    for query in ('"', "AND", "trust*", "a OR", "(", "title:x", "^trust", "'; DROP", "\U0001f3b9", "NEAR/3", "\0", "\ud800"):
        search.find(whole, query)


def test_a_misspelled_name_finds_the_person_and_says_what_was_looked_for(built: Path) -> None:
    done = podloom(built, "search", "Grase", "Hollt", check=True)
    assert done.stdout.splitlines()[:2] == ['Nobody said "Grase"; looked for "grace".', 'Nobody said "Hollt"; looked for "holt".']
    assert "people/grace-holt/" in done.stdout


def test_only_a_word_that_finds_nothing_is_read_as_another(built: Path) -> None:
    found = search.over(shelf(built)).find("scorecart survey")
    assert found.instead == {"scorecart": "scorecard"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nubmers", "numbers"),  # two letters swapped
        ("measurment", "measurement"),  # one missing
        ("Kallum", "callum"),  # the first one wrong, and nothing else
        ("night", ""),  # not "right": another first letter in a short word is another word
        ("knob", ""),  # not "know": every short word has neighbours
        ("connect", ""),  # not "contact": two slips are too many for seven letters
    ],
)
def test_the_nearest_word_is_one_that_a_slip_of_the_finger_explains(typed: str, meant: str) -> None:
    known = [(word, 1) for word in ("numbers", "measurement", "callum", "right", "know", "contact")]
    assert nearest(typed, known) == meant


def test_the_more_frequent_of_two_near_words_is_meant() -> None:
    assert nearest("trusst", [("trust", 2), ("truest", 9)]) == "truest"


@pytest.mark.parametrize("query", ["", "   ", "\U0001f3b9\U0001f3b9", '""', "?!"])
def test_a_query_without_a_word_is_refused_with_a_way_on(built: Path, query: str) -> None:
    done = podloom(built, "search", query)
    assert done.returncode == 2
    assert "there is no word in the query" in done.stderr
    assert "podloom search trust" in done.stderr


def test_words_that_nobody_said_find_nothing_however_near_their_meaning(built: Path) -> None:
    done = podloom(built, "search", "zebra", "quaxly", "bibliography", check=True)
    assert done.stdout == "Nobody has said that yet. Try other words, or fewer.\n"
    assert found(built, "zebra", "quaxly", "bibliography") == []


def test_of_ten_thousand_words_the_first_hundred_are_read_and_that_is_said(built: Path) -> None:
    done = podloom(built, "search", "scorecard " + "word " * 10_000, "--json", check=True)
    assert "only its first 100 words were read" in done.stderr
    assert json.loads(done.stdout)
    letters = podloom(built, "search", "scorecard " + "x" * 100_000, check=True)
    assert "Counting Warmth" in letters.stdout


def test_accents_and_apostrophes_do_not_matter() -> None:
    assert words("Caf\u00e9 d\u2019Or, don't  STOP") == ("cafe", "dor", "dont", "stop")
    assert stems("partner's partners", "en") == ("partner", "partner")
    assert stems("H\u00e4user", "de") == stems("Haus", "de")
    assert stems("running", "xx") == ("running",)


def test_an_excerpt_shows_the_stretch_that_was_looked_for() -> None:
    text = " ".join(f"w{n}" for n in range(100)) + " scorecards rule the end"
    shown, _ = excerpt(text, {"scorecard"}, stemmer("en"))
    assert "scorecards rule" in shown
    assert shown.startswith("\u2026")
    assert len(shown.split()) == 24
    assert excerpt("short  text", {"x"}, stemmer("en")) == ("short text", 0)


def test_the_best_sentence_is_the_one_with_most_of_what_was_looked_for_inside_the_excerpt() -> None:
    text = "The cat came. A dog sat with the cat on the mat. The end."
    assert excerpt(text, {"cat", "dog"}, stemmer("en"), [0, 3, 12])[1] == 1
    assert excerpt(text, {"cat"}, stemmer("en"), [0, 3, 12])[1] == 0
    far = f"A scorecard. {'So it went on. ' * 20}A scorecard and a survey."
    assert excerpt(far, {"scorecard", "survey"}, stemmer("en"), [0, 2, 82])[1] == 2


def test_a_second_search_reads_the_index_that_the_first_one_made(built: Path) -> None:
    first = found(built, "score", "every", "quarter", "with", "both", "teams")
    files = {path.name: path.stat().st_mtime_ns for path in (built / "build/search").iterdir()}
    assert sorted(name.split("-")[0].split(".")[0] for name in files) == ["vectors", "words"]
    assert found(built, "score", "every", "quarter", "with", "both", "teams") == first
    assert {path.name: path.stat().st_mtime_ns for path in (built / "build/search").iterdir()} == files


def test_a_changed_library_is_indexed_anew_and_the_old_index_goes(built: Path) -> None:
    whole, folder = shelf(built), built / "build/search"
    assert search.over(whole, None, folder).find("zebra").hits == ()
    (old,) = folder.glob("words-*")
    person = msgspec.structs.replace(whole.people[0], about="Once met a zebra")
    changed = msgspec.structs.replace(whole, people=(person, *whole.people[1:]))
    assert [hit.kind for hit in search.over(changed, None, folder).find("zebra").hits] == ["person"]
    assert len(list(folder.glob("words-*"))) == 1
    assert not old.exists()


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_cache_costs_time_and_no_answer(built: Path, damage: bytes | None) -> None:
    query = ("score", "every", "quarter")
    first = found(built, *query)
    for path in (built / "build/search").iterdir():
        path.write_bytes(path.read_bytes()[:5000] + b"\xff" * 3000 if damage is None else damage)
    assert found(built, *query) == first
    assert found(built, *query) == first


def test_a_cache_that_cannot_be_written_costs_time_and_no_answer(built: Path) -> None:
    first = found(built, "score", "every", "quarter")
    shutil.rmtree(built / "build/search")
    (built / "build/search").write_text("a file is in the way")
    assert found(built, "score", "every", "quarter") == first


@pytest.fixture(scope="module")
def said() -> Library:
    """The demo show as its script has it, with the themes that the tagger gives."""
    themes = settings.themes(REPO / "content/themes.toml")
    tagger = tag.train(themes)
    episodes, issues, passages = {}, {}, {}
    for path in sorted((REPO / "tests/data/truth").glob("*.json")):
        truth = json.loads(path.read_text())
        cues = [Segment(cue["start"], cue["end"], cue["text"], turn["name"]) for turn in truth["turns"] for cue in turn["segments"]]
        key = f"episode/{truth['slug']}"
        episodes[key] = Episode(truth["slug"], truth["title"], truth["date"], "audio.mp3", truth["duration"])
        turns = segment.turns(Transcript("en", tuple(cues)))
        passages[key] = segment.speech(turns, tag.part(tagger, turns))
    for path in sorted((REPO / "content/newsletters").glob("*.md")):
        issue, _ = draft.issue(path.read_text(), path.name, path.stem[11:])
        issues[f"issue/{issue.slug}"] = issue
        passages[f"issue/{issue.slug}"] = segment.letter(issue.blocks)
    mentions = {key: tagger.tag(own) for key, own in passages.items()}
    people = settings.people(REPO / "content/people.toml")
    return assemble(Show("The Alliance Table"), themes, people, episodes, issues, passages, mentions)


def test_on_labelled_queries_words_meaning_and_themes_together_are_never_below_words_alone(said: Library) -> None:
    queries = measure.read(REPO / "tests/data/queries/queries.jsonl")
    grades = [measure.grades(said, query) for query in queries]
    meaning = Meaning(encode.vectors, "test")
    plain = measure.answers(search.over(said, weights=WORDS_ALONE), queries)
    full = measure.answers(search.over(said, meaning), queries)
    assert len(queries) >= 40
    assert measure.mean(measure.ndcg, full, grades) > measure.mean(measure.ndcg, plain, grades) > 0.5
    assert measure.mean(measure.reciprocal, full, grades) > measure.mean(measure.reciprocal, plain, grades)
    for kind in {query.kind for query in queries}:
        own = [at for at, query in enumerate(queries) if query.kind == kind]
        before, after = ([one[at] for at in own] for one in (plain, full))
        those = [grades[at] for at in own]
        assert measure.mean(measure.ndcg, after, those) >= measure.mean(measure.ndcg, before, those), kind


def test_search_prints_json_with_every_field(built: Path) -> None:
    hits = json.loads(podloom(built, "search", "quarter", "--json", check=True).stdout)
    assert set(hits[0]) == {"url", "title", "kind", "seconds", "excerpt", "themes", "score"}


def test_searching_before_a_build_says_so(tiny: Path) -> None:
    done = podloom(tiny, "search", "trust")
    assert done.returncode == 2
    assert "podloom build" in done.stderr
