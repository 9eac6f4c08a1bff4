"""A letter's page, with the show at its side; and the archive of letters by year. What is in its margin stands in margins.py."""

from itertools import groupby

from pipeline.model import Block, Place
from pipeline.pages.chips import chip
from pipeline.pages.crosslinks import Card, cards, sparked
from pipeline.pages.outside import written
from pipeline.pages.shelf import Shelf, path
from pipeline.pages.view import Shown, View, view
from pipeline.pages.words import minutes_to_read

_SIDE = 2  # cards beside one passage: more would run below it


class Piece(Shown, frozen=True):
    """A block of a letter; a heading has no id. `html` was sanitised when the letter was read."""

    html: str
    id: str
    cards: tuple[Card, ...]


def letter_page(shelf: Shelf, at: int) -> View:
    """Return the page of the letter at place `at` of the shelf."""
    issue = shelf.issues[at]
    here = path(issue)
    ties = cards(shelf, "issue", issue.slug)
    anchors = {block.passage for block in issue.blocks}
    data: dict[str, object] = {
        "title": issue.title,
        "day": shelf.words.day(issue.date),
        "date": issue.date,
        "author": issue.author,
        "time": shelf.words.count("letter.minutes", minutes_to_read(shelf.outline(issue).words)),
        "summary": issue.summary,
        "themes": [chip(theme) for theme in shelf.of_item(issue)],
        "pieces": [_piece(shelf, here, block, ties) for block in issue.blocks],
        "rest": [card for card in ties if card.here not in anchors or not card.here],
        "before": _neighbour(shelf, at + 1, shelf.words.say("neighbour.before")),
        "after": _neighbour(shelf, at - 1, shelf.words.say("neighbour.after")),
    }
    return view(here, "letter", issue.title, issue.summary, "letters", data)


def letters_page(shelf: Shelf) -> View:
    """Return the archive: every letter by year, newest first."""
    rows = [
        {
            "href": path(issue),
            "title": issue.title,
            "date": issue.date,
            "day": shelf.words.day_of_year(issue.date),
            "summary": issue.summary,
            "led": [{"href": href, "title": title} for href, title in sparked(shelf, Place("issue", issue.slug))],
            "themes": [chip(theme) for theme in shelf.of_item(issue)[:3]],
            "slugs": " ".join(theme.slug for theme in shelf.of_item(issue)),
        }
        for issue in shelf.issues
    ]
    years = [{"year": year, "rows": list(some)} for year, some in groupby(rows, lambda row: str(row["date"])[:4])]
    name = shelf.library.show.letters
    data: dict[str, object] = {
        "name": name,
        "lede": _lede(shelf, answered=any(row["led"] for row in rows)),
        "years": years,
        "themes": [chip(theme) for theme in shelf.themes.values()],
        "count": shelf.words.count("count.letters", len(rows)),
        "feed": "letters/feed.xml" if _feeds(shelf) else "",
    }
    every = shelf.words.say("letters.every", show=shelf.library.show.title)
    return view("letters/", "letters", name, every, "letters", data)


def _feeds(shelf: Shelf) -> bool:
    """Say whether the letters have a feed: it needs an address, and a letter that is published."""
    keys = {f"issue/{issue.slug}" for issue in shelf.issues}
    return bool(shelf.library.show.url and keys - {*shelf.library.previewed})


def _lede(shelf: Shelf, *, answered: bool) -> str:
    return " ".join(shelf.words.say(key) for key in ("letters.lede", *(["letters.answered"] if answered else [])))


def _piece(shelf: Shelf, here: str, block: Block, ties: tuple[Card, ...]) -> Piece:
    beside = [card for card in ties if block.passage and card.here == block.passage]
    return Piece(written(shelf, block.html, here), block.passage, tuple(beside[:_SIDE]))


def _neighbour(shelf: Shelf, at: int, word: str) -> dict[str, str] | None:
    if not 0 <= at < len(shelf.issues):
        return None
    issue = shelf.issues[at]
    return {"href": path(issue), "title": issue.title, "note": f"{word}, {shelf.words.day(issue.date)}" if issue.date else word}
