"""What the host decides about links holds, is kept, and is asked only once; what waits is published by nobody else."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import decisions
from pipeline.decisions import LinkDecision, LinkEnd
from pipeline.model import Library, Link, Passage, Place, Segment, Sentence
from pipeline.stage.receipts import Receipts
from pipeline.store import Store
from tests import show, terminal
from tests.make import segment, spoken, table, transcript, written
from tests.show import podloom

FILE = "content/decisions/links.jsonl"
NAMED = "mentions:episode/two-clocks#t-0~person/grace-holt"
RISEN = "related:issue/herrings#p-1~episode/two-clocks#t-0"
SCORED = "related:issue/herrings#p-1~episode/counting-warmth#t-8"
STARTED = "sparked:issue/herrings~episode/two-clocks"
WHY = "Both take their time"
# Nothing in it is like the rest of the show, so that no build suggests what the tests below let wait.
HERRINGS = """---
title: Herrings
date: 2025-02-04
---

Every morning our herring cart leaves the harbour before sunrise, with barrels, ropes and a wet dog on top of it.

Next week more, and until then hear "Counting Warmth" once again.
"""


def suggest(root: Path) -> None:
    """Let three links wait, as if the last build had found them: which ones it finds is another test's subject."""
    cart = Place("issue", "herrings", "p-1")
    risen = Link(
        "related", cart, Place("episode", "two-clocks", "t-0", 6.0), reason=f"{WHY}.", echo=f"{WHY}, she writes.", score=0.7
    )
    scored = Link(
        "related", cart, Place("episode", "counting-warmth", "t-8", 8.0), reason="Both count.", echo="Both count.", score=0.6
    )
    started = Link(
        "sparked", Place("issue", "herrings"), Place("episode", "two-clocks"),
        reason="This letter may have started it.", echo="It may have come of this letter.", score=0.5,
    )  # fmt: skip
    wait(root, (scored, risen, started))


def wait(root: Path, links: tuple[Link, ...]) -> None:
    """Let these links wait instead of what the last build found."""
    store = Store(root / "build")
    receipts = Receipts(store)
    receipt = receipts.get("show/show", "link")
    assert receipt
    outputs = {**receipt.outputs, "waiting": store.put(msgspec.json.encode(links))}
    receipts.put("show/show", "link", msgspec.structs.replace(receipt, outputs=outputs))
    receipts.save()
    store.close()


@pytest.fixture(scope="module")
def _asked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = show.tiny(tmp_path_factory.mktemp("asked") / "show")
    (root / "content/newsletters/2025-02-04-herrings.md").write_text(HERRINGS)
    show.built(root)
    suggest(root)
    return root


@pytest.fixture
def asked(_asked_once: Path, tmp_path: Path) -> Path:
    """A fresh copy of the tiny show, built, with one letter more and three links that wait."""
    return Path(shutil.copytree(_asked_once, tmp_path / "asked", symlinks=True))


def answer(root: Path, *answers: tuple[str, str]) -> dict[str, object]:
    (root / "answers.jsonl").write_text("".join(json.dumps({"id": one, "answer": said}) + "\n" for one, said in answers))
    done = podloom(root, "links", "review", "--answers", "answers.jsonl", "--json", check=True)
    return dict(json.loads(done.stdout))


def questions(root: Path) -> list[dict[str, object]]:
    done = podloom(root, "links", "review", "--json", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def lines(root: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / FILE).read_text().splitlines()]


def listed(root: Path, state: str = "published") -> list[str]:
    rows = json.loads(podloom(root, "links", "list", "--json", check=True).stdout)["links"]
    return [row["id"] for row in rows if row["state"] == state]


def notes(root: Path) -> list[str]:
    done = podloom(root, "build", "--json", check=True)
    return [row["warning"] for row in json.loads(done.stdout)["warnings"] if FILE in row["warning"]]


def page(root: Path, path: str) -> str:
    return (root / "build/site" / path / "index.html").read_text()


def hear(root: Path, slug: str, *said: Segment) -> None:
    """Let the engine find other words in the audio of an episode, as a new model would."""
    show.record(root / "recorded", root / f"content/episodes/{slug}/audio.wav", transcript(*said))
    chosen = root / "content/show.toml"
    chosen.write_text(chosen.read_text() + "threads = 2\n")


# ---- what is decided holds


