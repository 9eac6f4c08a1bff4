"""Cut a transcript into turns, and turns and letters into passages a reader would quote. Knows nothing of themes."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.model import Block, Chapter, Passage, Segment, Sentence, Transcript, Turn

WORDS_AT_MOST = 70
WORDS_AT_LEAST = 28  # a pause closes a turn only when this much was said
PAUSE_SECONDS = 0.7
CHAPTER_SLACK_SECONDS = 0.5  # a chapter mark may stand a little after its first word
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*$")
_SENTENCES = re.compile(r"(?<=[.!?\u2026])[\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z\u00c0-\u00dc0-9])")


class _Said:
    """One sentence being put together from cues."""

    def __init__(self, cue: Segment) -> None:
        self.start, self.end, self.speaker, self.text = cue.start, cue.end, cue.speaker, cue.text

    def add(self, cue: Segment) -> None:
        self.end, self.text = cue.end, f"{self.text} {cue.text}"

    @property
    def words(self) -> int:
        return len(self.text.split())


def turns(transcript: Transcript, chapters: Sequence[Chapter] = ()) -> tuple[Turn, ...]:
    """Return the turns of an episode: every cue is in exactly one of them, in order of time.

    A turn ends where the speaker changes, where a chapter starts, at a pause of 0.7 s once 28 words were said, and at a
    sentence end once it holds 70 words: it is a paragraph, and a long speech has several.
    """
    starts = [chapter.start for chapter in chapters]
    groups: list[list[_Said]] = []
    for said in _sentences(transcript.segments):
        if not groups or _breaks(groups[-1], said, starts):
            groups.append([said])
        else:
            groups[-1].append(said)
    taken: set[str] = set()
    return tuple(_turn(group, taken) for group in groups)


def openings(turns: Sequence[Turn], chapters: Sequence[Chapter]) -> tuple[int, ...]:
    """Return the numbers of the turns with which a chapter starts; always 0, the first, where there is any."""
    starts = [chapter.start - CHAPTER_SLACK_SECONDS for chapter in chapters]
    later = [
        at
        for at, (before, turn) in enumerate(pairwise(turns), 1)
        if any((before.start or 0.0) < start <= (turn.start or 0.0) for start in starts)
    ]
    return (0, *later) if turns else ()


def speech(turns: Sequence[Turn], starts: Collection[int]) -> tuple[Passage, ...]:
    """Join turns to passages; `starts` are the numbers of the turns with which one begins, the first always does.

    Every turn is in exactly one passage, and every passage ends where the next begins, so that they tile the time.
    """
    if not turns:
        return ()
    cuts = sorted({0, *starts} & set(range(len(turns))))
    parts = [turns[begin:end] for begin, end in pairwise([*cuts, len(turns)])]
    ends = [*(part[0].start for part in parts[1:]), max(turn.end or 0.0 for turn in turns)]
    return tuple(_joined(part, end) for part, end in zip(parts, ends, strict=True))


def letter(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Return the passages of an issue: its blocks that have one."""
    return tuple(
        Passage(block.passage, block.text, tuple(Sentence(text) for text in sentences(block.text)))
        for block in blocks
        if block.passage
    )


def sentences(text: str) -> list[str]:
    """Split written text at sentence ends."""
    found, start = [], 0
    for end in _SENTENCES.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]


def _sentences(cues: Iterable[Segment]) -> Iterator[_Said]:
    open_one: _Said | None = None
    for cue in cues:
        if open_one is None or open_one.speaker != cue.speaker:
            if open_one is not None:
                yield open_one
            open_one = _Said(cue)
        else:
            open_one.add(cue)
        if _SENTENCE_END.search(cue.text) or open_one.words >= WORDS_AT_MOST:
            yield open_one
            open_one = None
    if open_one is not None:
        yield open_one


def _breaks(group: list[_Said], said: _Said, chapter_starts: list[float]) -> bool:
    first, last = group[0], group[-1]
    if said.speaker != last.speaker:
        return True
    if any(first.start < start - CHAPTER_SLACK_SECONDS <= said.start for start in chapter_starts):
        return True
    words = sum(one.words for one in group)
    paused = said.start - last.end >= PAUSE_SECONDS
    return words + said.words > WORDS_AT_MOST + WORDS_AT_LEAST or words >= (WORDS_AT_LEAST if paused else WORDS_AT_MOST)


def _turn(group: list[_Said], taken: set[str]) -> Turn:
    anchor = _anchor(group[0].start, taken)
    spoken = (Sentence(said.text, said.start, said.speaker, "" if at else anchor) for at, said in enumerate(group))
    return Turn(anchor, tuple(spoken), group[0].start, group[-1].end, group[0].speaker)


def _joined(turns: Sequence[Turn], end: float | None) -> Passage:
    said: dict[str, int] = {}
    for turn in turns:
        said[turn.speaker] = said.get(turn.speaker, 0) + len(turn.text.split())
    return Passage(
        id=turns[0].id,
        text=" ".join(turn.text for turn in turns),
        sentences=tuple(sentence for turn in turns for sentence in turn.sentences),
        start=turns[0].start,
        end=end,
        speaker=max(said, key=lambda name: said[name]),
    )


def _anchor(start: float, taken: set[str]) -> str:
    anchor = f"t-{int(start)}"
    while anchor in taken:
        anchor += "x"
    taken.add(anchor)
    return anchor
