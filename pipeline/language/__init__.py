"""The words of the interface in one language: a table for each, with a show's own words over it. Knows no page.

`templates/words/en.toml` says which words there are. A table has them all, each with the same {names} in it; a list of two
is a word for one and for many. `content/words.toml` holds what a show says otherwise.
"""

from pipeline.language.table import FOLDER, OWN, english, load, unknown
from pipeline.language.words import Words

__all__ = ["FOLDER", "OWN", "Words", "english", "load", "unknown"]