def test_an_accepted_link_is_on_both_pages_after_the_next_build(asked: Path) -> None:
    answer(asked, (RISEN, "yes"))
    assert WHY not in page(asked, "letters/herrings") + page(asked, "episodes/two-clocks")
    show.built(asked)
    assert f"{WHY}." in page(asked, "letters/herrings")
    assert f"{WHY}, she writes." in page(asked, "episodes/two-clocks")
    rows = json.loads(podloom(asked, "links", "list", "--json", check=True).stdout)["links"]
    assert [row["score"] for row in rows if row["id"] == RISEN] == [1.0]


def test_a_rejected_link_is_gone_from_both_pages_and_stays_away(built: Path) -> None:
    assert NAMED in listed(built)
    answer(built, (NAMED, "no"))
    show.built(built)
    assert NAMED not in listed(built)
    assert listed(built, "rejected") == [NAMED]
    assert "Two Clocks Apart" not in page(built, "people/grace-holt")
    podloom(built, "build", "--again", "two-clocks", check=True)
    assert NAMED not in listed(built)


def test_a_rejection_holds_in_another_transcript_with_other_words_and_cuts(built: Path) -> None:
    answer(built, (NAMED, "no"))
    hear(
        built, "two-clocks",
        segment("So we come back to what Grace Holt said in counting warm about the survey.", 0.9, "Ada Byron"),
        segment("The sales people want the deal this quarter and an alliance takes years.", 6.3, "Ada Byron"),
    )  # fmt: skip
    assert notes(built) == []
    assert not [one for one in listed(built) if one.startswith("mentions:episode/two-clocks") and "grace-holt" in one]


def test_an_accepted_link_is_found_again_in_another_transcript(asked: Path) -> None:
    answer(asked, (SCORED, "yes"))
    hear(
        asked, "counting-warmth",
        segment("Welcome to a long table I'm Ada Byron today we ask if trust can be measured", 0.4, "Ada Byron"),
        segment("So you count what people do when trust is there, you score every quarter with both the teams.", 7.6, "Grace Holt"),
    )  # fmt: skip
    assert notes(asked) == []
    assert "related:issue/herrings#p-1~episode/counting-warmth#t-7" in listed(asked)


def test_a_decision_whose_passage_is_gone_is_told_and_kept(asked: Path) -> None:
    answer(asked, (SCORED, "yes"), (RISEN, "no"))
    before = (asked / FILE).read_bytes()
    hear(asked, "counting-warmth", segment("Nothing of this was said before by anybody at any table.", 0.2, "Ada Byron"))
    (note,) = notes(asked)
    assert note.startswith(f'{FILE}:1: "related" was accepted between issue/herrings#p-1 and episode/counting-warmth#t-8')
    assert (asked / FILE).read_bytes() == before
    assert not [one for one in listed(asked) if one.startswith("related:issue/herrings#p-1~")]


def test_a_decision_about_a_letter_that_was_taken_away_is_told_and_kept(asked: Path) -> None:
    answer(asked, (STARTED, "no"))
    (asked / "content/newsletters/2025-02-04-herrings.md").unlink()
    (note,) = notes(asked)
    assert "issue/herrings and episode/two-clocks" in note


def test_a_damaged_line_is_named_and_the_others_count(built: Path) -> None:
    answer(built, (NAMED, "no"))
    path = built / FILE
    (good,) = lines(built)
    wrong = [
        b'{"type": "mentions", "sou',
        b"\xff\xfe",
        json.dumps({**good, "type": "likes"}).encode(),
        json.dumps({**good, "target": {"kind": "theme", "slug": "tea"}}).encode(),
        json.dumps({**good, "verdict": "accept", "reason": " "}).encode(),
        json.dumps({**good, "target": good["source"]}).encode(),
    ]
    path.write_bytes(b"\n".join([*wrong, json.dumps(good).encode()]))
    told = [one.split(": ")[:2] for one in notes(built)]
    assert told == [[f"{FILE}:{number}", "this line is no decision"] for number in range(1, 7)]
    assert NAMED not in listed(built)
    answer(built, (NAMED, "yes"))
    assert path.read_bytes().split(b"\n")[:6] == wrong
    show.built(built)
    assert NAMED in listed(built)


def test_a_letter_that_started_nothing_as_the_host_says_is_not_shown_as_if_it_had(built: Path) -> None:
    started = "sparked:issue/slow-bread#p-2~episode/counting-warmth"
    assert started in listed(built)
    assert "Led to the episode" in page(built, "letters")
    answer(built, (started, "no"))
    show.built(built)
    assert "Led to the episode" not in page(built, "letters")


