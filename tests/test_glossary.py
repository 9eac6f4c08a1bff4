import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import glossary
from pipeline.errors import FaultsError, InputError, ShowError
from pipeline.glossary import Term
from pipeline.model import Segment, Transcript, Word
from tests.make import segment, transcript

NAME = Term("Anoop Menon", ("a noop menon", "Anup Menon"))
REPO = Path(__file__).parent.parent


def said(text: str, *terms: Term) -> str:
    """Return what stands in a cue after replacing; its words must say the same."""
    (cue,) = glossary.replace(transcript(segment(text, 10.0)), terms or (NAME,)).segments
    assert " ".join(word.text for word in cue.words) == cue.text
    return cue.text


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def load(tmp_path: Path, text: str) -> tuple[Term, ...]:
    path = tmp_path / "glossary.toml"
    path.write_text(text, "utf-8")
    return glossary.load(path)


# ---- the file


def test_a_show_may_have_no_glossary(tmp_path: Path) -> None:
    assert glossary.load(tmp_path / "glossary.toml") == ()


def test_terms_are_read_as_they_are_written_without_stray_blanks(tmp_path: Path) -> None:
    text = '[[term]]\nwrite = " Anoop  Menon"\nheard = ["a noop  menon"]\n\n[[term]]\nwrite = "QBR"\nhint = false\n'
    assert load(tmp_path, text) == (Term("Anoop Menon", ("a noop menon",)), Term("QBR", hint=False))


FAULTS = [
    ('write = ""', 2, "has no letters"),
    ('write = "?!"', 2, "has no letters"),
    (f'write = "{"very " * 9}"', 2, "longer than 8 words"),
    (f'write = "{"x" * 101}"', 2, "100 characters"),
    ('write = "Anoop"\nheard = [""]', 3, "has no letters"),
    ('write = "Anoop"\nheard = ["one two three four five six seven eight noop"]', 3, "longer than 8 words"),
    ('write = "Anoop"\nheard = ["no"]', 3, "fewer than 3 letters"),
    ('write = "Anoop"\nheard = ["a b."]', 3, "ends with a sign"),
    ('write = "Anoop"\nheard = [".noop"]', 3, "starts or ends with a sign"),
    ('write = "Anoop"\nheard = ["new"]', 3, "is common English"),
    ('write = "Anoop"\nheard = ["A-New"]', 3, "is common English"),
    ('write = "Anoop"\nheard = ["Anoop"]', 3, "is what is written"),
    ('write = "Anoop"\nheard = "anup"', 3, "a list"),
    ('write = "Anoop"\nherd = ["anup"]', 3, 'unknown key "herd"'),
    ('heard = ["anup"]', 1, '"write" is missing'),
]


@pytest.mark.parametrize(("lines", "number", "message"), FAULTS)
def test_a_term_that_would_wreck_texts_is_refused_with_its_line(tmp_path: Path, lines: str, number: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, f"[[term]]\n{lines}\n")
    assert caught.value.where == f"content/glossary.toml:{number}"
    assert message in str(caught.value)


def test_all_faults_of_the_file_are_told_at_once(tmp_path: Path) -> None:
    blocks = ('write = "Lumetra"\nheard = ["loo metra"]', 'write = "Loom"\nheard = ["Loo-Metra", "lumetra"]', 'write = "Loom"')
    with pytest.raises(FaultsError) as caught:
        load(tmp_path, "".join(f"[[term]]\n{block}\n" for block in blocks))
    assert [(fault.where, fault.message) for fault in caught.value.faults] == [
        ("content/glossary.toml:8", '"Loom" is written twice'),
        ("content/glossary.toml:6", 'heard = "Loo-Metra" belongs to "Lumetra" too'),
        ("content/glossary.toml:6", 'heard = "lumetra" belongs to "Lumetra" too'),
    ]
    assert all(fault.remedy for fault in caught.value.faults)


toml_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=30)


