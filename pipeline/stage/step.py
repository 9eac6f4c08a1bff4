"""The records of a build: stages, what they take, what they made and how each step ended. Runs nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from pipeline.errors import ShowError
from pipeline.model import Fact

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.stage.inputs import Inputs

SHOW = "show"
OF_PEOPLE = ("episode", "issue")  # kinds of items that people own; all others are parts of the show's site

State = Literal["made", "fresh", "edited", "stale", "failed", "blocked"]


class Item(Fact, frozen=True):
    """One thing that stages work on: an episode, an issue, the show, or one output of an earlier stage.

    `files` maps the names that stages ask for ("episode.md", "audio", "tracks/mira-halden") to paths. `waits` says why it
    is not published yet: "draft", or the day from which it is. A hidden item is not worked on, and what was made of it
    earlier is kept. `key` names it among all items, `episode/the-warm-numbers`, and follows from the rest.
    """

    kind: str
    slug: str
    folder: Path
    files: dict[str, Path] = {}
    faults: tuple["Problem", ...] = ()
    hidden: bool = False
    waits: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        """Put the key together once: a run asks for it ten times a step."""
        msgspec.structs.force_setattr(self, "key", f"{self.kind}/{self.slug}" if self.slug else self.kind)


class Take(Fact, frozen=True):
    """One thing that a stage reads. Made by the functions below, which say what each source means."""

    source: Literal["item", "person", "show", "house", "made", "every", "beside"]
    name: str
    optional: bool = False
    hint: bool = False
    of: Callable[[str], str] | None = None


def of_item(name: str, *, optional: bool = False) -> Take:
    """Take a file of the item itself; `tracks/*` takes all files whose name starts so."""
    return Take("item", name, optional or name.endswith("*"))


def of_person(name: str) -> Take:
    """Take a file that this stage keeps, where a person wrote in it: bytes of our own making are no input."""
    return Take("person", name, optional=True)


def of_show(path: str, *, optional: bool = False, hint: bool = False) -> Take:
    """Take a file of the show, or every file under a folder, by path from its root; a hint's change is no reason to run."""
    return Take("show", path, optional, hint)


def house(folder: str) -> Take:
    """Take every file of a folder that travels with Podloom, with the show's own files of the same name over them."""
    return Take("house", folder)


def made(name: str, *, optional: bool = False, hint: bool = False) -> Take:
    """Take an output of an earlier stage: of the same item, or of the show; a hint's change is no reason to run."""
    return Take("made", name, optional, hint)


def beside(name: str, *, optional: bool = False, of: Callable[[str], str] | None = None) -> Take:
    """Take, in a stage over another's outputs, the output of the same name with this beginning: of `view/x` `part/x`.

    `of` says what stands for the name where several share an output: of `view/x` `frame/of(x)`.
    """
    return Take("beside", name, optional, of=of)


def every(name: str, *, hint: bool = False) -> Take:
    """Take an output of every item that has not failed; a hint's change is no reason to run."""
    return Take("every", name, hint=hint)


class Made(Fact, frozen=True):
    """What a stage made: bytes by output name, and what a person should know.

    `hers` names kept files among the outputs that stay a person's, though something of ours was put into them.
    """

    outputs: dict[str, bytes]
    warnings: tuple[str, ...] = ()
    hers: tuple[str, ...] = ()


class Kept(Fact, frozen=True):
    """What a stage made and laid into the store already: digests by output name, and what a person should know."""

    outputs: dict[str, str]
    warnings: tuple[str, ...] = ()


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the data flow, for each item of the kinds in `per`.

    `per` names kinds of items ("episode", "issue", "show"); `over` instead names a stage whose every output with a slash in
    its name is an item. `run` is pure: it reads its inputs and returns outputs. `settings` are the tables of show.toml, or
    single values of them, that it may read. `identity` adds what decides the result and is no input: versions, weights; it gets the
    settings and the show's root. `keeps` are files in the item's folder that the stage writes and a person may edit: an
    output of that name is written there, unless somebody wrote in it meanwhile. A stage with `spares` does not begin
    with an item that brings this file itself. `tree` is a folder under build/ that is planted whole from the output of
    that name. `parallel` says that several of its steps may run at once: "anywhere", or "here" on this machine, where they lay
    what they make into the store themselves (so that none of them `keeps` a file or plants a `tree`). `until` names the first
    stage that takes what this one makes: a few steps "here" go on beside the stages before that one.
    `ahead` loads what its steps need, given the show's root and the workspace: it begins while a new item is at its first steps,
    unless a stage with `spares` comes before.
    When a step fails, what it made last time goes on to later steps, so a published item stays up; not without `last_good`
    (an episode whose sound is gone has nothing to play).
    """

    name: str
    version: int
    run: Callable[["Inputs"], Made]
    per: tuple[str, ...] = ()
    over: str = ""
    takes: tuple[Take, ...] = ()
    settings: tuple[str, ...] = ()
    identity: Callable[["Settings", Path], Mapping[str, str]] | None = None
    keeps: tuple[str, ...] = ()
    spares: str = ""
    tree: str = ""
    parallel: Literal["", "here", "anywhere"] = ""
    until: str = ""
    ahead: Callable[[Path, Path], None] | None = None
    last_good: bool = True

    def __post_init__(self) -> None:
        if self.parallel == "here" and (self.keeps or self.tree):
            raise ValueError(f"{self.name} puts files before people, so it cannot be parallel here")
        if self.until and self.parallel != "here":
            raise ValueError(f"{self.name} goes on until {self.until}, so it must be parallel here")


class Problem(Fact, frozen=True):
    """A ShowError as a record, so that a receipt can keep it."""

    message: str
    where: str = ""
    remedy: str = ""

    @classmethod
    def of(cls, error: ShowError) -> "Problem":
        """Make a record of an error."""
        return cls(error.message, error.where, error.remedy)

    def __str__(self) -> str:
        return str(ShowError(self.message, self.where, self.remedy))


class Basis(Fact, frozen=True):
    """All that decides what a step makes; compared field by field to say why it would run again."""

    version: int
    inputs: dict[str, str] = {}
    settings: dict[str, str] = {}
    identity: dict[str, str] = {}


class Receipt(Fact, frozen=True):
    """What a step made when it last went well, and from what; `problem` and `tried` tell of a failure since then."""

    basis: Basis | None = None
    outputs: dict[str, str] = {}
    warnings: tuple[str, ...] = ()
    problem: Problem | None = None
    tried: Basis | None = None


class Outcome(Fact, frozen=True):
    """How one step ended. `why` says why it ran, or would run, or what it waits for."""

    stage: str
    item: str
    state: State
    why: tuple[str, ...] = ()
    outputs: dict[str, str] = {}
    warnings: tuple[str, ...] = ()
    problem: Problem | None = None
    inputs: tuple[str, ...] = ()

    @property
    def of_show(self) -> bool:
        """Say whether the whole site waits for this step: a page or an index that failed leaves the old site up."""
        return self.item.partition("/")[0] not in OF_PEOPLE

    @property
    def good(self) -> bool:
        """Say whether what depends on this step may go on: a failed one may with what it made before."""
        return self.state in ("made", "fresh", "edited") or (self.state == "failed" and bool(self.outputs))
