"""Make slugs, the last part of an address, and say what is wrong with one."""

import re
import unicodedata

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LIMIT = 100
DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?P<apart>[-_ ]*)(?P<rest>.*)", re.DOTALL)  # a file's name


def slug_fault(slug: str) -> str:
    """Say what is wrong with a slug, or "" when it is a good one."""
    if not SLUG.fullmatch(slug):
        return f'"{slug}" cannot be a slug'
    return f'the slug "{slug[:40]}..." has more than {SLUG_LIMIT} characters' if len(slug) > SLUG_LIMIT else ""


def undated(stem: str) -> str:
    """Return a file's name without the date before it: `2025-03-04-three-keys` -> `three-keys`."""
    found = DATED.match(stem)
    return found["rest"] if found and found["apart"] else stem


def slugify(name: str) -> str:
    """Make a slug from a name: `Who Won't Sit Still` -> `who-wont-sit-still`; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("'", "").replace("\u2019", "")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-")
