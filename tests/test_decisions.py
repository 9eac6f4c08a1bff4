"""What the host decides about themes holds, is kept, is learned from, and is asked only once."""

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pipeline import decisions, settings
from pipeline.decisions import Decision
from pipeline.model import Mention, Passage, Segment, Sentence, Theme
from pipeline.stage.receipts import Receipts
from pipeline.store import Store
from pipeline.tag.examples import shipped
from tests import show, terminal
from tests.make import segment, transcript
from tests.show import podloom

FILE = "content/decisions/themes.jsonl"
SCORED = "episode/counting-warmth#t-8/measurement"


def answer(root: Path, *answers: tuple[str, str]) -> dict[str, object]:
    lines = "".join(json.dumps({"id": one, "answer": said}) + "\n" for one, said in answers)
    (root / "answers.jsonl").write_text(lines)
    done = podloom(root, "themes", "review", "--answers", "answers.jsonl", "--json", check=True)
    return dict(json.loads(done.stdout))


def questions(root: Path) -> list[dict[str, object]]:
    done = podloom(root, "themes", "review", "--json", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(root: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / FILE).read_text().splitlines()]


def mentions(root: Path, item: str) -> dict[str, set[str]]:
    """Return the themes of each passage as the last build left them."""
    store = Store(root / "build")
    receipt = Receipts(store).get(item, "tag")
    data = store.get(receipt.outputs["mentions"]) if receipt else None
    found: dict[str, set[str]] = {}
    for one in msgspec.json.decode(data or b"", type=tuple[Mention, ...]):
        found.setdefault(one.passage, set()).add(one.theme)
    return found


def page(root: Path, theme: str) -> str:
    return (root / f"build/site/themes/{theme}/index.html").read_text()


def warnings(root: Path, code: int = 0) -> list[str]:
    done = podloom(root, "build", "--json")
    assert done.returncode == code, done.stderr
    return [row["warning"] for row in json.loads(done.stdout)["warnings"]]


def hear(root: Path, *said: Segment) -> None:
    """Let the engine find other words in the audio of Counting Warmth, as a new model would."""
    show.record(root / "recorded", root / "content/episodes/counting-warmth/audio.wav", transcript(*said))
    chosen = root / "content/show.toml"
    chosen.write_text(chosen.read_text() + "threads = 2\n")


# ---- what is decided holds


def test_a_theme_that_is_removed_or_added_is_so_on_the_built_site(built: Path) -> None:
    assert "measurement" in mentions(built, "episode/counting-warmth")["t-8"]
    assert "every quarter with both teams" in page(built, "measurement")
    found = answer(built, (SCORED, "no"), ("issue/afterwards#p-1/sales-vs-alliances", "yes"))
    assert len(found["decisions"]) == 2  # type: ignore[arg-type]
    show.built(built)
    assert "measurement" not in mentions(built, "episode/counting-warmth").get("t-8", set())
    assert "every quarter with both teams" not in page(built, "measurement")
    assert "sales-vs-alliances" in mentions(built, "issue/afterwards")["p-1"]
    assert "Grace Holt wrote to me again" in page(built, "sales-vs-alliances")


def test_a_decision_line_says_where_what_who_and_when(built: Path) -> None:
    (built / "answers.jsonl").write_text(json.dumps({"id": SCORED, "answer": "no"}) + "\n")
    podloom(built, "themes", "review", "--answers", "answers.jsonl", "--who", "Ada", check=True)
    (line,) = written(built)
    assert {name: line[name] for name in ("item", "passage", "theme", "verdict", "start", "who")} == {
        "item": "episode/counting-warmth", "passage": "t-8", "theme": "measurement", "verdict": "remove",
        "start": 8.0, "who": "Ada",
    }  # fmt: skip
    assert str(line["quote"]).startswith("You count what people do when trust is there")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(line["when"]))


