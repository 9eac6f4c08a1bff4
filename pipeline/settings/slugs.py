"""Make slugs, the last part of an address, and say what is wrong with one."""

import re
import unicodedata

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LIMIT = 100


def slug_fault(slug: str) -> str:
    """Say what is wrong with a slug, or "" when it is a good one."""
    if not SLUG.fullmatch(slug):
        return f'"{slug}" cannot be a slug'
    return f'the slug "{slug[:40]}..." has more than {SLUG_LIMIT} characters' if len(slug) > SLUG_LIMIT else ""


def slugify(name: str) -> str:
    """Make a slug from a name: `Who Won't Sit Still` -> `who-wont-sit-still`; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("'", "").replace("\u2019", "")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-")
