"""Read a Markdown draft: front matter into an Episode or an Issue, body into sanitised blocks. Opens only the draft."""

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from pipeline import body, encoding, plainyaml, tables
from pipeline.disk import read_named
from pipeline.errors import ItemError
from pipeline.ingest import bare
from pipeline.model import Block, Chapter, Episode, Issue, Sound
from pipeline.settings import slug_fault, slugify, undated

DRAFT_LIMIT_BYTES = 6 << 20  # a novel has one; 6 MiB of nothing but "![" take 73 s
_FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_KNOWN = (
    *("audio", "author", "date", "draft", "episode", "guest", "guests", "host", "hosts", "imported", "link"),
    *("number", "slug", "source", "sparked", "speakers", "summary", "themes", "title", "updated", "was"),
    *("credits", "display", "explicit", "guid", "season", "season_name", "soundbites", "type"),  # what feeds alone ask for
)

Meta = Mapping[str, object]
# What each slug of a theme, today's or a former one, stands for today.
ThemeNames = Mapping[str, Sequence[str]]
NO_THEMES: ThemeNames = {}


class _Handler(YAMLHandler):
    """Front matter as YAML that cannot be made to explode."""

    def load(self, fm: str, **_: object) -> Any:  # the library's own signature
        """Read YAML; the caller checks what came out of it."""
        return plainyaml.load(fm)


def front_matter(path: Path, where: str) -> Meta:
    """Return the front matter of a draft.

    Raises:
        ItemError: with file and line, when there is none or it is not plain YAML.
    """
    _check_size(path.stat().st_size, where)
    return split(encoding.text(read_named(path), where), where)[0]


def _check_size(size: int, where: str) -> None:
    if size > DRAFT_LIMIT_BYTES:
        raise ItemError(f"the draft is larger than {DRAFT_LIMIT_BYTES >> 20} MiB", where, "Split it into several issues.")


def split(text: str, where: str) -> tuple[Meta, str]:
    """Split a draft into front matter and body. Lines may end as on any system, old Macs too.

    A letter without front matter has its title and its day from its heading and its file's name, as `podloom add` takes it.
    """
    _check_size(len(text), where)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fence = _FENCE.match(text)
    if not fence and re.match(r"\ufeff?---[ \t]*\r?\n", text):
        raise ItemError("the front matter has no end", f"{where}:1", "Put a line --- between it and the text.")
    if not fence:
        plain = bare.read(text.lstrip("\ufeff"), where)
        if plain.day and plain.title:
            return {"title": plain.title, "date": plain.day}, plain.text
        raise ItemError(
            "the draft has no front matter",
            f"{where}:1",
            "Begin it with a block between two --- lines that has title: and date:, or call a letter 2025-03-04-title.md.",
        )
    if len(fence[1]) > plainyaml.LIMIT_BYTES:
        raise ItemError(
            f"the front matter is larger than {plainyaml.LIMIT_BYTES >> 10} kB",
            f"{where}:1",
            "Move the text below it.",
        )
    try:
        meta, content = frontmatter.parse(text.lstrip("\ufeff"), handler=_Handler())
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ItemError(f"the front matter is not YAML: {fault.problem}", f"{where}:{line}", plainyaml.advice(fault)) from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise ItemError(f"the front matter cannot be read: {fault}", where, "Write plain `key: value` lines.") from fault
    if not isinstance(meta, dict) or any(not isinstance(key, str) for key in meta):
        raise ItemError("the front matter is not a list of `key: value` lines", f"{where}:2", "Write `title: ...`.")
    return meta, content


def episode(
    text: str, where: str, slug: str, audio: str, sound: Sound, chapters: tuple[Chapter, ...], known: ThemeNames = NO_THEMES
) -> tuple[Episode, tuple[str, ...]]:
    """Make an Episode of its notes and its sound; return it with warnings.

    `chapters` come from chapters.json and win over those inside the audio file; `known` says what each slug of a theme stands for.

    Raises:
        ItemError: a key that must be there is missing or is not what it should be, with file and line.
    """
    meta, notes = split(text, where)
    read = _Reader(meta, text, where, slug)
    found = Episode(
        slug=slug,
        title=read.text("title") or sound.title or read.missing("title", "title: The Warm Numbers"),
        date=read.date(),
        audio=audio,
        duration=sound.duration,
        number=read.number("episode") or read.number("number") or sound.track,
        summary=read.text("summary"),
        guests=read.names("guest", "guests"),
        hosts=read.names("host", "hosts"),
        speakers=read.names("speakers"),
        notes=notes,
        notes_html=body.render(notes),
        chapters=chapters or sound.chapters,
        themes=read.themes(known),
        media_type=sound.media_type,
        bytes=sound.bytes,
        updated=read.updated(),
        was=read.was(),
    )
    return found, read.warnings()


def issue(text: str, where: str, slug: str, known: ThemeNames = NO_THEMES) -> tuple[Issue, tuple[str, ...]]:
    """Make an Issue of a newsletter draft; return it with warnings.

    Raises:
        ItemError: as for an episode.
    """
    meta, content = split(text, where)
    read = _Reader(meta, text, where, slug)
    found = Issue(
        slug=slug,
        title=read.text("title") or read.missing("title", "title: The Sourdough Contract"),
        date=read.date(),
        summary=read.text("summary"),
        author=read.text("author"),
        sparked=read.names("sparked"),
        themes=read.themes(known),
        body=content,
        blocks=tuple(_blocks(content)),
        updated=read.updated(),
        was=read.was(),
    )
    empty = () if content.strip() else (f"{where}: the letter has only a title. Write it, or mark it with `draft: true`",)
    return found, (*read.warnings(), *_gave_way(meta, where, slug), *empty)


