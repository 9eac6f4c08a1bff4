"""Render a view with Jinja2 into the HTML of a page's main part. Reads templates, writes nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.language import Words
from pipeline.pages.chips import shape
from pipeline.pages.margins import Margins
from pipeline.pages.transcript import Lines
from pipeline.pages.view import View, root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment
    from markupsafe import Markup

Told = Lines | Margins  # what the page of an item shows of nothing but that item


def render(view: View, templates: Sequence[Path], words: Words, told: Told | None = None) -> str:
    """Return the HTML of a view's main part; every link in it is relative to the view's own address.

    `told` is what the page of an item shows of nothing but itself; no other page has it. `words` are those of its language:
    in a template `{{ 'episode.player'|say }}` is one of them, put in when the template is compiled, and
    `'count.letters'|counted(3)` one with a number.

    `templates` are folders that hold `pages/`; the first one that has a template wins, so that a show can replace any
    template of the house.

    Raises:
        ItemError: a template is wrong, with its file and line where Jinja2 knows them, or asks for a word that is not there.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    up = root(view.path)
    try:
        template = _environment(tuple(templates), words).get_template(view.template)
        return template.render(
            view.data, **(told.beside(view) if told else {}), url=lambda address: up + address or "./", view_title=view.title
        )
    except TemplateError as fault:
        line = f":{fault.lineno}" if isinstance(fault, TemplateSyntaxError) else ""
        name = fault.name if isinstance(fault, TemplateSyntaxError) and fault.name else view.template
        remedy = "Mend the template, or delete your copy to have the one that comes with Podloom."
        raise ItemError(f"the template cannot be rendered: {fault.message or fault}", f"templates/{name}{line}", remedy) from fault


@cache
def _environment(folders: tuple[Path, ...], words: Words) -> Environment:
    """Jinja2 is imported only here: it costs some 60 ms, which a run that renders nothing should not pay."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    class Plain(Environment):
        """Looks among the keys of a mapping first: to find that it has no such attribute takes Python three times as long."""

        def getattr(self, obj: object, attribute: str) -> object:
            if type(obj) is dict and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

    made = Plain(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters |= {"say": words.say, "counted": words.count, "quoted": words.quoted, "linked": _linked, "shape": _shape}
    return made


@cache
def _shape(slug: str, letter: str) -> Markup:
    from markupsafe import Markup

    return Markup(shape(slug, letter))  # noqa: S704 - it escapes what it holds


def _linked(text: str, href: str, kind: str = "") -> Markup:
    """Make the [part of a sentence] in brackets a link; `kind` is its class."""
    from markupsafe import Markup, escape

    before, _, rest = text.partition("[")
    inside, _, after = rest.partition("]")
    link = Markup('<a{} href="{}">{}</a>').format(Markup(' class="{}"').format(kind) if kind else "", href, inside)
    return escape(before) + link + escape(after)