@given(st.lists(st.tuples(toml_text, st.lists(toml_text, max_size=3)), max_size=4))
def test_any_terms_are_read_or_refused_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, list[str]]]
) -> None:
    blocks = (f"[[term]]\nwrite = {quoted(write)}\nheard = [{', '.join(map(quoted, heard))}]\n" for write, heard in rows)
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("".join(blocks), "utf-8")
    try:
        terms = glossary.load(path, "any.toml")
    except FaultsError as several:
        assert all(fault.where.startswith("any.toml:") for fault in several.faults)
    except ShowError as fault:
        assert fault.where.startswith("any.toml:")
    else:
        assert len(terms) == len(rows)


# ---- hints


def test_this_episodes_names_come_first_then_terms_then_the_rest_of_the_show() -> None:
    terms = (Term("QBR"), Term("loud", hint=False), Term("mira halden"))
    assert glossary.hints(terms, ("Ines  Caldeira", "Mira Halden"), ("INES CALDEIRA", "Joost")) == (
        "Ines Caldeira", "Mira Halden", "QBR", "Joost",
    )  # fmt: skip


# ---- replacements


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I met a noop menon there.", "I met Anoop Menon there."),
        ("I met A Noop Menon, there.", "I met Anoop Menon, there."),
        ("It was “a noop menon.”", "It was “Anoop Menon.”"),
        ("(Anup Menon)", "(Anoop Menon)"),
        ("anup menon's desk", "Anoop Menon's desk"),
        ("anup menon\u2019s desk", "Anoop Menon\u2019s desk"),
        ("Anup Menon'll come", "Anoop Menon'll come"),
        ("a-noop menon", "Anoop Menon"),
        ("the Anup-Menon-led team", "the Anoop Menon-led team"),
        ("met Anup Menon—who left", "met Anoop Menon—who left"),
        ("ANUP MENON ANUP MENON", "Anoop Menon Anoop Menon"),
        # not the same words
        ("a noop menons desk", "a noop menons desk"),
        ("a noophile menon", "a noophile menon"),
        ("banana noop menon", "banana noop menon"),
        ("a noop. Menon left", "a noop. Menon left"),
        ("a noop, menon", "a noop, menon"),
        ("anup_menon", "anup_menon"),
        ("mail anup menon@example.org", "mail anup menon@example.org"),
    ],
)
def test_a_name_is_put_in_where_it_was_surely_misheard(text: str, wanted: str) -> None:
    assert said(text) == wanted


def test_accents_case_and_apostrophes_are_compared_as_people_read_them() -> None:
    term = Term("Zoë O\u2019Brian", ("Zoé O'Brien", "STRASSE zoe"))
    assert said("with " + unicodedata.normalize("NFD", "ZOÉ o\u2019brien") + ".", term) == "with Zoë O\u2019Brian."
    assert said("straße zoe", term) == "Zoë O\u2019Brian"
    assert said("zoe o'brien", term) == "zoe o'brien"


def test_letters_of_hindi_are_whole_with_their_marks() -> None:
    assert said("हिन्दी में", Term("Hindi", ("हिन्दी",))) == "Hindi में"
    assert said("हिन्दी में", Term("Hindi", ("हिन्द",))) == "हिन्दी में"


def test_the_longest_fits_first_and_what_is_right_is_left_alone() -> None:
    terms = (Term("Menon", ("menin",)), Term("Anoop Menon", ("a noop menin",)), Term("Menin Group"), Term("noop", ("knoop",)))
    assert said("A noop menin met menin at Menin Group, knoop.", *terms) == "Anoop Menon met Menon at Menin Group, noop."


def test_a_part_of_the_right_name_is_not_made_the_whole_name_again() -> None:
    term = Term("Anoop Menon", ("Menon Anoop", "menon"))
    assert said("Anoop Menon and Menon.", term) == "Anoop Menon and Anoop Menon."


def test_nothing_is_replaced_twice() -> None:
    assert said("alpha", Term("Bravo", ("alpha",)), Term("Charlie", ("bravo two",))) == "Bravo"
    assert said("alpha two", Term("Bravo", ("alpha",)), Term("Charlie", ("bravo two",))) == "Bravo two"


