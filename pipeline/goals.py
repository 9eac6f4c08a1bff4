"""What the slugs of a show mean: where marks lead, whatever was renamed since. Renders nothing."""

from pipeline.model import Library

Key = tuple[str, str]  # kind and slug


def goals(library: Library) -> dict[str, list[Key]]:
    """Return all that each slug means; the first is where a mark leads.

    A former slug of an episode or a letter means it only where nothing else has that slug. One of a theme is an address still.
    """
    today = [("episode", one.slug) for one in library.episodes]
    today += [("issue", one.slug) for one in library.issues]
    today += dict.fromkeys(("theme", slug) for one in library.themes for slug in (one.slug, *one.was))
    today += [("person", one.slug) for one in library.people]
    today += [(one.kind, one.slug) for one in library.things]
    former = [(old, ("episode", one.slug)) for one in library.episodes for old in one.was]
    former += [(old, ("issue", one.slug)) for one in library.issues for old in one.was]
    found: dict[str, list[Key]] = {}
    for key in today:
        found.setdefault(key[1], []).append(key)
    renamed: dict[str, list[Key]] = {}
    for old, key in former:
        if old not in found:
            renamed.setdefault(old, []).append(key)
    return found | renamed


def titles(library: Library) -> dict[Key, str]:
    """Return what everything that a slug may mean is called."""
    found = {("episode", one.slug): one.title for one in library.episodes}
    found |= {("issue", one.slug): one.title for one in library.issues}
    found |= {("theme", slug): one.name for one in library.themes for slug in one.was}
    found |= {("theme", one.slug): one.name for one in library.themes}
    found |= {("person", one.slug): one.name for one in library.people}
    return found | {(one.kind, one.slug): one.name for one in library.things}