def test_a_decision_is_taken_back_by_the_opposite_one(asked: Path) -> None:
    answer(asked, (NAMED, "no"), (SCORED, "yes"))
    show.built(asked)
    answer(asked, (NAMED, "yes"), (SCORED, "no"))
    show.built(asked)
    assert NAMED in listed(asked)
    assert listed(asked, "rejected") == [SCORED]
    assert [line["verdict"] for line in lines(asked)] == ["reject", "accept", "accept", "reject"]


def test_a_decision_hears_tags_and_cuts_nothing_again(asked: Path) -> None:
    answer(asked, (NAMED, "no"))
    reasons = json.loads(podloom(asked, "why", "--json", check=True).stdout)
    assert {row["stage"] for row in reasons if not row["why"][0].startswith("waits")} == {"link"}


# ---- what is asked


def test_a_question_shows_both_ends_and_why(asked: Path) -> None:
    started, risen, scored = questions(asked)
    assert [row["id"] for row in (started, risen, scored)] == [STARTED, RISEN, SCORED]
    assert scored["reason"] == "Both count."
    source, target = scored["source"], scored["target"]
    assert isinstance(source, dict)
    assert isinstance(target, dict)
    assert (source["title"], source["date"], source["start"]) == ("Herrings", "2025-02-04", None)
    assert source["turns"][0]["text"].startswith("Every morning our herring cart")
    assert (target["title"], target["start"]) == ("Counting Warmth", 8.0)
    target = risen["target"]
    assert isinstance(target, dict)
    assert (target["start"], target["seconds"]) == (0.2, 6.0)
    target = scored["target"]
    assert isinstance(target, dict)
    assert target["turns"][0]["speaker"] == "Grace Holt"
    assert target["turns"][0]["text"].startswith("You count what people do")


def test_what_was_answered_is_not_asked_again_and_what_was_skipped_is(asked: Path) -> None:
    found = answer(asked, (SCORED, "yes"), (RISEN, "skip"), (STARTED, "no"))
    assert found["open"] == 1
    assert [row["id"] for row in questions(asked)] == [RISEN]


def test_either_end_of_a_related_link_may_be_named_first(asked: Path) -> None:
    kind, ends = SCORED.split(":")
    answer(asked, (f"{kind}:{'~'.join(reversed(ends.split('~')))}", "yes"))
    assert SCORED not in [row["id"] for row in questions(asked)]


def test_a_bad_answer_is_named_and_the_others_are_kept(asked: Path) -> None:
    rows = [
        json.dumps({"id": SCORED, "answer": "yes"}),
        "no JSON",
        json.dumps({"id": "related:issue/herrings#p-9~episode/counting-warmth#t-8", "answer": "yes"}),
        json.dumps({"id": RISEN, "answer": "perhaps"}),
        json.dumps({"id": RISEN, "answer": "no", "who": "Grace"}),
    ]
    (asked / "answers.jsonl").write_text("\n".join(rows))
    done = podloom(asked, "links", "review", "--answers", "answers.jsonl", "--who", "Ada")
    assert done.returncode == 2
    assert [number for number in range(1, 6) if f"answers.jsonl:{number}:" in done.stderr] == [2, 3, 4]
    assert "podloom links list" in done.stderr
    assert [(line["verdict"], line["who"]) for line in lines(asked)] == [("accept", "Ada"), ("reject", "Grace")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(line["when"])) for line in lines(asked))


def test_of_two_reviews_at_once_neither_loses_an_answer(asked: Path) -> None:
    """Each waits for the other's line: they take their answers one by one, as two front ends would."""
    command = [sys.executable, "-m", "pipeline", "links", "review", "--answers", "-"]
    many = 25
    both = [subprocess.Popen([*command, "--who", who], cwd=asked, stdin=subprocess.PIPE, text=True) for who in ("Ada", "Grace")]
    for number in range(many):
        for one in both:
            assert one.stdin
            one.stdin.write(json.dumps({"id": SCORED, "answer": ("yes", "no")[number % 2]}) + "\n")
            one.stdin.flush()
    for one in both:
        one.communicate()
        assert one.returncode == 0
    found = [line["who"] for line in lines(asked)]
    assert (found.count("Ada"), found.count("Grace")) == (many, many)


