"""What somebody says on a theme over all episodes, whatever names they have there. Chooses nothing."""

from collections.abc import Iterator
from heapq import merge

from pipeline.model import Episode
from pipeline.pages.voice import Saying, Voice, sureness

Said = tuple[Episode, str, Saying]  # where, by which speaker, and what


class Spoken:
    """What somebody says on a theme: for how long, and where."""

    def __init__(self) -> None:
        self.milliseconds = 0
        self._voices: list[tuple[Episode, list[Voice]]] = []

    def add(self, episode: Episode, voices: list[Voice]) -> None:
        """Count what somebody says in an episode, under one name or several. Episodes come newest first."""
        self.milliseconds += sum(voice.milliseconds for voice in voices)
        self._voices.append((episode, voices))

    def episodes(self) -> Iterator[str]:
        """Yield the slugs of the episodes that they say it in."""
        return (episode.slug for episode, _ in self._voices)

    def surest(self) -> Iterator[Said]:
        """Yield what they say, the surest first; of each passage their first turn."""
        return merge(*(_said(*one) for one in self._voices), key=lambda one: sureness(one[2]))


def _said(episode: Episode, voices: list[Voice]) -> Iterator[Said]:
    """Yield what is said in an episode, the surest first: of a passage in which somebody has two names the first one."""
    if len(voices) == 1:
        return ((episode, voices[0].speaker, one) for one in voices[0].said)
    first: dict[str, Said] = {}
    for voice in voices:
        for one in voice.said:
            if one.passage not in first or one.turn < first[one.passage][2].turn:
                first[one.passage] = (episode, voice.speaker, one)
    return iter(sorted(first.values(), key=lambda one: sureness(one[2])))