def test_a_sentence_keeps_its_capital_and_a_brand_its_small_letter() -> None:
    terms = (Term("sales cycle", ("sails cycle",)), Term("iPhone", ("eye phone",)))
    assert said("Sails cycle. Sails cycle, Sails Cycle.", *terms) == "Sales cycle. Sales cycle, sales cycle."
    assert said("Eye phone", *terms) == "iPhone"


def test_a_term_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    assert said("at acme ink.", Term("Acme Inc.", ("acme ink",))) == "at Acme Inc."
    assert said("at acme ink now", Term("Acme Inc.", ("acme ink",))) == "at Acme Inc. now"


def test_as_many_words_keep_their_times_and_others_share_them_by_length() -> None:
    cue = segment("met Anup Menon and a noop menon", 10.0)
    new = glossary.replace(transcript(cue), (NAME,)).segments[0]
    assert new.words[:4] == (cue.words[0], Word(10.3, 10.6, "Anoop"), cue.words[2], cue.words[3])
    assert new.words[4:] == (Word(11.2, 11.65, "Anoop"), Word(11.65, 12.1, "Menon"))
    assert (new.start, new.end) == (cue.start, cue.end)


def test_a_name_that_two_cues_split_is_found() -> None:
    told = transcript(segment("so then a", 0.0, "Ann"), segment("noop menon said", 0.9, "Ann"))
    first, second = glossary.replace(told, (NAME,)).segments
    assert (first.text, second.text) == ("so then Anoop", "Menon said")
    assert (first.end, second.start) == (1.05, 1.05)
    assert (first.start, second.end) == (0.0, 1.8)


def test_a_cue_that_gave_its_only_word_away_is_gone() -> None:
    told = transcript(segment("we use pod", 0.0), segment("loom", 0.9), segment("Yes.", 3.0))
    new = glossary.replace(told, (Term("Podloom", ("pod loom",)),))
    assert [cue.text for cue in new.segments] == ["we use Podloom", "Yes."]
    assert new.segments[0].end == 1.2


def test_words_of_two_people_or_around_a_pause_are_no_name() -> None:
    split = (segment("a", 0.0, "Ann"), segment("noop menon", 0.3, "Bob"))
    apart = (segment("a", 0.0, "Ann"), segment("noop menon", 2.0, "Ann"))
    for told in (transcript(*split), transcript(*apart)):
        assert glossary.replace(told, (NAME,)) == told


def test_a_transcript_without_words_is_changed_in_its_text_and_not_in_its_times() -> None:
    told = transcript(Segment(0.0, 2.0, "met a"), Segment(2.0, 4.0, "noop menon, so"), Segment(4.0, 5.0, "two  blanks"))
    cues = glossary.replace(told, (NAME,)).segments
    assert cues == (Segment(0.0, 2.0, "met Anoop"), Segment(2.0, 4.0, "Menon, so"), told.segments[2])


def glued(*texts: str) -> Transcript:
    spoken = tuple(Word(float(at), at + 1.0, text) for at, text in enumerate(texts))
    return transcript(Segment(0.0, float(len(texts)), "".join(texts), words=spoken), language="ja")


def test_a_language_without_blanks_gets_none() -> None:
    terms = (Term("アヌープ", ("アヌ プー", "アノープ")), Term("Podloom", ("pod loom",)))
    new = glossary.replace(glued("今日", "アヌ", "プー", "は", "、", "Pod", "loom", "を", "pod", "loom", "s"), terms).segments[0]
    assert new.text == "今日アヌープは、Podloomをpodlooms"
    assert "".join(word.text for word in new.words) == new.text
    assert new.words[1] == Word(1.0, 3.0, "アヌープ")


def test_everything_else_of_a_transcript_stays() -> None:
    told = msgspec.structs.replace(transcript(segment("Anup Menon")), doubts=())
    new = glossary.replace(told, (NAME,))
    assert msgspec.structs.replace(new, segments=told.segments) == told


