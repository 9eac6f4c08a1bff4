"""A file that a person wrote, to name the line of a fault in it. Finds none."""

import re

from pipeline.model import Fact


class Source(Fact, frozen=True):
    """A file of an item: its path from the show's root, and its text."""

    where: str
    text: str = ""

    def at(self, *words: str) -> str:
        """Return `file:line` where the first of these words that stand in it stand first, the file alone where none do."""
        place = next((place for one in words if one and (place := self.text.find(one)) >= 0), -1)
        return f"{self.where}:{self.text.count(chr(10), 0, place) + 1}" if place >= 0 else self.where

    def key(self, *names: str) -> str:
        """Return `file:line` of the first of these keys of its front matter."""
        found = re.search(rf"^(?:{'|'.join(names)})[ \t]*:", self.text, re.MULTILINE)
        return self.at(found[0]) if found else self.where