def test_a_build_and_the_status_say_in_a_line_what_waits(asked: Path) -> None:
    said = podloom(asked, "status", check=True).stdout.splitlines()[-1]
    assert said.startswith("3 links and ")
    assert "`podloom links review`, `podloom themes review`" in said
    assert json.loads(podloom(asked, "status", "--json", check=True).stdout)["waiting"]["links"] == 3
    assert said in podloom(asked, "build", check=True).stdout.splitlines()
    answer(asked, (SCORED, "yes"), (RISEN, "no"), (STARTED, "no"))
    assert "links review" not in podloom(asked, "status", check=True).stdout


def test_a_show_that_is_not_built_has_no_links_to_review_or_list(tiny: Path) -> None:
    for verb in ("review", "list"):
        done = podloom(tiny, "links", verb, "--json")
        assert done.returncode == 2
        assert "Run `podloom build` first." in done.stderr
    assert "review" not in podloom(tiny, "status", check=True).stdout


def test_where_nothing_waits_it_says_so_and_ends(built: Path) -> None:
    answer(built, *((str(row["id"]), "no") for row in questions(built)))
    assert questions(built) == []
    assert "No link waits for you. `podloom links list` shows" in terminal.keys(built, "", "links", "review").replace("\r\n", " ")


def test_without_a_terminal_one_message_says_what_to_do(built: Path) -> None:
    done = podloom(built, "links", "review")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "there is no terminal to ask in")


# ---- in a terminal


def keys(root: Path, pressed: str, columns: int = 80) -> list[str]:
    screen = terminal.keys(root, pressed, "links", "review", "--who", "Ada", columns=columns)
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in screen.splitlines()]


def test_one_key_answers_and_stopping_loses_nothing(asked: Path) -> None:
    before = [row["id"] for row in questions(asked)]
    screen = keys(asked, "ny\x03")
    assert "1 of 3  Did the first of these start the second?" in screen
    assert "Two Clocks Apart (2025-02-18) at 0:06" in screen  # the moment of the link; its passage begins at 0:00
    assert "  Ada Byron: We go back to what Grace Holt said in Counting Warmth about a" in screen
    assert f"Why it is suggested: {WHY}." in screen
    assert [line["verdict"] for line in lines(asked)] == ["reject", "accept"]
    assert [row["id"] for row in questions(asked)] == before[2:]
    assert "1 of 1  Do these two belong together?" in keys(asked, "q")


def test_other_keys_skip_go_back_and_change_an_answer(asked: Path) -> None:
    screen = keys(asked, "xsnbyq")
    assert "2 decisions written, 2 links open. `podloom build` publishes them." in screen
    assert [(line["verdict"], line["type"]) for line in lines(asked)] == [("reject", "related"), ("accept", "related")]
    assert [row["id"] for row in questions(asked)] == [STARTED, SCORED]


def test_no_line_is_wider_than_the_terminal(asked: Path) -> None:
    screen = [line for line in keys(asked, "ssq", columns=44) if not line.startswith("[y]es")]
    assert len(screen) > 20
    assert max(len(line) for line in screen) < 44


def test_after_twenty_questions_the_host_is_asked_whether_she_has_had_enough(asked: Path) -> None:
    many = tuple(
        Link(kind, Place("issue", letter), Place("episode", episode), reason=f"{WHY}.", echo=f"{WHY}.", score=0.5)
        for kind in decisions.TYPES
        for letter in ("herrings", "slow-bread", "afterwards")
        for episode in ("two-clocks", "counting-warmth")
    )
    wait(asked, many)
    open_ = len(questions(asked))
    assert open_ > 22
    screen = keys(asked, "s" * 19 + "n" + "nbnxq")
    assert f"Enough for today? {open_ - 20} questions are left." in screen
    assert not [line for line in screen if line.startswith("21 of")]
    assert [line["verdict"] for line in lines(asked)] == ["reject"] * 2  # no key but g goes on; b goes back to the twentieth
    screen = keys(asked, "s" * 20 + "gq")
    assert [line for line in screen if line.startswith("21 of")]
    assert "Nothing was decided; " in screen[-1]


def test_a_terminal_that_is_closed_ends_the_review_and_keeps_what_was_answered(asked: Path) -> None:
    errors = asked / "errors.txt"
    assert terminal.closed(asked, "n", errors, "links", "review") == 0
    assert errors.read_text() == ""
    assert [line["verdict"] for line in lines(asked)] == ["reject"]


