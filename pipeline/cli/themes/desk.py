"""What lies before the host who reviews: the built library, what is unsure in it, and her decisions. Prints nothing."""

from collections.abc import Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Literal

from pipeline import decisions as deciding
from pipeline.build import Opened, every, library
from pipeline.cli.asking.wording import Said, said
from pipeline.decisions import Decision
from pipeline.disk import read_whole
from pipeline.errors import InputError
from pipeline.model import Fact, Library, Mention, Passage

Key = tuple[str, str, str]  # item, passage, theme


class Question(Fact, frozen=True):
    """Does this passage carry this theme? `strength` is "likely" where the site says so now, "near" where it nearly does.

    `start` and `end` are seconds, None in a letter. `turns` say who says what, `speaker` who says most of it. `sentence` is
    what speaks most for the theme, `words` what points to it.
    """

    id: str
    item: str
    title: str
    passage: str
    theme: str
    name: str
    strength: str
    score: float
    sentence: str
    words: tuple[str, ...]
    text: str
    start: float | None
    end: float | None
    speaker: str
    turns: tuple[Said, ...]


class Desk:
    """The questions of a show, and the answers as they come in: each stands in the file before the next is asked."""

    def __init__(self, opened: Opened, shelf: Library | None = None) -> None:
        """Take the library as the last build left it; it is read if no `shelf` is given.

        Raises:
            InputError: nothing is built, or the show has no themes.
        """
        self.opened = opened
        self.library: Library = shelf or library(opened)
        self.themes = {theme.slug: theme for theme in self.library.themes}
        if not self.themes:
            raise InputError("the show has no themes", "content/themes.toml", "Write some there, as those of `podloom init`.")
        if not self.library.passages:
            raise InputError("nothing is built yet", str(opened.store.root), "Run `podloom build` first.")
        self.near = _near(opened, self.library)
        self._path: Path = opened.root / deciding.NAME
        written = deciding.read(read_whole(self._path) if self._path.is_file() else b"")
        self.faults = written.faults
        self.before = written.decisions
        self.decisions = deciding.today(written.decisions, self.library.themes).decisions
        episodes = {f"episode/{one.slug}": one.title for one in self.library.episodes}
        self.titles = episodes | {f"issue/{one.slug}": one.title for one in self.library.issues}

    def verdicts(self, item: str = "") -> dict[Key, Decision]:
        """Return the decision in force for each passage and theme, of one item or of all."""
        found = {}
        for one in deciding.in_force([one for one in self.decisions if not item or one.item == item]):
            for passage in deciding.places(one, self.library.passages.get(one.item, ())):
                found[one.item, passage.id, one.theme] = one
        return found

    def carried(self, item: str, passage: str) -> frozenset[str]:
        """Return the themes of a passage, with what was decided since the build."""
        themes = {one.theme for one in self.library.mentions.get(item, ()) if one.passage == passage}
        for (_, which, theme), one in self.verdicts(item).items():
            if which == passage:
                themes = themes | {theme} if one.verdict == deciding.ADD else themes - {theme}
        return frozenset(themes)

    def open_questions(self) -> tuple[Question, ...]:
        """Return what is unsure and not decided, most useful first: on either side of the limit, the nearest to it, in turns."""
        decided = self.verdicts()
        given = [one for one in self._asked(self.library.mentions, "likely") if one.strength == "likely"]
        missed = self._asked(self.near, "near")
        sides = ([one for one in side if (one.item, one.passage, one.theme) not in decided] for side in (given, missed))
        likely, near = sides
        likely.sort(key=lambda one: (one.score, one.id))
        near.sort(key=lambda one: (-one.score, one.id))
        return tuple(one for one in chain.from_iterable(zip_longest(likely, near)) if one is not None)

    def decide(self, item: str, passage: Passage, theme: str, verdict: Literal["add", "remove"], who: str, when: str) -> Decision:
        """Write a decision down.

        Raises:
            DiskError: the disk refused; nothing was lost.
        """
        one = Decision(
            item=item,
            passage=passage.id,
            theme=theme,
            verdict=verdict,
            quote=passage.text,
            start=passage.start,
            end=passage.end,
            beside=tuple(sorted(self.carried(item, passage.id) - {theme})),
            who=who,
            when=when,
        )
        deciding.append(self._path, one)
        self.decisions = (*self.decisions, one)
        return one

    def passage(self, item: str, anchor: str) -> Passage | None:
        """Return the passage of an item with this anchor, or the one in which a turn has it."""
        passages = self.library.passages.get(item, ())
        own = (one for one in passages if one.id == anchor)
        return next(own, None) or next((one for one in passages if any(turn.id == anchor for turn in one.turns)), None)

    def _asked(self, mentions: dict[str, tuple[Mention, ...]], strength: str) -> list[Question]:
        found = []
        for item, own in mentions.items():
            passages = {one.id: one for one in self.library.passages.get(item, ())}
            found += [
                self._question(item, passages[one.passage], one, one.strength if strength == "likely" else strength)
                for one in own
                if one.passage in passages and one.theme in self.themes
            ]
        return found

    def _question(self, item: str, passage: Passage, mention: Mention, strength: str) -> Question:
        return Question(
            id=f"{item}#{passage.id}/{mention.theme}",
            item=item,
            title=self.titles.get(item, item),
            passage=passage.id,
            theme=mention.theme,
            name=self.themes[mention.theme].name,
            strength=strength,
            score=mention.score,
            sentence=mention.evidence.sentence,
            words=mention.evidence.words,
            text=passage.text,
            start=passage.start,
            end=passage.end,
            speaker=passage.speaker,
            turns=said(passage),
        )


def split_id(identity: str) -> Sequence[str] | None:
    """Return item, anchor and theme of a question's id; None where it is none."""
    item, _, rest = identity.partition("#")
    anchor, _, theme = rest.partition("/")
    return (item, anchor, theme) if item and anchor and theme else None


def _near(opened: Opened, library: Library) -> dict[str, tuple[Mention, ...]]:
    found = every(opened, "near", tuple[Mention, ...])
    return {item: found.get(item, ()) for item in library.passages}