def test_the_last_decision_on_the_same_passage_and_theme_wins(built: Path) -> None:
    answer(built, (SCORED, "no"))
    answer(built, (SCORED, "yes"))
    show.built(built)
    assert "measurement" in mentions(built, "episode/counting-warmth")["t-8"]
    assert [line["verdict"] for line in written(built)] == ["remove", "add"]


def test_a_decision_survives_another_transcript_with_other_words_and_cuts(built: Path) -> None:
    answer(built, (SCORED, "no"), ("episode/counting-warmth#t-8/sales-vs-alliances", "yes"))
    other = (
        segment("Welcome to a long table I'm Ada Byron today we ask if trust can be measured", 0.4, "Ada Byron"),
        segment("So you count what people do when trust is there, you score every quarter with both the teams.", 7.6, "Grace Holt"),
        segment("That's the indicator and a newsletter called slow bread started it.", 14.1, "Grace Holt"),
    )  # fmt: skip
    hear(built, *other)
    assert not [one for one in warnings(built) if "not there any more" in one]
    found = mentions(built, "episode/counting-warmth")["t-7"]
    assert "sales-vs-alliances" in found
    assert "measurement" not in found


def test_a_decision_whose_passage_is_gone_is_told_and_kept(built: Path) -> None:
    answer(built, (SCORED, "no"))
    before = (built / FILE).read_bytes()
    hear(built, segment("Nothing of this was said before by anybody at any table.", 0.2, "Ada Byron"))
    (note,) = [one for one in warnings(built) if "not there any more" in one]
    assert note.startswith(f'{FILE}:1: "measurement" was removed from t-8 ("You count what people do')
    assert (built / FILE).read_bytes() == before


def test_a_damaged_line_is_named_and_the_others_count(built: Path) -> None:
    answer(built, (SCORED, "no"))
    path = built / FILE
    good = path.read_bytes()
    path.write_bytes(b'{"item": "episode/counting-w\n\xff\xfe\n{"item": "page/x", "verdict": "add"}\n' + good.rstrip(b"\n"))
    found = [one for one in warnings(built) if "is no decision" in one]
    assert [one.split(": ")[0] for one in found] == [f"{FILE}:{number}" for number in (1, 2, 3)]
    assert "measurement" not in mentions(built, "episode/counting-warmth").get("t-8", set())
    answer(built, (SCORED, "yes"))
    lines = path.read_bytes().split(b"\n")
    assert lines[:3] == [b'{"item": "episode/counting-w', b"\xff\xfe", b'{"item": "page/x", "verdict": "add"}']
    assert [json.loads(line)["verdict"] for line in lines[3:5]] == ["remove", "add"]


def test_decisions_about_what_the_show_does_not_have_are_told_and_kept(built: Path) -> None:
    answer(built, (SCORED, "no"))
    (line,) = written(built)
    other = [{**line, "theme": "weather"}, {**line, "item": "episode/never-made"}]
    (built / FILE).write_text("".join(json.dumps(one) + "\n" for one in other))
    found = warnings(built)
    assert [one for one in found if f'{FILE}:1: "weather"' in one and "gone or was split" in one]
    assert [one for one in found if f"{FILE}:2:" in one and "episode/never-made, which this build does not hold" in one]


def test_a_decision_follows_a_theme_that_was_renamed(built: Path) -> None:
    answer(built, (SCORED, "no"))
    path = built / "content/themes.toml"
    path.write_text(path.read_text().replace('slug = "measurement"', 'slug = "measuring"\nwas = ["measurement"]'))
    assert not [one for one in warnings(built) if FILE in one]
    assert not {"measurement", "measuring"} & mentions(built, "episode/counting-warmth").get("t-8", set())


def test_a_decision_makes_no_transcript_and_no_passage_again(built: Path) -> None:
    answer(built, (SCORED, "no"))
    done = json.loads(podloom(built, "status", "--json", check=True).stdout)
    reasons = podloom(built, "why", "--json", check=True).stdout
    ran = {row["stage"] for row in json.loads(reasons) if not row["why"][0].startswith("waits")}
    assert ran == {"tag"}
    assert {row["state"] for row in done["items"]} == {"stale"}


