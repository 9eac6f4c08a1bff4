"""Read what people write in content/*.toml into frozen records: settings, themes, people. All faults at once, each with its line.

A table of show.toml has a module of its own here, with its record and its faults; `show` reads them all.
"""

from pipeline.settings.described import people, theme_names, themes, things
from pipeline.settings.show import LANGUAGE, Links, Settings, Transcribe, load
from pipeline.settings.slugs import SLUG, SLUG_LIMIT, slug_fault, slugify, undated

__all__ = [
    "LANGUAGE",
    "SLUG",
    "SLUG_LIMIT",
    "Links",
    "Settings",
    "Transcribe",
    "load",
    "people",
    "slug_fault",
    "slugify",
    "theme_names",
    "themes",
    "things",
    "undated",
]
