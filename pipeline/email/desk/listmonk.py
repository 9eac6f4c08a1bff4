"""Keep drafts at a listmonk, as campaigns; see its documentation, "API / Campaigns" and "API / Templates"."""

import re

import msgspec

from pipeline.email.desk.base import Ask, Draft, Kept, decoded, sent
from pipeline.errors import InputError
from pipeline.settings.email import Email

_BARE = re.compile(r"\s*\{\{\s*template\s+\"content\"\s+\.\s*\}\}\s*")
_TOML = "content/show.toml"


class _Campaign(msgspec.Struct):
    id: int
    status: str = "draft"
    tags: list[str] | None = None


class _Campaigns(msgspec.Struct):
    results: list[_Campaign]


class _Named(msgspec.Struct):
    id: int
    name: str
    type: str = ""
    body: str = ""


class _Lists(msgspec.Struct):
    results: list[_Named]


class _One(msgspec.Struct):
    data: _Campaign


class _All(msgspec.Struct):
    data: _Campaigns


class _Templates(msgspec.Struct):
    data: list[_Named]


class _EveryList(msgspec.Struct):
    data: _Lists


class Listmonk:
    """A listmonk of the host's own. A letter's campaign is known by its tag, `podloom:SLUG`."""

    def __init__(self, ask: Ask, settings: Email) -> None:
        if not settings.api:
            remedy = 'Write it under [email]: api = "https://lists.example.com".'
            raise InputError("it is not said where your listmonk answers", _TOML, remedy)
        self._ask = ask
        self._settings = settings
        self._home = settings.api.rstrip("/").removesuffix("/api")

    def keep(self, draft: Draft) -> Kept:
        """Make a campaign of the draft, or write it into the one that is there."""
        lists, template = self._lists(), self._template()
        before = self._found(draft.slug)
        if before and before.status != "draft":
            raise sent(draft.slug, before.status, self._shown(before.id))
        body: dict[str, object] = {
            "name": draft.title,
            "subject": draft.title,
            "lists": lists,
            "type": "regular",
            "content_type": "html",
            "messenger": "email",
            "body": draft.html,
            "altbody": draft.text,
            "template_id": template,
            "tags": [_tag(draft.slug)],
        }
        if self._settings.sender:
            body["from_email"] = self._settings.sender
        url = f"{self._home}/api/campaigns"
        if before:
            self._ask("PUT", f"{url}/{before.id}", body)
            return Kept("updated", str(before.id), self._shown(before.id))
        made = decoded(self._ask("POST", url, body), _One, url).data
        return Kept("created", str(made.id), self._shown(made.id))

    def _found(self, slug: str) -> _Campaign | None:
        """Return the campaign of a letter: a draft before one that was sent."""
        url = f"{self._home}/api/campaigns?per_page=all&no_body=true"
        campaigns = decoded(self._ask("GET", url), _All, url).data.results
        own = [one for one in campaigns if _tag(slug) in (one.tags or ())]
        return min(own, key=lambda one: (one.status != "draft", one.id), default=None)

    def _lists(self) -> list[int]:
        if self._settings.lists:
            return list(self._settings.lists)
        url = f"{self._home}/api/lists?per_page=all&minimal=true"
        known = decoded(self._ask("GET", url), _EveryList, url).data.results
        there = ", ".join(f"{one.id} ({one.name})" for one in known[:10]) or "none yet"
        remedy = f"Write their numbers under [email]: lists = [{known[0].id if known else 1}]. There are: {there}."
        raise InputError("it is not said which lists get the letter", _TOML, remedy)

    def _template(self) -> int:
        """Return the template that adds nothing to the mail: a frame around a whole page would break it."""
        if self._settings.template:
            return self._settings.template
        url = f"{self._home}/api/templates"
        bare = [one.id for one in decoded(self._ask("GET", url), _Templates, url).data if _BARE.fullmatch(one.body)]
        if not bare:
            remedy = (
                'Make one under Campaigns, Templates, whose whole text is {{ template "content" . }}, '
                "or name another under [email]: template = 2."
            )
            raise InputError("your listmonk has no template that leaves a mail as it is", self._home, remedy)
        return bare[0]

    def _shown(self, number: int) -> str:
        return f"{self._home}/admin/campaigns/{number}"


def _tag(slug: str) -> str:
    return f"podloom:{slug}"
