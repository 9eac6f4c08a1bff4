"""Know how the show's words are written, hint them to the engine, and put them in where it surely misheard.

content/glossary.toml has a block for each term:

    [[term]]
    write = "Anoop Menon"                    # how it is written
    heard = ["a noop menon", "Anup Menon"]   # what the engine makes of it; replaced wherever it stands as words of its own
    hint = true                              # whether the engine is told to expect it; true when left out

Words are compared without regard to case, to the kind of apostrophe, and to hyphen or blank between them. Signs around a
term stay; signs inside it must be those of `heard`. The longest that fits is taken, and nothing is replaced twice.
"""

from pipeline.glossary.replacing import replace
from pipeline.glossary.terms import Term, hints, load

__all__ = ["Term", "hints", "load", "replace"]
