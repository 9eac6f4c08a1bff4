import pytest

from pipeline.model import Transcript
from pipeline.transcribe import naming
from pipeline.transcribe.calling import calls
from tests.make import segment, transcript

MIRA, TOBIAS, INES = "Mira Halden", "Tobias Renner", "Ines Caldeira"


def said(*turns: tuple[str, str]) -> Transcript:
    """Make a transcript of (voice, text) pairs."""
    return transcript(*(segment(text, 10.0 * index, voice) for index, (voice, text) in enumerate(turns)))


def named(*turns: tuple[str, str], hosts: tuple[str, ...] = (MIRA,), guests: tuple[str, ...] = (TOBIAS,)) -> dict[str, str]:
    return naming.names(said(*turns), hosts, guests, ())


def test_the_front_matter_is_the_truth_whatever_is_said() -> None:
    talk = said(("1", "I'm Mira Halden."), ("2", "Thank you, Mira."))
    assert naming.names(talk, (MIRA,), (TOBIAS,), (TOBIAS, MIRA)) == {"1": TOBIAS, "2": MIRA}


def test_with_fewer_voices_than_the_front_matter_names_the_order_tells_nothing() -> None:
    talk = said(("1", "I'm Mira Halden."), ("2", "Good to be here."))
    assert naming.names(talk, (MIRA,), (TOBIAS, INES), (TOBIAS, MIRA, INES)) == {"1": MIRA}


def test_who_introduces_herself_is_named_and_so_is_the_only_other_one() -> None:
    assert named(("1", "Welcome. I'm Mira Halden."), ("2", "Good to be here.")) == {"1": MIRA, "2": TOBIAS}


def test_a_misheard_name_is_understood() -> None:
    assert named(("1", "I'm Mira Holden."), ("2", "Hm.")) == {"1": MIRA, "2": TOBIAS}
    joost = "Joost Verbrugge"
    talk = (("1", "My guest today is Yost Fabrugge."), ("2", "Yes."), ("1", "Yost Vibruga, thank you."))
    assert named(*talk, guests=(joost,)) == {"1": MIRA, "2": joost}


def test_one_who_is_greeted_answers() -> None:
    assert named(("1", "So, welcome to the show, Tobias."), ("2", "Good to be here.")) == {"1": MIRA, "2": TOBIAS}


def test_one_who_is_thanked_spoke_before() -> None:
    talk = (("1", "And that was it."), ("2", "It was great fun."), ("3", "Thank you so much for coming, Ines."))
    assert named(*talk, guests=(TOBIAS, INES))["2"] == INES


def test_three_voices_are_named_by_what_each_calls_another() -> None:
    talk = (
        ("1", "Hello, I'm Mira Halden."),
        ("1", "Welcome, Tobias."),
        ("2", "Thank you, Mira."),
        ("1", "And welcome, Ines."),
        ("3", "Hello."),
    )
    assert named(*talk, guests=(TOBIAS, INES)) == {"1": MIRA, "2": TOBIAS, "3": INES}


def test_of_three_voices_only_the_known_one_is_named() -> None:
    talk = (("1", "Hello, I'm Mira Halden."), ("2", "Hello."), ("3", "Hello there."))
    assert named(*talk, guests=(TOBIAS, INES)) == {"1": MIRA}


@pytest.mark.parametrize(
    "text",
    [
        "He said I am Tobias and walked off.",
        "People think I'm Tobias.",
        "I'm Tobias's sister.",
        "Yes, I am, Tobias.",
        "I'm Peter Novak.",
        "I'm Tobias Novak.",
        "Last month Tobias Renner sat in your chair.",
        "She said, thank you, Tobias.",
        "I'm looking in the mirror.",
        "Everybody knows Tobias.",
    ],
)
def test_talk_about_somebody_names_nobody(text: str) -> None:
    assert named(("1", text), ("2", "Quite so.")) == {}


def test_a_single_bare_address_is_too_little() -> None:
    talk = (("1", "What do you do, Tobias?"), ("2", "I count."), ("3", "So do I."))
    assert named(*talk, guests=(TOBIAS, INES)) == {}


def test_contradictions_leave_voices_without_names() -> None:
    assert named(("1", "I'm Mira Halden."), ("2", "And I'm Mira Halden too.")) == {}


def test_a_first_name_that_two_people_share_tells_nobody() -> None:
    talk = (("1", "I'm Mira."), ("2", "Hello."))
    assert named(*talk, guests=("Mira Novak",)) == {}
    talk = (("1", "I'm Mira Halden."), ("2", "Hello."))
    assert named(*talk, guests=("Mira Novak",)) == {"1": MIRA, "2": "Mira Novak"}


def test_nobody_outside_the_episode_is_named() -> None:
    assert named(("1", "I'm Peter."), ("2", "Welcome, Peter."), hosts=(), guests=()) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ich bin Mira Halden.", "self"),
        ("Mijn naam is Mira Halden.", "self"),
        ("Ich heiße Mira Halden.", "self"),
        ("Je m’appelle Mira Halden.", "self"),  # noqa: RUF001  # the sign that editors put
        ("Herzlich willkommen, Mira.", "greets"),
        ("Goedemorgen Mira.", "greets"),
        ("Mira, welcome.", "greets"),
        ("Dank je wel, Mira.", "thanks"),
        ("Mira Halden, thank you so much.", "thanks"),
        ("With me today is Mira Halden.", "presents"),
        ("What do you think, Mira?", "call"),
    ],
)
def test_greetings_of_several_languages_are_known(text: str, kind: str) -> None:
    assert [(call.kind, call.person) for call in calls(text, (MIRA, TOBIAS))] == [(kind, MIRA)]


def test_names_take_the_place_of_voices_and_nothing_else_changes() -> None:
    talk = said(("1", "One."), ("2", "Two."), ("", "Three."))
    renamed = naming.rename(talk, {"1": MIRA})
    assert [cue.speaker for cue in renamed.segments] == [MIRA, "", ""]
    assert [cue.words for cue in renamed.segments] == [cue.words for cue in talk.segments]


def test_the_host_is_told_which_voices_have_no_name() -> None:
    assert naming.notes({"1", "2"}, {"1": MIRA, "2": TOBIAS}) == ()
    (note,) = naming.notes({"1", "2", "3"}, {"1": MIRA})
    assert note.startswith("voices 2, 3 have no name")
    assert "`speakers:`" in note
