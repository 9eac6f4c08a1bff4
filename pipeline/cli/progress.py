"""Show how far long steps are, each and all together, with the time left. Where no terminal draws bars, says a line at times."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import Common
from pipeline.cli.tally import Tally, spoken
from pipeline.disk import shown
from pipeline.stage import Item, Stage

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

LONG = {"hear": "Transcribing", "voices": "Telling voices apart in"}
# Episodes with known speakers have nothing to tell apart, and nothing is told of them.
OFTEN_NOTHING = "voices"
# In a log: a line at each quarter of an episode, but not more often than this; and one when nothing was said for long.
PAUSE_SECONDS = 30.0
SILENCE_SECONDS = 300.0
# On fewer columns bars and names are short, so that the time left can still be read.
WIDE = 100


class Progress:
    """Bars or lines on stderr for every long step; silent with -q. It may be told from several threads."""

    def __init__(self, options: Common, clock: Callable[[], float] = time.monotonic) -> None:
        self._drawn = options.loud >= 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._told = options.loud >= 0 and not self._drawn
        self._clock = clock
        self._lock = Lock()
        self._seen = False
        self._begin(LONG["hear"], "files", {})

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._clear()
            self._drawn = self._told = False  # threads that an interrupt left at work may still tell

    def expect(self, stage: Stage, items: Sequence[Item]) -> None:
        """Hear what a stage is about to do; an episode weighs as much as its audio file."""
        if stage.name in LONG:
            with self._lock:
                self._clear()
                self._begin(LONG[stage.name], "episodes", {item.slug: _bytes(item.files.get("audio")) for item in items})

    def expect_files(self, paths: Sequence[Path]) -> None:
        """Hear which files are about to be transcribed; tell of each with `show(str(path), part)`."""
        with self._lock:
            self._clear()
            self._begin(LONG["hear"], "files", {str(path): _bytes(path) for path in paths})

    def expect_one(self, verb: str, name: str) -> None:
        """Hear what alone is about to be done, as `Comparing` and `the site`; tell of it with `show(name, part)`."""
        with self._lock:
            self._clear()
            self._begin(verb, name, {name: 1.0})

    def tell(self, stage: Stage, item: Item, part: float) -> None:
        """Hear how far a step is, from 0 to 1; 1 also when it failed."""
        if stage.name not in LONG:
            return
        with self._lock:
            self._seen = self._seen or stage.name != OFTEN_NOTHING or 0.0 < part < 1.0
            if not self._seen:
                self._tally.note(item.slug, part)
                return
        self.show(item.slug, part)

    def show(self, name: str, part: float) -> None:
        """Show how far one named thing is, from 0 to 1."""
        with self._lock:
            if self._tally.part(name) >= 1.0:
                return
            self._tally.note(name, part)
            if self._drawn:
                self._draw(name)
            elif self._told and self._due(name):
                self._say(name)

    def drop(self, name: str) -> None:
        """Hear that one came to nothing: no line says that it is done."""
        with self._lock:
            self._tally.note(name, 1.0)
            if self._drawn:
                self._draw(name)

    def _begin(self, verb: str, noun: str, weights: Mapping[str, float]) -> None:
        self._verb, self._noun = verb, noun
        self._tally = Tally(self._clock, weights)
        self._said: float | None = None
        self._seen = False
        self._quarters: dict[str, int] = {}
        self._bars: Bars | None = None
        self._rows: dict[str, TaskID] = {}

    # ---- lines

    def _due(self, name: str) -> bool:
        """Say whether it is time for a line: the first, the last, and between them few."""
        if self._said is None or self._tally.done == self._tally.count:
            return True
        silence = self._clock() - self._said
        passed = int(self._tally.part(name) * 4) > self._quarters.get(name, 0)
        return silence >= SILENCE_SECONDS or (passed and silence >= PAUSE_SECONDS)

    def _say(self, name: str) -> None:
        self._said = self._clock()
        self._quarters[name] = int(self._tally.part(name) * 4)
        several = f"{self._counted()} done" if self._tally.count > 1 else ""
        more = ", ".join(filter(None, (several, self._left())))
        line = f"{self._verb} {_plain(name)}: {int(self._tally.part(name) * 100)} %"
        click.echo(f"{line} ({more})" if more else line, err=True)

    def _counted(self) -> str:
        return f"{self._tally.done} of {self._tally.count} {self._noun}"

    def _left(self) -> str:
        return spoken(self._tally.left()) if self._tally.done < self._tally.count else ""

    # ---- bars

    def _draw(self, name: str) -> None:
        """Draw a bar for what is at work, and above them one for all; what is done is taken away."""
        if self._tally.done == self._tally.count:
            self._clear()
            return
        bars = self._shown()
        if self._tally.count > 1:
            doing = f"{self._verb.removesuffix(' in')}: " if bars.console.width >= WIDE else ""
            self._row(bars, "", doing + self._counted(), self._tally.share, self._left())
        if self._tally.part(name) < 1.0:
            title = f"  {_plain(name)}" if self._tally.count > 1 else f"{self._verb} {_plain(name)}"
            self._row(bars, name, title, self._tally.part(name), spoken(self._tally.left_of(name)))
        elif name in self._rows:
            bars.remove_task(self._rows.pop(name))

    def _shown(self) -> "Bars":
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        return self._bars

    def _row(self, bars: "Bars", name: str, title: str, part: float, left: str) -> None:
        if name not in self._rows:
            self._rows[name] = bars.add_task(title, total=1.0, left="")
        bars.update(self._rows[name], description=title, completed=part, left=left)

    def _clear(self) -> None:
        if self._bars is not None:
            self._bars.stop()
        self._bars, self._rows = None, {}


def _bytes(path: Path | None) -> float:
    """Return how long work on a file takes, as far as anybody knows who has not opened it."""
    try:
        return float(path.stat().st_size) if path else 1.0
    except OSError:
        return 1.0


def _plain(name: str) -> str:
    """Return the last part of a name without what would move a terminal's cursor."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shown(Path(name).name))


def _bars() -> "Bars":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    console = Console(stderr=True)
    wide = console.width >= WIDE
    title = Column(no_wrap=True, overflow="ellipsis", max_width=44 if wide else max(12, console.width - 40))
    # While bars stand on a terminal, rich prints what others print above them, on stderr too: never JSON that goes elsewhere.
    return Bars(
        TextColumn("{task.description}", markup=False, table_column=title),
        BarColumn(bar_width=24 if wide else 8),
        TextColumn("{task.percentage:>3.0f} %", table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[left]}", markup=False, table_column=Column(no_wrap=True)),
        console=console,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