def _gave_way(meta: Meta, where: str, slug: str) -> tuple[str, ...]:
    """Say where a letter has its file's whole name for a slug: an earlier one has what stands behind the day."""
    name = Path(where).stem
    own = slugify(undated(name))
    if meta.get("slug") or not own or own == slug or slug != slugify(name):
        return ()
    return (f'{where}: its address is "{slug}", for another letter has "{own}". Write `slug: {slug}` here, and it stays so',)


def _blocks(content: str) -> list[Block]:
    found: list[Block] = []
    count = 0
    for html, text, heading in body.blocks(content):
        count += not heading and bool(text)
        found.append(Block(html, text, "" if heading or not text else f"p-{count}"))
    return found


def names(meta: Meta, *keys: str) -> tuple[str, ...]:
    """Return the texts under these keys, each given alone or as a list, without repeats; anything else counts as none."""
    values = [meta.get(key) for key in keys]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(_printable(" ".join(one.split())) for one in flat if isinstance(one, str) and one.strip()))


def _printable(text: str) -> str:
    """Replace halves of characters, which YAML escapes can write and no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    """Reads typed values out of front matter, and knows the line of each key."""

    def __init__(self, meta: Meta, text: str, where: str, slug: str) -> None:
        self._meta = meta
        self._where = where
        self._slug = slug
        fence = _FENCE.match(text)
        head = fence[0].splitlines() if fence else []
        self._lines = {line.split(":")[0].strip(): number for number, line in enumerate(head, 1) if ":" in line}

    def _fault(self, key: str, message: str, remedy: str) -> ItemError:
        line = self._lines.get(key, 1) if key in self._meta else 1
        return ItemError(message, f"{self._where}:{line}", remedy)

    def missing(self, key: str, example: str) -> str:
        """Refuse a draft without this key."""
        raise self._fault(key, f"the draft has no {key}", f"Add a line `{example}` between the --- lines.")

    def text(self, key: str) -> str:
        """Return a text, or "" where the key is absent."""
        value = self._meta.get(key)
        if isinstance(value, (dict, list)):
            raise self._fault(key, f"{key} must be one text", f"Write `{key}: ...` on one line.")
        return "" if value is None else _printable(" ".join(str(value).split()))

    def number(self, key: str) -> int | None:
        """Return a whole number, or None where the key is absent."""
        value = self._meta.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 100_000:
            raise self._fault(key, f"{key} must be a whole number, not {value!r}", f"Write `{key}: 12`.")
        return value

    def names(self, *keys: str) -> tuple[str, ...]:
        """Return the texts under these keys, each given alone or as a list, without repeats."""
        for key in keys:
            value = self._meta.get(key)
            values = value if isinstance(value, list) else [] if value is None else [value]
            if any(not isinstance(one, str) for one in values):
                raise self._fault(key, f"{key} must be a name or a list of names", f"Write `{key}: [One, Two]`.")
        return names(self._meta, *keys)

    def themes(self, known: ThemeNames) -> tuple[str, ...]:
        """Return the themes that the host pinned, by their names of today; each must be one of the show's."""
        return tuple(dict.fromkeys(self._theme(name, known) for name in self.names("themes")))

    def _theme(self, name: str, known: ThemeNames) -> str:
        now = known.get(name, ())
        if not now:
            advice = tables.nearest(name, known) or "Define it in content/themes.toml."
            raise self._fault("themes", f'theme "{name}" is not defined in content/themes.toml', advice)
        if len(now) > 1:
            raise self._fault("themes", f'theme "{name}" was split into {", ".join(now)}', "Write the one that you mean, or each.")
        return now[0]

    def date(self) -> str:
        """Return the date as ISO 8601."""
        value = self._meta.get("date")
        if value is None:
            named = re.search(r"\d{4}-\d{2}-\d{2}", Path(self._where).name)
            self.missing("date", f"date: {named[0] if named else '2025-03-04'}")
        return self._day("date")

    def updated(self) -> str:
        """Return the date of a later change as ISO 8601, or "" where none is given; it cannot be earlier than the first."""
        day = self._day("updated") if self._meta.get("updated") is not None else ""
        if day and day < self.date():
            raise self._fault("updated", f"updated: {day} is before date: {self.date()}", "Write the day of the later change.")
        return day

    def _day(self, key: str) -> str:
        value = self._meta.get(key)
        try:
            return datetime.datetime.fromisoformat(str(value).strip()).date().isoformat()
        except ValueError as fault:
            raise self._fault(key, f'"{value}" is no date', f"Write year, month and day: `{key}: 2025-03-04`.") from fault

    def was(self) -> tuple[str, ...]:
        """Return the slugs that the item had before."""
        former = self.names("was")
        for slug in former:
            if fault := slug_fault(slug):
                raise self._fault("was", fault, "Write the last part of the old address: `was: [old-slug]`.")
            if slug == self._slug:
                raise self._fault("was", f'"{slug}" is its slug still', "Write only slugs that it has no more.")
        return former

    def warnings(self) -> tuple[str, ...]:
        """Name a slug that had to be changed, and keys that look like a misspelt one of ours; foreign keys are left in peace."""
        slug = self.text("slug")
        moved = (
            [f'{self._where}: the slug "{slug}" cannot be an address; "{self._slug}" is used']
            if slug not in ("", self._slug)
            else []
        )
        strange = {key: tables.nearest(key, _KNOWN) for key in self._meta if key not in _KNOWN}
        misspelt = [
            f'{self._where}:{self._lines.get(key, 1)}: the key "{key}" is not known. {advice}'
            for key, advice in strange.items()
            if advice.startswith("Did")
        ]
        return (*moved, *misspelt)
