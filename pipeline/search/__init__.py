"""Search: what the site's index holds, how it is made, and the same library searched from the terminal."""

from pipeline.search.find import Found, Hit, Search, find, over
from pipeline.search.index import index
from pipeline.search.meaning import Meaning
from pipeline.search.query import MOST_WORDS, Query, parse
from pipeline.search.rank import Parts, Weights
from pipeline.search.records import Record, of_item, of_show
from pipeline.search.vocabulary import NAME as VOCABULARY
from pipeline.search.vocabulary import vocabulary

__all__ = [
    "MOST_WORDS",
    "VOCABULARY",
    "Found",
    "Hit",
    "Meaning",
    "Parts",
    "Query",
    "Record",
    "Search",
    "Weights",
    "find",
    "index",
    "of_item",
    "of_show",
    "over",
    "parse",
    "vocabulary",
]
