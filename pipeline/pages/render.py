"""Render a view with Jinja2 into the HTML of a page's main part. Reads templates, writes nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.pages.transcript import Part
from pipeline.pages.view import View, root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment


def render(view: View, templates: Sequence[Path], parts: Sequence[Part] = ()) -> str:
    """Return the HTML of a view's main part; every link in it is relative to the view's own address.

    `parts` are the transcript of an episode, which no other page needs.

    `templates` are folders that hold `pages/`; the first one that has a template wins, so that a show can replace any
    template of the house.

    Raises:
        ItemError: a template is wrong, with its file and line where Jinja2 knows them.
    """
    from jinja2 import TemplateError, TemplateSyntaxError

    up = root(view.path)
    try:
        template = _environment(tuple(templates)).get_template(view.template)
        return template.render(view.data, parts=parts, url=lambda address: up + address or "./", view_title=view.title)
    except TemplateError as fault:
        line = f":{fault.lineno}" if isinstance(fault, TemplateSyntaxError) else ""
        name = fault.name if isinstance(fault, TemplateSyntaxError) and fault.name else view.template
        remedy = "Mend the template, or delete your copy to have the one that comes with Podloom."
        raise ItemError(f"the template cannot be rendered: {fault.message or fault}", f"templates/{name}{line}", remedy) from fault


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Jinja2 is imported only here: it costs some 60 ms, which a run that renders nothing should not pay."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