# ---- what is asked


def test_what_was_answered_is_not_asked_again_and_what_was_skipped_is(built: Path) -> None:
    before = [str(row["id"]) for row in questions(built)]
    answered, skipped = before[:2]
    answer(built, (answered, "yes"), (skipped, "skip"))
    assert [row["id"] for row in questions(built)] == before[1:]
    show.built(built)
    assert answered not in [row["id"] for row in questions(built)]


def test_a_question_shows_what_it_is_about(built: Path) -> None:
    for row in questions(built):
        assert row["id"] == f"{row['item']}#{row['passage']}/{row['theme']}"
        assert row["strength"] in ("likely", "near")
        assert row["title"] and row["name"] and row["text"]
        assert str(row["sentence"]) in str(row["text"])
        assert (row["start"] is None) == str(row["item"]).startswith("issue/")


def test_both_sides_of_the_limit_are_asked_the_nearest_first(built: Path) -> None:
    rows = questions(built)
    likely = [float(str(row["score"])) for row in rows if row["strength"] == "likely"]
    near = [float(str(row["score"])) for row in rows if row["strength"] == "near"]
    assert likely and near
    assert likely == sorted(likely)
    assert near == sorted(near, reverse=True)


def test_a_bad_answer_is_named_and_the_others_are_kept(built: Path) -> None:
    rows = [
        '{"id": "' + SCORED + '", "answer": "no"}',
        "no JSON",
        '{"id": "episode/counting-warmth#t-999/measurement", "answer": "no"}',
        '{"id": "episode/counting-warmth#t-8/mesurement", "answer": "no"}',
        '{"id": "episode/counting-warmth#t-8/measurement", "answer": "perhaps"}',
        '{"id": "episode/counting-warmth#t-8/nurturing", "answer": "yes"}',
    ]
    (built / "answers.jsonl").write_text("\n".join(rows))
    done = podloom(built, "themes", "review", "--answers", "answers.jsonl")
    assert done.returncode == 2
    assert [number for number in range(1, 7) if f"answers.jsonl:{number}:" in done.stderr] == [2, 3, 4, 5]
    assert 'Did you mean "measurement"?' in done.stderr
    assert [(line["theme"], line["verdict"]) for line in written(built)] == [
        ("measurement", "remove"), ("nurturing", "add"),
    ]  # fmt: skip


def test_answers_come_from_standard_input_too(built: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "themes", "review", "--answers", "-"]
    line = json.dumps({"id": SCORED, "answer": "no"})
    done = subprocess.run(command, cwd=built, input=line, capture_output=True, text=True, check=True)
    assert "1 decision written" in done.stdout
    assert len(written(built)) == 1


def test_without_a_terminal_one_message_says_what_to_do(built: Path) -> None:
    done = podloom(built, "themes", "review")
    assert done.returncode == 2
    assert done.stderr == (
        "there is no terminal to ask in\n  Print the questions with --json, and give the answers with --answers FILE.\n"
    )


def test_a_show_that_is_not_built_has_nothing_to_review(tiny: Path) -> None:
    done = podloom(tiny, "themes", "review", "--json")
    assert done.returncode == 2
    assert "Run `podloom build` first." in done.stderr


# ---- in a terminal


def keys(root: Path, pressed: str, columns: int = 80) -> str:
    return terminal.keys(root, pressed, "themes", "review", "--who", "Ada", columns=columns)


def test_one_key_answers_and_stopping_loses_nothing(built: Path) -> None:
    asked = [row["id"] for row in questions(built)]
    screen = keys(built, "ynq")
    assert "Is it about " in screen
    assert f"1 of {len(asked)}" in screen
    assert "2 decisions written" in screen
    lines = written(built)
    assert [f"{line['item']}#{line['passage']}/{line['theme']}" for line in lines] == asked[:2]
    assert [line["verdict"] for line in lines] == ["add", "remove"]
    assert [row["id"] for row in questions(built)] == asked[2:]