def test_the_demos_transcripts_stay_as_they_are_under_a_glossary_of_other_names() -> None:
    terms = (NAME, Term("Podloom", ("pod loom", "podlum")), Term("NetSuite", ("net suite",)), Term("Portway", ("port way",)))
    for path in sorted((REPO / "tests/data/truth").glob("*.json")):
        turns = msgspec.json.decode(path.read_bytes())["turns"]
        told = transcript(*(segment(turn["text"], float(at * 100), turn["speaker"]) for at, turn in enumerate(turns)))
        assert glossary.replace(told, terms) is not None
        assert glossary.replace(told, terms) == told


# ---- properties

heard_words = st.sampled_from(["ka", "ke", "Ki", "KO", "k\u2019u", "ka-ke"])
signs = st.sampled_from(["", "", "", ",", ".", "'s", "!”", " —"])


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    """A transcript of few words, so that most of what is heard is found, over any borders."""
    at, segments = 0.0, []
    for _ in range(draw(st.integers(0, 6))):
        words = []
        for _ in range(draw(st.integers(1, 6))):
            text = draw(st.sampled_from(["", "(", "“"])) + draw(heard_words) + draw(signs).strip()
            end = round(at + draw(st.integers(10, 900)) / 1000, 3)
            words.append(Word(at, end, text))
            at = round(end + draw(st.integers(0, 300)) / 1000, 3)
        speaker = draw(st.sampled_from(["", "Ann"]))
        segments.append(Segment(words[0].start, words[-1].end, " ".join(word.text for word in words), speaker, tuple(words)))
    return transcript(*segments)


phrases = st.lists(heard_words, min_size=1, max_size=4).map(" ".join)
glossaries = st.lists(
    st.builds(Term, st.lists(st.sampled_from(["Zo", "zu", "Zi."]), min_size=1, max_size=3).map(" ".join), st.tuples(phrases)),
    max_size=5,
)


@given(talks(), glossaries)
def test_times_stay_in_order_and_within_their_cues_and_texts_are_their_words(told: Transcript, terms: list[Term]) -> None:
    new = glossary.replace(told, terms)
    for cue in new.segments:
        assert cue.text == " ".join(word.text for word in cue.words)
        assert cue.start <= cue.words[0].start
        assert cue.words[-1].end <= cue.end
        assert all(word.start <= word.end for word in cue.words)
        assert all(before.end <= after.start for before, after in pairwise(cue.words))
    assert all(before.end <= after.start for before, after in pairwise(new.segments))
    if told.segments:
        assert (new.segments[0].start, new.segments[-1].end) == (told.segments[0].start, told.segments[-1].end)


@given(talks(), glossaries)
def test_replacing_twice_is_replacing_once(told: Transcript, terms: list[Term]) -> None:
    once = glossary.replace(told, terms)
    assert glossary.replace(once, terms) == once


@given(talks(), st.lists(st.builds(Term, st.text(min_size=1), st.tuples(st.text("xyz ", min_size=1))), max_size=4))
def test_without_a_match_nothing_changes(told: Transcript, terms: list[Term]) -> None:
    assert glossary.replace(told, terms) == told


@given(st.text(), st.lists(st.builds(Term, st.text(), st.tuples(st.text())), max_size=4))
def test_no_text_and_no_term_makes_it_fail(text: str, terms: list[Term]) -> None:
    told = transcript(Segment(0.0, 1.0, text))
    assert len(glossary.replace(told, terms).segments) <= 1


def test_five_hundred_terms_are_looked_for_in_ten_thousand_words() -> None:
    heard = [f"w{number} w{number + 1} w{number % 7} long winded phrase end{number}" for number in range(500)]
    terms = [Term(f"Term {number}", (one, f"v{number}")) for number, one in enumerate(heard)]
    text = " ".join(f"w{number % 500} w{number % 500 + 1}" for number in range(4900)) + " v7 v8 " * 100
    told = transcript(*(segment(" ".join(text.split()[at : at + 20]), at * 0.3) for at in range(0, 10_000, 20)))
    new = glossary.replace(told, terms)
    assert sum(cue.text.count("Term 7") for cue in new.segments) == 100
