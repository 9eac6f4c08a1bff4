"""What the verbs of `podloom themes` share. Prints nothing."""

from pipeline import settings as reading
from pipeline.cli.common import Common
from pipeline.house import house
from pipeline.model import Theme


def known(options: Common) -> tuple[Theme, ...]:
    """Return the show's own themes; those that travel with Podloom where there is no show."""
    own = options.root / "content/themes.toml"
    return reading.themes(own if own.exists() else house() / "content/themes.toml")
