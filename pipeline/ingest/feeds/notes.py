"""Say in front matter and Markdown what a feed says of an episode. Writes no file."""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pipeline import body
from pipeline.clock import stamp
from pipeline.errors import ItemError
from pipeline.ingest.feeds.record import Entry, Feed, Tag
from pipeline.text import brief, printable, quoted

LONGEST_TITLE = 300
LONGEST_SUMMARY = 400
LONGEST_NOTES = 100_000
MOST_DEPTH = 60
LONGEST_GUID = 1_000
MOST_PEOPLE = 40
_KINDS = ("trailer", "bonus")
_YES = ("true", "yes", "explicit")
_NO = ("false", "no", "clean")


def lines(entry: Entry, feed: Feed, source: str, date: str, hosts: tuple[str, ...]) -> dict[str, str]:
    """Return the lines of front matter by key, each as it stands there; texts are JSON strings, which YAML reads as texts."""
    people = entry.persons or feed.persons
    own = names(people, "host")
    said: dict[str, object] = {
        "title": title(entry),
        "date": date,
        "guid": guid(entry),
        "source": source,
        "link": entry.link if re.match(r"https?://", entry.link) else "",
        "season": _whole(entry.season, 1),
        "season_name": entry.season_name if _whole(entry.season, 1) else "",
        "episode": _whole(entry.number, 0),
        "display": entry.display,
        "type": entry.kind if entry.kind in _KINDS else "",
        "explicit": True if entry.explicit in _YES else False if entry.explicit in _NO else None,
        "hosts": [] if own == list(hosts) else own,
        "guests": names(people, "guest"),
        "credits": credits_of(people),
        "summary": brief(printable(entry.summary), LONGEST_SUMMARY),
        "soundbites": [bite for tag in entry.soundbites[:MOST_PEOPLE] if (bite := _soundbite(tag))],
    }
    return {key: f"{key}: {value if key == 'date' else _yaml(value)}" for key, value in said.items() if value not in ("", [], None)}


def title(entry: Entry) -> str:
    """Return an episode's title; one without is called by its number or its date."""
    found = printable(entry.title)
    if len(found) > LONGEST_TITLE:
        found = found[: LONGEST_TITLE - 3].rstrip() + "..."
    number = _whole(entry.number, 0)
    return found or (f"Episode {number}" if number is not None else f"Episode of {entry.date[:10]}" if entry.date else "Untitled")


def guid(entry: Entry) -> str:
    """Return the guid for which apps know the episode: where it has none, they take the address of its sound."""
    one = next(iter(entry.enclosures), Tag())
    found = entry.guid or one.get("url")
    if not entry.guid and (_holds_password(found) or "?" in found):
        return ""  # what may be a password does not belong into a file that is published
    return found if found == printable(found) and len(found) <= LONGEST_GUID else ""


def _holds_password(url: str) -> bool:
    """Say whether an address holds a name and a password."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return True


def names(people: tuple[Tag, ...], role: str) -> list[str]:
    """Return those of the cast who are hosts, or guests; one without a role is a host (podcast namespace, person)."""
    cast = [one for one in people[:MOST_PEOPLE] if (one.get("group") or "cast").lower() == "cast"]
    found = [printable(one.text) for one in cast if _role(one) == role]
    return list(dict.fromkeys(name for name in found if name))


def credits_of(people: tuple[Tag, ...]) -> list[str]:
    """Return everybody else, each as `Name (Role)`."""
    found = []
    for one in people[:MOST_PEOPLE]:
        cast = (one.get("group") or "cast").lower() == "cast"
        name = re.sub(r"[()]", "", printable(one.text)).strip()
        role = re.sub(r"[()]", "", printable(one.get("role") or one.get("group"))).strip()
        if name and not (cast and _role(one) in ("host", "guest")):
            found.append(f"{name} ({role})" if role else name)
    return list(dict.fromkeys(found))


def _role(one: Tag) -> str:
    role = one.get("role").lower() or "host"
    return "host" if role.replace("-", "").replace(" ", "") in ("host", "cohost") else role


def text(entry: Entry, where: str, site: str = "") -> str:
    """Return the show notes as Markdown; where their HTML cannot be read, its words.

    Addresses without a machine count from the item's page, else from `site`.

    Words without tags are no Markdown either: a star in them is a star, and no picture is asked for.
    """
    from pipeline.ingest.letters import plain, soup, writing

    given = entry.html[:LONGEST_NOTES] or entry.summary
    if not re.search(r"<[A-Za-z/!]|&[#\w]+;", given):
        return plain.from_text(given)
    safe = body.clean(given)
    if not shallow(safe):
        return plain.from_text(body.plain(safe))
    try:
        tree = soup.parse(safe, where)
        soup.clean(tree)
        for picture in soup.elements(tree, "img"):  # they lie elsewhere, and the site asks nobody else for anything
            picture.decompose()
        return writing.markdown(tree, entry.link or site)
    except (ItemError, RecursionError, ValueError):
        return plain.from_text(body.plain(safe))


def shallow(safe: str) -> bool:
    """Say whether clean HTML is nested as people nest it: to make Markdown of 33,000 elements within each other took 400 s."""
    depth = deepest = 0
    for found in re.finditer(r"<(/?)(?!br|hr|img)[a-z]", safe):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return deepest <= MOST_DEPTH


def _whole(given: str, least: int) -> int | None:
    plain = given.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 and int(plain) >= least else None


def _soundbite(tag: Tag) -> str:
    try:
        start, seconds = float(tag.get("startTime")), float(tag.get("duration"))
    except ValueError:
        return ""
    if not (0 <= start < 360_000 and 0 < seconds < 36_000):
        return ""
    return f"{stamp(start)}-{stamp(start + seconds)} {printable(tag.text)}".strip()


def _yaml(value: object) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def page(front: Mapping[str, str], below: str) -> str:
    """Return a new episode.md."""
    return "\n".join(["---", *front.values(), "---", "", below, ""])
