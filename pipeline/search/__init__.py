"""Search: what the site's index holds, how it is made, and the same library searched from the terminal."""

from pipeline.search.find import Hit, find
from pipeline.search.index import index
from pipeline.search.records import Record, records, themes_of

__all__ = ["Hit", "Record", "find", "index", "records", "themes_of"]