def test_a_review_that_is_broken_off_goes_on_where_it_stopped(built: Path) -> None:
    asked = [row["id"] for row in questions(built)]
    keys(built, "y\x03")
    assert len(written(built)) == 1
    screen = keys(built, "nq")
    assert f"1 of {len(asked) - 1}" in screen
    assert [f"{line['item']}#{line['passage']}/{line['theme']}" for line in written(built)] == asked[:2]


def test_other_keys_skip_go_back_and_add_another_theme(built: Path) -> None:
    first, second = questions(built)[:2]
    screen = keys(built, "xsba1q")
    assert screen.count(f"1 of {len(questions(built))}") >= 2
    (line,) = written(built)
    assert line["passage"] == first["passage"]
    assert line["verdict"] == "add"
    assert line["theme"] != first["theme"]
    assert second["id"] in [row["id"] for row in questions(built)]


def test_no_line_is_wider_than_the_terminal(built: Path) -> None:
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in keys(built, "sq", columns=50).splitlines()]
    own = [line for line in lines if not line.startswith("[y]es")]  # the keys; a terminal breaks them by itself
    assert len(own) > 12
    assert max(len(line) for line in own) < 50


def test_after_the_last_question_it_says_what_changes_elsewhere(built: Path) -> None:
    many = len(questions(built))
    screen = keys(built, "n" * many)
    assert f"{many} decisions written, 0 questions open" in screen
    assert "Elsewhere" in screen
    assert questions(built) == []


def test_what_changes_elsewhere_is_what_the_next_build_does(built: Path) -> None:
    before = {item: mentions(built, item) for item in ("episode/counting-warmth", "episode/two-clocks", "issue/slow-bread")}
    ids = [row["id"] for row in questions(built) if row["item"] == "episode/counting-warmth"]
    found = answer(built, *((str(one), "no") for one in ids), ("issue/afterwards#p-1/measurement", "no"))
    show.built(built)
    changed = set()
    for item, old in before.items():
        now = mentions(built, item)
        for passage in old.keys() | now.keys():
            for theme in old.get(passage, set()) ^ now.get(passage, set()):
                if f"{item}#{passage}/{theme}" not in ids:
                    changed.add((item, passage, theme))
    told = found["elsewhere"]["changes"]  # type: ignore[index]
    assert {(one["item"], one["passage"], one["theme"]) for one in told if one["item"] in before} == changed


def test_comparing_the_whole_site_says_how_far_it_is(built: Path) -> None:
    (built / "answers.jsonl").write_text(json.dumps({"id": SCORED, "answer": "no"}) + "\n")
    done = podloom(built, "themes", "review", "--answers", "answers.jsonl", "--json", check=True)
    assert done.stderr.splitlines()[0] == "Comparing the site with what you decided: 0 %"
    assert done.stderr.splitlines()[-1] == "Comparing the site with what you decided: 100 %"
    quiet = podloom(built, "themes", "review", "--answers", "answers.jsonl", "-q", check=True)
    assert quiet.stdout == quiet.stderr == ""


# ---- what is learned


def themes() -> tuple[Theme, ...]:
    return settings.themes(show.REPO / "content/themes.toml")


def decided(text: str, theme: str, verdict: str = "add", beside: tuple[str, ...] = (), number: int = 0) -> Decision:
    line = {"item": f"issue/letter-{number}", "passage": "p-1", "theme": theme, "verdict": verdict, "quote": text, "beside": beside}
    return msgspec.convert(line, Decision)


def test_a_decision_is_learned_with_all_themes_of_its_passage() -> None:
    text = "We score the partnership with both teams on every first Monday."
    lessons = decisions.training(
        [
            decided(text, "nurturing", beside=("measurement", "relationships")),
            decided(text, "relationships", "remove", ("measurement", "relationships")),
        ],
        [theme.slug for theme in themes()],
    )
    assert [(one.text, one.themes) for one in lessons] == [(text, ("measurement", "nurturing"))]


