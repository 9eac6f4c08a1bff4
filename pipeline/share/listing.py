"""The lists at the site's root for those who read it by machine: sitemap.xml, robots.txt, llms.txt. Knows no clock."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlsplit

from pipeline.language import Words
from pipeline.model import Show, Theme
from pipeline.share.address import Site
from pipeline.share.gist import Gist


def changed(items: Sequence[Gist]) -> dict[str, str]:
    """Return the day of the last change that somebody vouched for, by path; a list changes with what stands on it.

    Pages written by hand, and those of things, have no date that anybody wrote down, so they are not in it.
    """
    days: dict[str, str] = {}
    for item in items:
        lists = ("", "episodes/" if item.kind == "episode" else "letters/", "themes/", "people/")
        themes = [f"themes/{slug}/{below}" for slug in item.themes for below in ("", "archive/")]
        pages = (*themes, *(f"people/{slug}/" for slug in item.people))
        for path in (item.path, *lists, *pages):
            days[path] = max(days.get(path, ""), item.changed)
    return days


def sitemap(site: Site, paths: Iterable[str], days: Mapping[str, str]) -> bytes:
    """Return sitemap.xml of the pages at `paths`; `lastmod` stands only where a day is known. Addresses are absolute."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path in sorted(paths):
        day = f"<lastmod>{days[path]}</lastmod>" if path in days else ""
        lines.append(f"<url><loc>{escape(site.at(path), quote=False)}</loc>{day}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def robots(site: Site) -> bytes | None:
    """Return robots.txt; None where the site lies below its host's root, since nobody would read it there."""
    if urlsplit(site.url).path.strip("/"):
        return None
    lines = ["User-agent: *", "Allow: /", *([f"Sitemap: {site.url}sitemap.xml"] if site.url else [])]
    return "\n".join([*lines, ""]).encode()


def llms(show: Show, site: Site, items: Sequence[Gist], themes: Sequence[Theme], words: Words) -> bytes:
    """Return llms.txt (llmstxt.org): what the show is, and each page with one line and where its words are.

    The heading "Optional" is a word of the format, the same in every language.
    """
    told = [f"# {_plain(show.title)}", "", *([f"> {_plain(show.tagline)}", ""] if show.tagline else [])]
    told += [_plain(show.description), ""] if show.description else []
    for kind, title in (("episode", words.say("nav.episodes")), ("issue", show.letters)):
        lines = [_line(site, item, words) for item in items if item.kind == kind]
        told += [f"## {_plain(title)}", "", *lines, ""] if lines else []
    named = [_entry(theme.name, site.at(f"themes/{theme.slug}/"), theme.line or theme.definition) for theme in themes]
    told += [f"## {words.say('nav.themes')}", "", *named, ""] if named else []
    told += ["## Optional", "", _entry("passages.json", site.at("passages.json"), words.say("machines.where")), ""]
    return "\n".join(told).encode()


def _line(site: Site, item: Gist, words: Words) -> str:
    files = {"transcript": "transcript.vtt"} if item.kind == "episode" and item.passages else {}
    files |= {"passages": "passages.json"} if item.passages else {}
    links = (f"[{words.say(f'machines.{key}')}]({site.at(item.path + file)})" for key, file in files.items())
    more = ", ".join(links)
    return _entry(item.title, site.at(item.path), item.date + (f". {item.summary}" if item.summary else "")) + (
        f" ({more})" if more else ""
    )


def _entry(title: str, href: str, about: str) -> str:
    return f"- [{_plain(title)}]({href})" + (f": {_plain(about)}" if about else "")


def _plain(text: str) -> str:
    """Put a text on one line, with no sign that Markdown would read."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))