def test_what_is_said_to_a_terminal_that_was_closed_goes_nowhere(asked: Path) -> None:
    errors = asked / "errors.txt"
    assert terminal.talking(asked, errors) == 0
    assert errors.read_text() == "the input ended"


# ---- the list


def test_the_list_of_an_item_holds_its_own_links_with_ends_and_reason(asked: Path) -> None:
    said = podloom(asked, "links", "list", "two-clocks", check=True).stdout
    assert "published  mentions   Two Clocks Apart at 0:00 -> Grace Holt\n    Names Grace Holt.\n" in said
    assert f"waiting    related    Herrings, p-1 <-> Two Clocks Apart at 0:06\n    {WHY}.\n    {RISEN}\n" in said
    assert "issue/slow-bread#p-2" not in said
    assert said.endswith(" published, 2 waiting, 0 rejected.\n")


def test_an_item_that_is_none_is_told_with_the_nearest(built: Path) -> None:
    done = podloom(built, "links", "list", "two-clock")
    assert done.returncode == 2
    assert 'Did you mean "two-clocks"?' in done.stderr


# ---- which decision is on which link

LONG = "We count what people do when trust is there and we score it every quarter with both teams in one room"
NEXT = "Then the boat went out to the harbour with barrels and ropes and nobody said a word about anything at all"
LETTER = "The scorecard she keeps with her partner has five indicators and both of them fill it in every quarter"


def shelf(*said: Passage) -> Library:
    """The small show of the makers, with these passages said in its second episode and one letter of one paragraph."""
    passages = {"episode/two-clocks": said, "issue/phone": (written(1, LETTER),)}
    return msgspec.structs.replace(table(), passages=passages, links=())


def passage(start: float, end: float, text: str) -> Passage:
    return Passage(f"t-{int(start)}", text, (Sentence(text, start),), start, end)


def link(kind: str = "related", anchor: str = "t-10", seconds: float = 10.0, score: float = 0.5, back: bool = False) -> Link:
    ends = Place("issue", "phone", "p-1"), Place("episode", "two-clocks", anchor, seconds)
    return Link(kind, *(ends[::-1] if back else ends), reason="Both count.", echo="Both count.", score=score)


def decided(verdict: str, kind: str = "related", text: str = LONG, start: float = 10.0, end: float = 20.0) -> LinkDecision:
    heard = LinkEnd("episode", "two-clocks", f"t-{int(start)}", text, start, end, start)
    ends = {"source": LinkEnd("issue", "phone", "p-1", f"{LETTER}"), "target": heard}
    return msgspec.convert({"type": kind, **{name: msgspec.to_builtins(one) for name, one in ends.items()}, "verdict": verdict,
                            "reason": "Both count.", "echo": "Both count."}, LinkDecision)  # fmt: skip


def test_a_decision_on_one_type_is_none_on_another_between_the_same_ends() -> None:
    both = (link("mentions"), link("related"))
    settled = decisions.settle(both, (), [decided("reject")], shelf(passage(10, 20, LONG)))
    assert [one.type for one in settled.published] == ["mentions"]
    settled = decisions.settle((), both, [decided("accept")], shelf(passage(10, 20, LONG)))
    assert ([one.type for one in settled.published], [one.type for one in settled.waiting]) == (["related"], ["mentions"])


def test_direction_does_not_matter_for_what_is_related_and_does_for_what_is_named() -> None:
    library = shelf(passage(10, 20, LONG))
    assert decisions.settle((link(back=True),), (), [decided("reject")], library).published == ()
    kept = decisions.settle((link("mentions", back=True),), (), [decided("reject", "mentions")], library).published
    assert kept == (link("mentions", back=True),)


def test_both_halves_of_a_passage_that_was_rejected_are_rejected_and_so_is_a_longer_one() -> None:
    half, rest = " ".join(LONG.split()[:9]), " ".join(LONG.split()[9:])
    halves = shelf(passage(10, 14, half), passage(14, 20, rest), passage(20, 30, NEXT))
    found = (link(), link(anchor="t-14", seconds=14.0, score=0.99), link(anchor="t-20", seconds=20.0))
    settled = decisions.settle(found, (), [decided("reject")], halves)
    assert [one.target.passage for one in settled.published] == ["t-20"]
    assert [one.target.passage for one in settled.rejected] == ["t-14"]
    longer = shelf(passage(10, 30, f"{LONG} {NEXT}"))
    assert decisions.settle((), (link(score=0.99),), [decided("reject")], longer).waiting == ()


