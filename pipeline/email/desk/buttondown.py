"""Keep drafts at Buttondown, as emails; see https://docs.buttondown.com, "Creating an email" and "Pagination"."""

import msgspec

from pipeline.email.desk.base import Ask, Draft, Kept, decoded, sent
from pipeline.errors import ItemError
from pipeline.settings.email import Email

_API = "https://api.buttondown.com/v1"
_MARK = "podloom"  # the key in an email's metadata that names the letter
_MOST_PAGES = 200
# Its editor takes a body for Markdown or HTML by a guess, unless it is told.
_HTML = "<!-- buttondown-editor-mode: fancy -->\n"


class _Email(msgspec.Struct):
    id: str
    status: str = "draft"
    metadata: dict[str, object] = {}


class _Page(msgspec.Struct):
    results: list[_Email]
    next: str | None = None


class Buttondown:
    """Buttondown. It puts the letter into its own frame, with the links to unsubscribe."""

    def __init__(self, ask: Ask, settings: Email) -> None:
        self._ask = ask
        self._url = f"{settings.api.rstrip('/') or _API}/emails"

    def keep(self, draft: Draft) -> Kept:
        """Make an email of the draft, or write it into the one that is there."""
        before = self._found(draft.slug)
        if before and before.status != "draft":
            raise sent(draft.slug, before.status, _shown(before.id))
        body: dict[str, object] = {
            "subject": draft.title,
            "body": _HTML + draft.part,
            "description": draft.summary,
            "canonical_url": draft.page,
            "metadata": {_MARK: draft.slug},
        }
        if before:
            self._ask("PATCH", f"{self._url}/{before.id}", body)
            return Kept("updated", before.id, _shown(before.id))
        # Without a status, Buttondown sends a new email to everybody at once.
        made = decoded(self._ask("POST", self._url, {**body, "slug": draft.slug, "status": "draft"}), _Email, self._url)
        if made.status != "draft":
            remedy = "Look at it at once: it should have been a draft."
            raise ItemError(f'Buttondown took it with the status "{made.status}"', _shown(made.id), remedy)
        return Kept("created", made.id, _shown(made.id))

    def _found(self, slug: str) -> _Email | None:
        """Return the email of a letter: a draft before one that was sent."""
        own: list[_Email] = []
        for number in range(1, _MOST_PAGES + 1):
            url = f"{self._url}?page={number}"
            page = decoded(self._ask("GET", url), _Page, url)
            own += [one for one in page.results if one.metadata.get(_MARK) == slug]
            if not page.next:
                break
        return min(own, key=lambda one: one.status != "draft", default=None)


def _shown(name: str) -> str:
    return f"https://buttondown.com/emails/{name}"