def test_passages_like_the_decided_ones_follow_them() -> None:
    said = [
        f"Our herring {what} goes to the harbour with the partner before sunrise." for what in ("boat", "cart", "crew", "barrel")
    ]
    lines = tuple(decided(text, "nurturing", number=number) for number, text in enumerate(said))
    asked = Passage("p-1", "Our herring wagon goes to the harbour with the partner before sunrise.", ())
    before = decisions.tag(decisions.learn(themes(), ()).tagger, [asked], (), ())
    after = decisions.tag(decisions.learn(themes(), lines).tagger, [asked], (), ())
    assert [one.theme for one in before.mentions] == []
    assert [one.theme for one in after.mentions] == ["nurturing"]


def test_the_old_tagger_stays_where_the_decisions_would_make_it_worse() -> None:
    lines = [
        decided(one.text + " Yes.", theme.slug, "remove" if theme.slug in one.themes else "add", one.themes, number)
        for number, one in enumerate(shipped()[::3])
        for theme in themes()
    ]
    lesson = decisions.learn(themes(), tuple(lines))
    assert lesson.refused
    assert lesson.before is not None and lesson.after is not None
    assert lesson.before - lesson.after > 0.02
    assert lesson.tagger.scores(["We score it."]).tolist() == decisions.learn(themes(), ()).tagger.scores(["We score it."]).tolist()


def test_decisions_that_agree_with_the_themes_are_learned() -> None:
    lines = [
        decided(one.text.replace(" the ", " our "), theme, "add", one.themes, number)
        for number, one in enumerate(shipped()[::9])
        for theme in one.themes
    ]
    lesson = decisions.learn(themes(), tuple(lines))
    assert not lesson.refused
    assert lesson.examples > 20


def test_a_build_says_that_the_old_tagger_stays_and_keeps_every_decision(built: Path) -> None:
    path = built / FILE
    path.parent.mkdir()
    rows = [
        decided(one.text + " Yes.", theme.slug, "remove" if theme.slug in one.themes else "add", one.themes, number)
        for number, one in enumerate(shipped()[::3])
        for theme in themes()
    ]
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    answer(built, (SCORED, "no"))
    assert [one for one in warnings(built) if re.search(r"F1 would fall from 0\.\d+ to 0\.\d+", one)]
    assert "measurement" not in mentions(built, "episode/counting-warmth").get("t-8", set())


# ---- where a decision belongs

LONG = "We count what people do when trust is there and we score it every quarter with both teams in one room"
NEXT = "then the boat went out to the harbour with barrels and ropes and nobody said a word about anything at all"


def spoken(start: float, end: float, text: str) -> Passage:
    return Passage(f"t-{int(start)}", text, (Sentence(text, start),), start, end)


def about(text: str, start: float | None, end: float | None, verdict: str, passage: str = "t-10") -> Decision:
    line = {"item": "episode/x", "passage": passage, "theme": "measurement", "verdict": verdict, "quote": text}
    return msgspec.convert({**line, "start": start, "end": end}, Decision)


def found(decision: Decision, *passages: Passage) -> list[str]:
    return [one.id for one in decisions.places(decision, passages)]


def test_a_passage_cut_in_two_loses_a_removed_theme_in_both_and_gains_an_added_one_once() -> None:
    first, second = " ".join(LONG.split()[:9]), " ".join(LONG.split()[9:])
    halves = (spoken(10, 14, first), spoken(14, 20, second))
    assert found(about(LONG, 10, 20, "remove"), *halves) == ["t-10", "t-14"]
    assert found(about(LONG, 10, 20, "add"), *halves) == ["t-14"]


def test_a_longer_passage_keeps_what_was_removed_from_a_small_part_of_it() -> None:
    small = " ".join(LONG.split()[:8])
    whole = spoken(10, 30, f"{LONG} {NEXT}")
    assert found(about(small, 10, 14, "remove"), whole) == []
    assert found(about(small, 10, 14, "add"), whole) == ["t-10"]