def test_of_the_halves_of_an_accepted_passage_the_one_is_published_that_is_still_found() -> None:
    half, rest = " ".join(LONG.split()[:9]), " ".join(LONG.split()[9:])
    halves = shelf(passage(10, 14, half), passage(14, 20, rest))
    assert [one.target.passage for one in decisions.settle((), (link(),), [decided("accept")], halves).published] == ["t-10"]
    assert [one.target.passage for one in decisions.settle((), (), [decided("accept")], halves).published] == ["t-14"]


def test_who_accepts_what_she_had_rejected_is_asked_about_its_other_half_again() -> None:
    half, rest = " ".join(LONG.split()[:9]), " ".join(LONG.split()[9:])
    found = (link(score=0.4), link(anchor="t-14", seconds=14.0))
    halves = shelf(passage(10, 14, half), passage(14, 20, rest))
    settled = decisions.settle((), found, [decided("reject"), decided("accept")], halves)
    assert [(one.target.passage, one.score) for one in settled.published] == [("t-14", 1.0)]
    assert [(one.target.passage, one.score) for one in settled.waiting] == [("t-10", 0.4)]
    assert settled.rejected == ()


def test_what_is_said_of_two_items_holds_wherever_it_was_read() -> None:
    library = shelf(passage(10, 20, LONG), passage(20, 30, NEXT))
    elsewhere = link("sparked", "t-20", 20.0)
    assert decisions.settle((), (elsewhere,), [decided("reject", "sparked")], library).waiting == ()
    without = shelf(passage(20, 30, NEXT))
    (kept,) = decisions.settle((), (), [decided("accept", "sparked")], without).published
    assert kept.target == Place("episode", "two-clocks")


def pointed(paragraph: int, anchor: str = "", seconds: float | None = None) -> Link:
    ends = Place("issue", "phone", f"p-{paragraph}"), Place("episode", "two-clocks", anchor, seconds)
    return Link("announces", *ends, reason="Links to this episode.", echo="Links here.")


def test_every_link_that_was_written_is_published_where_nothing_is_decided_about_it() -> None:
    library = shelf(passage(10, 20, LONG), passage(20, 30, NEXT))
    written_ones = (
        pointed(1, "t-10", 12.0), pointed(2, "t-10", 15.0), pointed(2, "t-20", 21.0), pointed(3), pointed(4),
        link("mentions"), link("mentions", seconds=12.0), link("cites-url"), link("cites-url", "t-20", 20.0),
    )  # fmt: skip
    settled = decisions.settle(written_ones, (link(), link(score=0.4)), (), library)
    assert settled.published == written_ones
    assert settled.waiting == (link(),)


def test_a_decision_on_a_mark_with_a_time_is_none_on_one_with_another() -> None:
    library = shelf(passage(10, 20, LONG), passage(20, 30, NEXT))
    both = (pointed(1, "t-10", 12.0), pointed(2, "t-20", 21.0), pointed(3))
    said = decided("reject", "announces")
    assert decisions.settle(both, (), [said], library).published == both[1:]
    kept = decisions.settle(both, (), [decided("accept", "announces")], library).published
    assert kept == both
    whole = msgspec.structs.replace(said, target=LinkEnd("episode", "two-clocks"))
    assert decisions.settle(both, (), [whole], library).published == both[:2]
    assert decisions.settle(both, (), [said], shelf(passage(20, 30, NEXT))).gone == (said,)


def test_what_was_refused_can_be_kept_out_before_anything_is_ranked() -> None:
    half, rest = " ".join(LONG.split()[:9]), " ".join(LONG.split()[9:])
    halves = shelf(passage(10, 14, half), passage(14, 20, rest), passage(20, 30, NEXT))
    refused = decisions.refused([decided("reject")], halves)
    here, there = Place("issue", "phone", "p-1"), [Place("episode", "two-clocks", f"t-{at}", float(at)) for at in (10, 14, 20)]
    assert [refused("related", here, one) for one in there] == [True, True, False]
    assert [refused("related", one, here) for one in there] == [True, True, False]
    assert [refused("mentions", here, one) for one in there] == [False] * 3
    assert refused.pairs("related") == tuple(
        (("episode/two-clocks", anchor), ("issue/phone", "p-1")) for anchor in ("t-10", "t-14")
    )
    assert refused.pairs("sparked") == ()


