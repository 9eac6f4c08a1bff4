"""Put a letter as it is written now into the library of the last build: no mail says what was said before. Builds nothing."""

from collections.abc import Sequence

import msgspec

from pipeline import decisions, link, marks, segment
from pipeline.decisions import LinkDecision
from pipeline.goals import goals
from pipeline.model import Issue, Library


def with_letter(library: Library, issue: Issue, boilerplate: float, decided: Sequence[LinkDecision] = ()) -> Library:
    """Return the library with this letter in it.

    Where the build knows another version of it, or none, its own links are found anew, by what is written in it and what the
    host `decided`, and no others are there; its themes are then those that its front matter names.
    """
    if issue in library.issues:
        return library
    key = f"issue/{issue.slug}"
    passages = {**library.passages, key: segment.letter(issue.blocks)}
    whole = msgspec.structs.replace(
        library,
        issues=(issue, *(one for one in library.issues if one.slug != issue.slug)),
        passages=passages,
        mentions={name: some for name, some in library.mentions.items() if name != key},
    )
    # The words of an episode are read for the moments that are named in it, and for nothing else.
    meant = goals(whole)
    named = {key, *("/".join(goal) for mark in marks.find(issue.body) for goal in meant.get(mark.slug, ()))}
    read = {name: some for name, some in passages.items() if name in named}
    alone = msgspec.structs.replace(whole, issues=(issue,), passages=read, mentions={}, links=())
    found = link.find(alone, boilerplate, refused=decisions.refused(decided, whole))
    settled = decisions.settle(found.published, found.suggested, decided, whole)
    return msgspec.structs.replace(whole, links=settled.published)