def test_what_was_said_at_another_time_counts_only_when_all_words_are_there_once() -> None:
    assert found(about(LONG, 10, 20, "add"), spoken(70, 80, LONG), spoken(10, 20, NEXT)) == ["t-70"]
    assert found(about(LONG, 10, 20, "add"), spoken(70, 80, LONG), spoken(90, 99, LONG)) == []
    assert found(about(LONG, 10, 20, "add"), spoken(10, 20, NEXT)) == []


def test_a_paragraph_is_found_by_its_quote_after_another_was_put_before_it() -> None:
    edited = Passage("p-2", LONG.replace("quarter", "month"), ())
    assert found(about(LONG, None, None, "remove", "p-1"), Passage("p-1", NEXT, ()), edited) == ["p-2"]
    twins = (Passage("p-1", LONG, ()), Passage("p-2", LONG, ()))
    assert found(about(LONG, None, None, "remove", "p-2"), *twins) == ["p-2"]


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂🙂", "word " * 10_000, "信頼は四半期ごとに測るものだと彼女は言いました"])
def test_odd_passages_and_quotes_are_no_trouble(text: str) -> None:
    passages = (spoken(10, 20, text or "x"), spoken(20, 30, LONG))
    decision = about(text.strip() or "🙂", 10, 20, "add")
    assert len(found(decision, *passages)) <= 1
    assert decisions.in_force([decision, decision]) == (decision,)


# ---- why


def test_why_explains_a_moment_as_a_person_would_read_it(built: Path) -> None:
    answer(built, ("episode/counting-warmth#t-8/nurturing", "no"))
    for where in ("counting-warmth@0:09", "counting-warmth@9", "counting-warmth#t-8", "episode/counting-warmth@00:00:09"):
        said = podloom(built, "themes", "why", where, check=True).stdout
        assert said.startswith("Counting Warmth at 0:08\n  Grace Holt: You count what people do")
        assert 'Measuring partnerships: strong\n  because of: "You count what people do' in said
        assert "words that point to it: count, score" in said
        assert re.search(r"Nurturing and continuous effort: no\n(  .*\n)*  \S+ removed it on \d{4}-\d\d-\d\d", said)
        assert "%" not in said


def test_why_tells_a_letter_and_what_nearly_was_there(built: Path) -> None:
    near = next(row for row in questions(built) if row["strength"] == "near")
    moment = f"{near['item']}#{near['passage']}"
    said = podloom(built, "themes", "why", moment, check=True).stdout
    assert f"{near['name']}: nearly, but not enough speaks for it" in said
    rows = json.loads(podloom(built, "themes", "why", moment, "--json", check=True).stdout)["themes"]
    assert (near["theme"], "near") in {(row["theme"], row["strength"]) for row in rows}


@pytest.mark.parametrize(
    ("where", "advice"),
    [
        ("counting-warmth", "Write the-warm-numbers@2:31"),
        ("counting-warmht@0:09", 'Did you mean "counting-warmth"?'),
        ("counting-warmth@soon", "Write the-warm-numbers@2:31"),
        ("counting-warmth@9:09:09", "It has: t-0, t-8"),
        ("counting-warmth#t-9", "It has: t-0, t-8"),
        ("slow-bread@0:10", "It has: p-1, p-2"),
    ],
)
def test_a_moment_that_is_none_is_told_with_what_to_write(built: Path, where: str, advice: str) -> None:
    done = podloom(built, "themes", "why", where)
    assert done.returncode == 2
    assert advice in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["review", "why"])
def test_each_has_examples_and_the_common_options(tmp_path: Path, verb: str) -> None:
    said = podloom(tmp_path, "themes", verb, "--help", check=True).stdout
    assert f"podloom themes {verb}" in said.split("Examples:")[1]
    assert all(option in said for option in ("--root", "--json", "-q", "-v"))
