"""Render a letter into the HTML of a mail, with every style written into its element. Sends nothing and fetches nothing."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.email.letter import Letter
from pipeline.language import Words
from pipeline.pages.render import render
from pipeline.pages.view import View
from pipeline.share.plate import CARD_HEIGHT, CARD_WIDTH

if TYPE_CHECKING:
    from css_inline import CSSInliner

_KEPT = ("kept.css", "outlook.css")  # sheets that stay sheets
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMAGE = 534  # pixels: a play card's picture, inside its border
# What the provider puts in stands here while what authors wrote is kept from being taken for its placeholders.
_UNSUBSCRIBE, _ADDRESS = "\ue000unsubscribe\ue001", "\ue000address\ue001"


def html(letter: Letter, templates: Sequence[Path], words: Words) -> str:
    """Return the whole mail as HTML. `templates` and `words` are as for a page of the site.

    Raises:
        ItemError: a template is wrong.
    """
    made = _inliner().inline(_rendered(letter, "letter.html.j2", templates, words))
    kept = (_COMMENT.sub("", _rendered(letter, name, templates, words)).strip() for name in _KEPT)
    sheets = "".join(f"<style>{sheet}</style>\n" for sheet in kept if sheet)
    return _filled(letter, made.replace("</head>", f"{sheets}</head>", 1))


def part(letter: Letter, templates: Sequence[Path], words: Words) -> str:
    """Return the letter alone as HTML, for providers that have a frame of their own.

    Raises:
        ItemError: a template is wrong.
    """
    inside = f'<div class="text">{_rendered(letter, "text.html.j2", templates, words)}</div>'
    return _filled(letter, _inliner().inline_fragment(inside, _rendered(letter, "style.css", templates, words)))


def _rendered(letter: Letter, name: str, templates: Sequence[Path], words: Words) -> str:
    card = {"width": _IMAGE, "height": round(_IMAGE * CARD_HEIGHT / CARD_WIDTH)}
    unsubscribe = _UNSUBSCRIBE if letter.provider.unsubscribe else letter.unsubscribe
    data: dict[str, object] = {"letter": letter, "card": card, "unsubscribe": unsubscribe, "address": _ADDRESS}
    return render(View("", f"email/{name}", letter.title, "", "", data), templates, words)


def _inliner() -> "CSSInliner":
    from css_inline import CSSInliner

    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _filled(letter: Letter, made: str) -> str:
    provider = letter.provider
    quiet = provider.quiet(made)
    return quiet.replace(_UNSUBSCRIBE, provider.unsubscribe).replace(_ADDRESS, provider.address)
