"""Small libraries for tests of links. Asserts nothing."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from pipeline import library, link, segment
from pipeline.ingest import draft
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Sentence, Show, Theme, Thing

MIRA = Show("The Table", url="https://table.example/", hosts=("Mira Halden",))


def episode(slug: str, title: str, date: str = "2025-03-18", guests: tuple[str, ...] = (), notes: str = "") -> Episode:
    """Make an episode; `notes` is HTML."""
    return Episode(slug=slug, title=title, date=date, audio="a.mp3", duration=600.0, guests=guests, notes=notes, notes_html=notes)


def issue(slug: str, title: str, date: str, text: str, **front: str) -> Issue:
    """Make a letter of Markdown."""
    lines = "".join(f'{key}: "{value}"\n' for key, value in {"title": title.replace('"', "'"), "date": date, **front}.items())
    found, _ = draft.issue(f"---\n{lines}---\n\n{text}\n", f"{slug}.md", slug)
    return found


def spoken(*texts: str, seconds: float = 36.0) -> tuple[Passage, ...]:
    """Make passages of speech, one every `seconds`, a sentence each."""
    starts = [at * seconds for at in range(1, len(texts) + 1)]
    return tuple(
        Passage(f"t-{int(start)}", text, (Sentence(text, start),) if text else (), start, start + seconds)
        for start, text in zip(starts, texts, strict=True)
    )


def shelf(
    episodes: Sequence[Episode] = (),
    issues: Sequence[Issue] = (),
    speech: Mapping[str, tuple[Passage, ...]] | None = None,
    people: Sequence[Person] = (),
    things: Sequence[Thing] = (),
    themes: Sequence[Theme] = (),
    mentions: Mapping[str, tuple[Mention, ...]] | None = None,
    show: Show = MIRA,
) -> Library:
    """Put a library together; `speech` goes by the slugs of episodes, `mentions` by item keys."""
    passages = {f"issue/{one.slug}": segment.letter(one.blocks) for one in issues}
    passages |= {f"episode/{slug}": own for slug, own in (speech or {}).items()}
    return library.assemble(
        show,
        tuple(themes),
        tuple(people),
        {f"episode/{one.slug}": one for one in episodes},
        {f"issue/{one.slug}": one for one in issues},
        passages,
        mentions or {},
        things=tuple(things),
    )


def published(whole: Library, boilerplate: float = 0.8) -> list[Link]:
    """Return the links that are published because they are written, without what is only alike."""
    return [one for one in link.find(whole, boilerplate).published if one.type != "related"]


def by_chance(whole: Library) -> dict[str, dict[str, bytes]]:
    """Return a vector for each passage that says nothing: its text decides the sign of each number."""
    return {key: {one.id: _signs(one.text) for one in own} for key, own in whole.passages.items()}


def _signs(text: str) -> bytes:
    drawn = b"".join(sha256(f"{text} {part}".encode("utf-8", "replace")).digest() for part in range(16))
    return bytes(6 if byte & 1 else 250 for byte in drawn)