def test_what_was_accepted_since_or_is_gone_is_not_refused() -> None:
    library = shelf(passage(10, 20, LONG))
    assert decisions.refused([decided("reject"), decided("accept")], library) == decisions.Refused()
    assert decisions.refused([decided("accept"), decided("reject")], library).pairs("related")
    assert decisions.refused([decided("reject")], shelf(passage(20, 30, NEXT))) == decisions.Refused()
    assert decisions.refused([decided("accept")], library) == decisions.Refused()
    started = decisions.refused([decided("reject", "sparked")], library)
    assert started("sparked", Place("issue", "phone"), Place("episode", "two-clocks", "t-10", 12.0))


@given(st.lists(st.tuples(st.sampled_from(["accept", "reject"]), st.sampled_from(["related", "mentions", "sparked"])), max_size=5))
def test_what_is_refused_is_what_settling_keeps_out(said: list[tuple[str, str]]) -> None:
    library = shelf(passage(10, 20, LONG), passage(20, 30, NEXT))
    found = [
        link(kind, anchor, seconds)
        for kind in ("related", "mentions", "sparked")
        for anchor, seconds in (("t-10", 10.0), ("t-20", 20.0))
    ]
    lines_ = [decided(verdict, kind) for verdict, kind in said]
    refused = decisions.refused(lines_, library)
    kept = [one for one in found if not refused(one.type, one.source, one.target)]
    assert decisions.settle(found, (), lines_, library).published == decisions.settle(kept, (), lines_, library).published


def test_a_quote_is_shown_only_where_it_stands() -> None:
    one = msgspec.structs.replace(decided("accept"), quote=f"{LETTER}.")
    (kept,) = decisions.settle((), (), [one], shelf(passage(10, 20, LONG))).published
    assert kept.quote == f"{LETTER}."
    other = msgspec.structs.replace(one, quote="A sentence that stood there once, of herrings and their price.")
    (kept,) = decisions.settle((), (), [other], shelf(passage(10, 20, LONG))).published
    assert kept.quote == ""


@given(st.lists(st.sampled_from(["accept", "reject"]), max_size=5), st.booleans())
def test_the_last_decision_counts_and_no_link_is_in_two_places(verdicts: list[str], unasked: bool) -> None:
    library = shelf(spoken(10, f"{LONG}."), passage(20, 30, NEXT))
    found, other = link(), link(anchor="t-20", seconds=20.0)
    said = [decided(one, text=f"{LONG}.") for one in verdicts]
    settled = decisions.settle((found, other) if unasked else (), () if unasked else (found, other), said, library)
    places = [[one.target.passage for one in part] for part in (settled.published, settled.waiting, settled.rejected)]
    last = verdicts[-1] if verdicts else ""
    mine = {"accept": 0, "reject": 2}.get(last, 0 if unasked else 1)
    assert [part.count("t-10") for part in places] == [int(place == mine) for place in range(3)]
    assert [part.count("t-20") for part in places] == [int(unasked), int(not unasked), 0]
    assert settled.gone == ()


def test_decisions_that_are_gone_are_told_once_for_each_link() -> None:
    settled = decisions.settle((), (), [decided("accept"), decided("reject"), decided("reject", "mentions")], shelf())
    assert [(one.type, one.verdict) for one in settled.gone] == [("related", "reject"), ("mentions", "reject")]
    assert settled.published == settled.waiting == settled.rejected == ()


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂🙂", "word " * 10_000, "信頼は四半期ごとに測るものだと彼女は言いました"])
def test_odd_passages_are_decided_about_like_any_other(text: str) -> None:
    library = shelf(passage(10, 20, text))
    assert decisions.settle((link(),), (), [decided("reject", text=text)], library).published == ()


@pytest.mark.parametrize("verb", ["review", "list"])
def test_each_has_examples_and_the_common_options(tmp_path: Path, verb: str) -> None:
    said = podloom(tmp_path, "links", verb, "--help", check=True).stdout
    assert f"podloom links {verb}" in said.split("Examples:")[1]
    assert all(option in said for option in ("--root", "--json", "-q", "-v"))
    if verb == "list":
        assert "an organisation or a book" in " ".join(said.split())
