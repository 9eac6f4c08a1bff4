"""Turn the text that WordPress keeps into HTML: blank lines part paragraphs there, and [brackets] stand for widgets."""

import re
from functools import partial
from html import escape

import msgspec

from pipeline.model import UNREAD

_BLOCK = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|blockquote|pre|table|figure|section|hr|iframe|!--)\b|<!-- wp:", re.IGNORECASE)
_PARTS = re.compile(r"(<pre\b.*?(?:</pre\s*>|\Z))", re.IGNORECASE | re.DOTALL)
_CAPTION = re.compile(r"\[caption[^\[\]]*\]((?:[^\[]|\[(?!caption))*?)\[/caption\]")
_PICTURE = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_EMBED = re.compile(r"\[(?:embed|youtube|vimeo|soundcloud|spotify)([^\[\]]*)\](?:\[/\w+\])?")
_WRAPPED = re.compile(r"\[embed[^\[\]]*\]\s*(https?://[^\s\[]+)\s*\[/embed\]")
_SOUND = re.compile(r"\[(?:audio|video)\b([^\[\]]*)\](?:\[/(?:audio|video)\])?")
_ADDRESS = re.compile(r"https?://[^\s\"']+")
_WIDGET = re.compile(
    r"\[/?(?:gallery|subscribe\w*|contact-form\w*|jetpack\w*|mc4wp\w*|sharing|addtoany|ad|vc_\w+|et_pb_\w+|playlist)\b[^\[\]]*\]"
)
_BARE = re.compile(r"^\s*(https?://\S+)\s*$")


def html(text: str) -> str:
    """Return a post as HTML; one whose paragraphs are marked up already keeps them."""
    text = _widgets(text.replace("\r\n", "\n").replace("\r", "\n"))
    if "<!-- wp:" in text or re.search(r"<p[\s>]", text, re.IGNORECASE):
        return text
    parts = _PARTS.split(text)
    return "\n".join(part if at % 2 else "\n".join(map(_paragraph, re.split(r"\n\s*\n", part))) for at, part in enumerate(parts))


def with_notes(html: str, kept: str) -> str:
    """Return a post with its footnotes at the end: WordPress keeps them beside it, as JSON."""
    try:
        notes = msgspec.json.decode(kept or "[]", type=list[dict[str, str]])
    except UNREAD:
        return html
    items = "".join(
        f'<li id="{escape(note.get("id", ""))}">{note.get("content", "")} <a href="#{escape(note.get("id", ""))}-link"></a></li>'
        for note in notes
    )
    return f"{html}\n<ol>{items}</ol>" if items else html


def _widgets(text: str) -> str:
    text = _CAPTION.sub(_figure, text)
    text = _WRAPPED.sub(_link, text)
    text = _EMBED.sub(partial(_widget, "\n\n{}\n\n"), text)
    text = _SOUND.sub(partial(_widget, '<audio src="{}"></audio>'), text)
    return _WIDGET.sub("", text)


def _figure(found: re.Match[str]) -> str:
    picture = _PICTURE.search(found[1])
    if not picture:
        return found[1]
    words = (found[1][: picture.start()] + found[1][picture.end() :]).strip()
    return f"\n\n<figure>{picture[0]}<figcaption>{words}</figcaption></figure>\n\n"


def _link(found: re.Match[str]) -> str:
    return f"\n\n{found[1]}\n\n"


def _widget(shown: str, found: re.Match[str]) -> str:
    """Show the first address in a widget's brackets; one without stays as it is."""
    address = _ADDRESS.search(found[1])
    return shown.format(address[0]) if address else found[0]


def _paragraph(text: str) -> str:
    """Mark up one paragraph: an address alone on its line is an embed, a single line break is meant."""
    text = text.strip()
    if not text or _BLOCK.match(text):
        return text
    if bare := _BARE.match(text):
        return f'<iframe src="{bare[1]}"></iframe>'
    return "<p>{}</p>".format(text.replace("\n", "<br>\n"))
