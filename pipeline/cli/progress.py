"""Show how far long steps are. Where no terminal draws a bar, says a line at every quarter."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import Common
from pipeline.stage import Item, Stage

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

LONG = ("transcribe",)


class Progress:
    """A bar for every long step, with the time that remains, on stderr; silent with -q."""

    def __init__(self, options: Common) -> None:
        self._drawn = options.loud >= 0 and sys.stderr.isatty()
        self._told = options.loud >= 0 and not self._drawn
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}
        self._quarters: dict[str, int] = {}

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, stage: Stage, item: Item, part: float) -> None:
        """Hear how far a step is, from 0 to 1."""
        if stage.name in LONG:
            self.show(item.slug, part)

    def show(self, name: str, part: float) -> None:
        """Show how far one named thing is, from 0 to 1."""
        if self._drawn:
            self._draw(name, part)
        elif self._told and int(part * 4) != self._quarters.get(name):
            self._quarters[name] = int(part * 4)
            click.echo(f"Transcribing {name}: {part:.0%}", err=True)

    def _draw(self, name: str, part: float) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=1.0)
        self._bar.update(self._tasks[name], completed=part)


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    percent = TextColumn("{task.percentage:>3.0f} %")
    return Bar(
        TextColumn("Transcribing {task.description:<28}"),
        BarColumn(),
        percent,
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
