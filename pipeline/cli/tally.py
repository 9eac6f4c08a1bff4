"""Count how far several pieces of work are that take unlike long, and how long the rest will take. Shows nothing."""

from collections.abc import Callable, Mapping

# A leap this large in one step was not worked for now: it was taken up from an earlier run, or given up.
LEAP = 0.25
# Nobody can tell from less how long the rest takes.
SHORTEST_SECONDS = 3.0


class Tally:
    """Pieces of work by name, each with a weight: what doubles the weight is taken to double the time."""

    def __init__(self, clock: Callable[[], float], weights: Mapping[str, float] = {}) -> None:
        self._clock = clock
        self._started = clock()
        self._weights = {name: max(weight, 1.0) for name, weight in weights.items()}
        self._parts: dict[str, float] = {}
        self._begun: dict[str, float] = {}
        self._worked: dict[str, float] = {}

    def note(self, name: str, part: float) -> None:
        """Note how far one piece is, from 0 to 1; it never goes back. One that nobody expected weighs as most others do."""
        if name not in self._weights:
            self._weights[name] = sorted(self._weights.values())[len(self._weights) // 2] if self._weights else 1.0
        before = self.part(name)
        gained = max(0.0, min(part, 1.0) - before)
        self._begun.setdefault(name, self._clock())
        self._parts[name] = before + gained
        self._worked[name] = self._worked.get(name, 0.0) + (gained if gained <= LEAP else 0.0)

    def part(self, name: str) -> float:
        """Return how far one piece is."""
        return self._parts.get(name, 0.0)

    @property
    def count(self) -> int:
        """Return how many pieces there are."""
        return len(self._weights)

    @property
    def done(self) -> int:
        """Return how many are done."""
        return sum(part >= 1.0 for part in self._parts.values())

    @property
    def share(self) -> float:
        """Return how much of all is done, from 0 to 1, by weight."""
        return self._weighed(self._parts) / (sum(self._weights.values()) or 1.0)

    def left(self) -> float | None:
        """Return the seconds that all need yet, at the speed so far and not before the slowest; None while nobody knows."""
        elapsed = self._clock() - self._started
        made = self._weighed(self._worked) or self._weighed(self._parts)
        if elapsed < SHORTEST_SECONDS or not made:
            return None
        rest = sum(self._weights.values()) - self._weighed(self._parts)
        return max([rest * elapsed / made, *(left for name in self._parts if (left := self.left_of(name)) is not None)])

    def left_of(self, name: str) -> float | None:
        """Return the seconds that one piece at work needs yet, at its own speed so far; None while nobody knows."""
        elapsed = self._clock() - self._begun.get(name, self._clock())
        if elapsed < SHORTEST_SECONDS or not self._worked[name]:
            return None
        return (1.0 - self._parts[name]) * elapsed / self._worked[name]

    def _weighed(self, parts: Mapping[str, float]) -> float:
        return sum(self._weights[name] * part for name, part in parts.items())


def spoken(seconds: float | None) -> str:
    """Say how long something takes yet, no more exactly than anybody knows: "about 12 min left"."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than 1 min left"
    if minutes < 60:
        return f"about {minutes} min left"
    # Above an hour the last minutes are noise.
    hours, rest = divmod(round(minutes / 5) * 5, 60)
    return f"about {hours} h {rest:02} min left" if hours < 10 else f"about {hours + (rest >= 30)} h left"
