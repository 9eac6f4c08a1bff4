"""Find the footnotes of foreign HTML: a link to a place that links back. Knows no system's names for them."""

import re

from bs4 import BeautifulSoup, Tag

from pipeline.ingest.letters.soup import elements

REFERENCE, ASIDE = "podloom-reference", "podloom-aside"
_HOLDERS = ("li", "div", "aside", "p", "dd")
_HEADING = re.compile(r"h[1-6]")
_LONGEST = 4_000


def mark(tree: BeautifulSoup) -> None:
    """Put an element REFERENCE in the place of each reference, and the notes at the end, each in an element ASIDE.

    Both bear the note's number as `n`, in the order of the text.
    """
    places = {str(one["id"]): one for one in reversed(elements(tree)) if one.get("id")}
    links = [link for link in elements(tree, "a") if str(link.get("href") or "")[1:] in places and str(link["href"])[0] == "#"]
    ways = _ways_back(places, links)
    order = {id(one): at for at, one in enumerate(elements(tree))}
    notes: dict[int, tuple[int, Tag]] = {}
    for link in links:
        holder = _holder(places[str(link["href"])[1:]])
        if holder is None or order[id(holder)] < order[id(link)]:  # a note comes after what it is a note to
            continue
        if id(holder) in notes or any((id(holder), id(one)) in ways for one in (link, *link.parents, *elements(link))):
            number, _ = notes.setdefault(id(holder), (len(notes) + 1, holder))
            _refer(tree, link, number)
    for number, holder in notes.values():
        _move(tree, holder, number)


def _holder(target: Tag) -> Tag | None:
    """Return the block that holds the note whose place is `target`; a stretch with headings, or a long one, is no note."""
    if _HEADING.fullmatch(target.name):
        return None
    holder = target if target.name in _HOLDERS else next((one for one in target.parents if one.name in _HOLDERS), None)
    if holder is None or holder.find(_HEADING) or len(holder.get_text()) > _LONGEST:
        return None
    return holder


def _ways_back(places: dict[str, Tag], links: list[Tag]) -> set[tuple[int, int]]:
    """Return which block links to which place."""
    return {(id(around), id(places[str(link["href"])[1:]])) for link in links for around in link.parents if around.name in _HOLDERS}


def _refer(tree: BeautifulSoup, link: Tag, number: int) -> None:
    place = (
        link.parent
        if link.parent is not None and link.parent.name in ("sup", "span") and link.parent.get_text() == link.get_text()
        else link
    )
    place.replace_with(tree.new_tag(REFERENCE, n=str(number)))


def _move(tree: BeautifulSoup, holder: Tag, number: int) -> None:
    """Take a note, without its links back, to the end of the letter; a list or a heading that held only notes goes."""
    around = list(holder.parents)
    for back in elements(holder, "a"):
        if str(back.get("href") or "").startswith("#"):
            back.decompose()
    aside = tree.new_tag(ASIDE, n=str(number))
    for child in list(holder.contents):
        aside.append(child)
    holder.decompose()
    for one in around:
        if (
            one.name in ("ol", "ul", "section", "div", "aside", "footer")
            and not any(one.stripped_strings)
            and not one.find(["img", REFERENCE])
        ):
            one.decompose()
            continue
        break
    (tree.body or tree).append(aside)
