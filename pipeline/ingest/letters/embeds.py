"""Turn what is embedded (videos, sounds, posts of others) into links: a letter of ours loads nothing from elsewhere."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from pipeline.ingest.letters.soup import elements

_YOUTUBE = re.compile(r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/)|youtu\.be/)([\w-]{6,20})")
_VIMEO = re.compile(r"player\.vimeo\.com/video/(\d+)")
_SPOTIFY = re.compile(r"open\.spotify\.com/embed(?:-podcast)?/(\w+/\w+)")
_NAMES = {
    "youtube.com": "Video on YouTube",
    "youtu.be": "Video on YouTube",
    "vimeo.com": "Video on Vimeo",
    "spotify.com": "Listen on Spotify",
    "podcasts.apple.com": "Listen on Apple Podcasts",
    "soundcloud.com": "Listen on SoundCloud",
    "twitter.com": "Post on X",
    "x.com": "Post on X",
    "bsky.app": "Post on Bluesky",
    "instagram.com": "Post on Instagram",
    "tiktok.com": "Video on TikTok",
    "loom.com": "Video on Loom",
}
# Where Substack and its like keep an address, and what to call it, in the JSON beside an embed.
_ADDRESSES = ("canonical_url", "url", "permalink", "post_url", "publication_url", "base_url", "src", "href")
_TITLES = ("title", "full_text", "text", "name", "post_title", "filename")
_KEPT_WIDGETS = ("image", "footnote", "button", "subscribe", "captioned", "subscription")
_LONGEST = 200


def link(tree: BeautifulSoup) -> None:
    """Put links in the place of all embeds of a letter."""
    for one in elements(tree):
        if one.decomposed:
            continue
        told = _told(one)
        if one.name in ("iframe", "audio", "video"):
            _replace(tree, one, _source(one), str(one.get("title") or "") or _near(one))
        elif told and one.name == "div" and ("gallery" in told or _is_widget(one)):
            _unfold(tree, one, told)


def _replace(tree: BeautifulSoup, one: Tag, address: str, title: str) -> None:
    address = _plain(f"https:{address}" if address.startswith("//") else address)
    if not address.startswith(("https://", "http://")):
        one.decompose()
        return
    paragraph, anchor = tree.new_tag("p"), tree.new_tag("a", href=address)
    anchor.string = " ".join(title.split())[:_LONGEST] or _by_host(address)
    paragraph.append(anchor)
    one.replace_with(paragraph)


def _source(one: Tag) -> str:
    inner = one.find("source", src=True)
    return str(one.get("src") or one.get("data-src") or one.get("data-lazy-src") or (inner["src"] if inner else ""))


def _plain(address: str) -> str:
    """Return the address of what an embed shows, where a reader would go for it."""
    for pattern, page in (
        (_YOUTUBE, "https://www.youtube.com/watch?v={}"),
        (_VIMEO, "https://vimeo.com/{}"),
        (_SPOTIFY, "https://open.spotify.com/{}"),
    ):
        if found := pattern.search(address):
            return page.format(found[1])
    try:
        parts = urlsplit(address)
        inner = parse_qs(parts.query).get("url", [""])[0]
        return urlsplit(inner).geturl() if "player" in parts.netloc and inner.startswith("https://") else address
    except ValueError:
        return ""  # it leads nowhere


def _by_host(address: str) -> str:
    host = urlsplit(address).netloc.lower()
    known = next((name for end, name in _NAMES.items() if host == end or host.endswith(f".{end}")), "")
    if known:
        return known
    file = urlsplit(address).path.rpartition("/")[2]
    return f"Listen: {file}" if re.search(r"\.(?:mp3|m4a|ogg|wav)$", file) else host


def _near(one: Tag) -> str:
    """Return what is written beside a player as its title."""
    card = one.find_parent(class_=re.compile(r"audio-card|video-card|file-card"))
    title = card.find(class_=re.compile("title")) if card else None
    return title.get_text(" ") if title else ""


# ---- Substack's widgets, which keep what they show as JSON


def _told(one: Tag) -> Mapping[str, object]:
    try:
        told = json.loads(str(one.get("data-attrs") or "null"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _is_widget(one: Tag) -> bool:
    classes = " ".join(one.get_attribute_list("class")).lower()
    return not any(word in classes for word in _KEPT_WIDGETS) and not one.find("img", class_="sizing-normal")


def _unfold(tree: BeautifulSoup, one: Tag, told: Mapping[str, object]) -> None:
    """Show what a widget holds: the pictures of a gallery, a formula, or a link; what holds none of them stays as it is."""
    gallery = told.get("gallery")
    address, title = _named(one, told)
    if isinstance(gallery, dict) and isinstance(gallery.get("images"), list):
        one.clear()
        for picture in gallery["images"]:
            if isinstance(picture, dict) and isinstance(picture.get("src"), str):
                words = str(picture.get("alt") or gallery.get("caption") or "")
                paragraph = tree.new_tag("p")
                paragraph.append(tree.new_tag("img", src=picture["src"], alt=words))
                one.append(paragraph)
    elif isinstance(formula := told.get("persistentExpression"), str):
        one.clear()
        one.append(tree.new_tag("code", string=formula))
    elif address:
        _replace(tree, one, address, title)


def _named(one: Tag, told: Mapping[str, object]) -> tuple[str, str]:
    """Return the address of a widget and what to call it."""
    if video := told.get("videoId"):
        if "vimeo" in " ".join(one.get_attribute_list("class")):
            return f"https://vimeo.com/{video}", ""
        return f"https://www.youtube.com/watch?v={video}", ""
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    address = next((texts[key] for key in _ADDRESSES if texts.get(key, "").startswith("http")), "")
    title = next((texts[key] for key in _TITLES if texts.get(key)), "")
    who = texts.get("username", "")
    return address, f"{title} (@{who})" if who and title else title
