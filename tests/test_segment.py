from hypothesis import given
from hypothesis import strategies as st

from pipeline import segment
from pipeline.model import Block, Chapter, Segment, Transcript
from tests.make import segment as cue
from tests.make import transcript


def said(*texts: str, speaker: str = "", gap: float = 0.1) -> tuple[Segment, ...]:
    cues, start = [], 0.5
    for text in texts:
        cues.append(cue(text, start, speaker))
        start = cues[-1].end + gap
    return tuple(cues)


def test_a_turn_ends_where_the_speaker_changes() -> None:
    found = segment.turns(
        transcript(cue("Hello there.", 0.5, "Ada"), cue("Hello you.", 2.0, "Grace"), cue("And more.", 4.0, "Grace"))
    )
    assert [(one.speaker, one.text) for one in found] == [("Ada", "Hello there."), ("Grace", "Hello you. And more.")]
    assert [one.id for one in found] == ["t-0", "t-2"]


def test_a_turn_ends_where_a_chapter_starts() -> None:
    found = segment.turns(transcript(*said("One two three.", "Four five six.")), (Chapter(0.0, "A"), Chapter(1.6, "B")))
    assert [one.text for one in found] == ["One two three.", "Four five six."]


def test_a_sentence_cut_over_two_cues_is_one_sentence() -> None:
    found = segment.turns(transcript(*said("We count what people do,", "when trust is there.")))
    assert [sentence.text for sentence in found[0].sentences] == ["We count what people do, when trust is there."]


def test_a_long_talk_without_speakers_is_cut_into_paragraphs() -> None:
    found = segment.turns(transcript(*said(*["One two three four five six seven eight nine ten."] * 40)))
    assert all(20 <= len(one.text.split()) <= 100 for one in found)


def test_two_turns_in_one_second_have_different_anchors() -> None:
    cues = (Segment(5.0, 5.2, "Yes.", "Ada"), Segment(5.3, 5.5, "No.", "Grace"), Segment(5.6, 5.9, "Yes.", "Ada"))
    assert len({one.id for one in segment.turns(transcript(*cues))}) == 3


ROWS = st.lists(st.tuples(st.sampled_from(["", "Ada", "Grace"]), st.text("ab .?", min_size=1, max_size=30)), max_size=30)


@given(ROWS, st.sets(st.integers(0, 30)))
def test_passages_tile_the_transcript_wherever_they_are_cut(rows: list[tuple[str, str]], starts: set[int]) -> None:
    cues = tuple(Segment(float(n), n + 0.9, text.strip() or "a", speaker) for n, (speaker, text) in enumerate(rows))
    turns = segment.turns(Transcript("en", cues))
    found = segment.speech(turns, starts)
    assert " ".join(one.text for one in found).split() == " ".join(one.text for one in cues).split()
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]
    assert [turn.id for one in found for turn in one.turns] == [turn.id for turn in turns]
    assert [turn.text for one in found for turn in one.turns] == [turn.text for turn in turns]
    assert [one.id for one in found] == [turns[at].id for at in sorted({0, *starts}) if at < len(turns)]


def test_a_passage_is_by_who_says_most_of_it_and_its_turns_keep_their_speakers() -> None:
    cues = (cue("Is it so?", 0.5, "Ada"), cue("It is so, I counted it twice.", 2.0, "Grace"), cue("Good.", 5.0, "Ada"))
    (found,) = segment.speech(segment.turns(transcript(*cues)), ())
    assert (found.speaker, found.id, found.start, found.end) == ("Grace", "t-0", 0.5, cues[-1].end)
    assert [(turn.id, turn.speaker) for turn in found.turns] == [("t-0", "Ada"), ("t-2", "Grace"), ("t-5", "Ada")]
    assert [turn.end for turn in found.turns] == [2.0, 5.0, cues[-1].end]


def test_chapters_open_at_the_first_turn_after_their_mark() -> None:
    turns = segment.turns(transcript(cue("One.", 0.5, "Ada"), cue("Two.", 2.0, "Grace"), cue("Three.", 4.0, "Ada")))
    assert segment.openings(turns, (Chapter(0.0, "A"), Chapter(2.3, "B"), Chapter(99.0, "C"))) == (0, 1)
    assert segment.openings((), (Chapter(0.0, "A"),)) == ()


def test_the_passages_of_a_letter_are_its_blocks_that_have_one() -> None:
    blocks = (Block("<p>A b. C d?</p>", "A b. C d?", "p-1"), Block("<h2>H</h2>", "H"), Block("<p>“E.” F</p>", "“E.” F", "p-2"))
    found = segment.letter(blocks)
    assert [one.id for one in found] == ["p-1", "p-2"]
    assert [sentence.text for sentence in found[0].sentences] == ["A b.", "C d?"]
