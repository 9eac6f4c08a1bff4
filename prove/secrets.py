"""Run what needs a password or a key, well and badly, and look for it in all that was said and left. Guesses no secret."""

import base64
import gzip
import io
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from PIL import Image

from prove.proof import Found
from prove.scenes import repository
from prove.show import bytes_of, podloom, ready, tiny
from tests.make import wav
from tests.web import Ask, Reply, Web

SECRET = "sesame/0p3n+Zw7qXk"  # noqa: S105 - it opens nothing; what must be escaped in addresses stands in it
ESCAPED = quote(SECRET, safe="")
ENVIRONMENT = {
    "FEED_KEY": ESCAPED,
    "LISTMONK_USER": "ada",
    "LISTMONK_TOKEN": SECRET,
    "BUTTONDOWN_API_KEY": SECRET,
    "HF_TOKEN": SECRET,
}
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom">
 <channel><title>Inner Circle</title>
<atom:link rel="self" href="{web}/feed?key={key}"/><atom:link rel="next" href="{web}/more?key={key}"/>
<itunes:image href="{web}/cover.png?key={key}"/>
<item><title>For Members</title>{guid}<pubDate>Tue, 03 Jun 2025 08:00:00 +0200</pubDate><link>{web}/talk?key={key}</link>
<description>Only for you.</description><enclosure url="{web}/talk.wav?key={key}" type="audio/wav"/>
<itunes:image href="{web}/talk.png?key={key}"/><podcast:chapters url="{web}/chapters?key={key}" type="application/json+chapters"/>
<podcast:transcript url="{web}/words.vtt?key={key}" type="text/vtt"/></item>
<item><title>A Letter to Members</title><guid>letter</guid><pubDate>Wed, 04 Jun 2025 08:00:00 +0200</pubDate>
<description><![CDATA[<p>Dear members, trust is earned.</p>
<p><a href="{web}/more?key={key}">More</a></p><img src="{web}/picture.png?key={key}">]]></description></item></channel></rss>"""


class Try(NamedTuple):
    """What is run: lines of show.toml, the pages of the server, and command lines. `{web}` is where it answers."""

    name: str
    settings: str
    pages: Callable[[str], dict[str, bytes | Callable[[Ask], Reply]]]
    commands: tuple[str, ...]


def run(trials: int, folder: Path) -> Found:
    """Try every way that a password travels, a sample the first ones. What a person wrote herself is not looked at."""
    faults = []
    for number, one in enumerate(TRIES[:trials]):
        faults += [f"{one.name}: {fault}" for fault in _tried(one, folder / str(number))]
    return Found(min(trials, len(TRIES)), tuple(faults))


def holding(data: bytes) -> str:
    """Return how a secret stands in these bytes, packed ones too; "" where it does not."""
    for name, form in _FORMS.items():
        if form in data:
            return name
    return holding(unpacked) if (unpacked := _unpacked(data)) else ""


def _tried(one: Try, place: Path) -> Iterator[str]:
    root = tiny(place / "show")
    ready(root, "build")
    repository(place)
    web = Web()
    known = ENVIRONMENT | {
        "HF_ENDPOINT": web.url,
        "MY_FEED": f"{web.url}/{ESCAPED}/feed",
        "HF_HOME": str(place / "models"),
        "GIT_TERMINAL_PROMPT": "0",
    }
    try:
        web.pages.update(one.pages(web.url))
        host = web.url.replace("://", f"://ada:{ESCAPED}@")
        subprocess.run(["git", "remote", "set-url", "origin", f"{host}/show.git"], cwd=root, check=True)  # noqa: S607 - the host's git
        given = root / "content/show.toml"
        written = given.read_text() + f'\n[network]\nallow = ["{web.place}"]\nseconds = 5\n' + _filled(one.settings, web.url, host)
        given.write_text(written)
        for command in one.commands:
            for loud in ({}, {"PODLOOM_TRACEBACK": "1"}):
                done = podloom(root, *(_filled(word, web.url, host) for word in command.split()), **known, **loud)
                if found := holding((done.stdout + done.stderr).encode()):
                    yield f"`{command}` (exit {done.returncode}) tells it {found}: {done.stdout[-300:]}{done.stderr[-900:]}"
        for path, data in bytes_of(place).items():
            if path != "show/content/show.toml" and not path.startswith("show/.git/") and (found := holding(data)):
                yield f"{path} holds it {found}"
    finally:
        web.close()


def _filled(text: str, web: str, host: str) -> str:
    return text.replace("{web}", web).replace("{host}", host).replace("{key}", ESCAPED)


def _forms() -> dict[str, bytes]:
    found = {"as it is": SECRET.encode(), "escaped": ESCAPED.encode(), "escaped in part": quote(SECRET).encode()}
    for before in ("ada:", "", "x", "xy"):  # base64 reads three letters at a time, wherever it begins
        coded = base64.b64encode((before + SECRET).encode())
        found[f"in base64 ({before})"] = coded[(len(before) + 2) // 3 * 4 : -4]
    return found


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else zlib.decompress(data) if data[:1] == b"\x78" else b""
    except (OSError, EOFError, zlib.error):
        return b""


_FORMS = _forms()


# ---- what the server says


def _member(web: str, guid: str = "<guid>members</guid>") -> dict[str, bytes | Callable[[Ask], Reply]]:
    """Serve the feed and all that it names, to whoever has the key."""
    sound = _sound()
    files = {
        "/feed": FEED.format(web=web, key=ESCAPED, guid=guid).encode(),
        "/more": FEED.format(web=web, key=ESCAPED, guid=guid).replace("Members", "Friends").encode(),
        "/talk.wav": sound,
        "/chapters": b'{"version":"1.2.0","chapters":[{"startTime":0,"title":"Hello"}]}',
        "/picture.png": _picture(),
        "/talk.png": _picture(),
        "/words.vtt": b"WEBVTT\n\n00:00.000 --> 00:01.000\nTrust is earned.\n",
    }
    return {path: _guarded(data) for path, data in files.items()}


def _guarded(data: bytes) -> Callable[[Ask], Reply]:
    return lambda ask: Reply(data) if ESCAPED in ask.path or "authorization" in ask.headers else Reply(b"", 401)


def _echo(status: int) -> Callable[[Ask], Reply]:
    """Say again what was asked, as a careless server does: the path, and the key in its head."""

    def page(ask: Ask) -> Reply:
        words = f"no: {ask.path} with {ask.headers.get('authorization', '')}"
        body = f'{{"message": "{words}", "detail": "{words}", "error": "{words}"}}'.encode()
        return Reply(body, status, (("WWW-Authenticate", f'Basic realm="{words}"'),))

    return page


def _broken(web: str) -> dict[str, bytes | Callable[[Ask], Reply]]:
    """Serve the feed, and of what it names nothing."""
    return {
        "/feed": _member(web)["/feed"],
        "/talk.wav": _echo(403),
        "/chapters": _echo(404),
        "/words.vtt": _echo(500),
        "/more": _echo(410),
    }


def _in_path(web: str) -> dict[str, bytes | Callable[[Ask], Reply]]:
    """Serve the feed to whoever knows its address."""
    return _member(web) | {f"/{ESCAPED}/feed": _member(web)["/feed"]}


def _named(web: str) -> dict[str, bytes | Callable[[Ask], Reply]]:
    """Serve a page that names the feed, with the key in path and query."""
    page = f'<!doctype html><link rel="alternate" type="application/rss+xml" href="{web}/{ESCAPED}/feed?key={ESCAPED}">'
    return _in_path(web) | {"/feed": page.encode()}


def _everywhere(reply: Callable[[Ask], Reply]) -> Callable[[str], dict[str, bytes | Callable[[Ask], Reply]]]:
    return lambda _: dict.fromkeys(_ASKED, reply)


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#b3541e").save(file, "png")
    return file.getvalue()


def _sound() -> bytes:

    with tempfile.TemporaryDirectory() as folder:
        return wav(Path(folder) / "talk.wav", (1.0, 0.3), hertz=330.0).read_bytes()


_ASKED = (
    "/feed",
    "/api/campaigns",
    "/api/templates",
    "/api/lists",
    "/emails",
    "/show.git/info/refs",
    "/api/models/Systran/faster-whisper-small",
)
_LEADS_AWAY = _everywhere(lambda ask: Reply(b"", 302, (("Location", f"http://10.0.0.1{ask.path}"),)))
_LOGIN = _everywhere(lambda ask: Reply(f"<html><title>Log in</title>{ask.path}</html>".encode()))
_SOURCE = '[[sources]]\nurl = "{web}/feed?key=${FEED_KEY}"\n'
_SIGNED = '[[sources]]\nurl = "{host}/feed"\n'
_FOLLOW = ("build -v", "build", "status", "check", "email slow-bread")
_LISTMONK = '[email]\nsender = "Ada <ada@example.com>"\napi = "{web}"\nlists = [1]\ntemplate = 1\n'
_DESKS = ("email slow-bread --draft listmonk", "email slow-bread --draft buttondown")

TRIES = (
    Try("a private feed", _SOURCE, _member, _FOLLOW),
    Try("a key that is refused by every provider", _LISTMONK, _everywhere(_echo(401)), _DESKS),
    Try("a place with a password", "", lambda _: {}, ("publish --to {host}/show", "publish --to s3://ada:{key}@bucket/show",
                                                      "publish --to sftp://ada:{key}@127.0.0.1:1/show", "publish --to ftp://ada:{key}@127.0.0.1:1/show")),
    Try("a private feed without what it names", _SOURCE, _broken, _FOLLOW),
    Try("a feed of a name and a password", _SIGNED, _member, _FOLLOW),
    Try("a feed that refuses them", _SIGNED, _everywhere(_echo(401)), _FOLLOW),
    Try("a private feed whose key is a part of its path", '[[sources]]\nurl = "${MY_FEED}"\n', _in_path, _FOLLOW),
    Try("a private feed that is a page which names it", _SOURCE, _named, (*_FOLLOW, "add {web}/feed?key={key}")),
    Try("a private feed whose items have no guid", _SOURCE, lambda web: _member(web, ""), _FOLLOW),
    Try("a private feed that leads elsewhere", _SOURCE, _LEADS_AWAY, _FOLLOW),
    Try("a private feed that is a login page", _SOURCE, _LOGIN, _FOLLOW),
    Try("a private feed that breaks", _SOURCE, _everywhere(_echo(500)), _FOLLOW),
    Try("a private feed of no machine", '[[sources]]\nurl = "http://127.0.0.1:1/feed?key=${FEED_KEY}"\n', lambda _: {}, _FOLLOW),
    Try("a private feed that is added", "", _member, ("add {web}/feed?key={key}", "add {host}/feed", "status", "build")),
    Try("what is added and refused", "", _everywhere(_echo(403)), ("add {web}/feed?key={key}", "add {host}/feed", "status")),
    Try("an address of an API with a password", '[email]\napi = "{host}/api"\n', lambda _: {}, ("build", "status", *_DESKS)),
    Try("a branch at a machine that asks for a password", "", lambda _: {}, ("publish --to branch:gh-pages",)),
    Try("a branch at a machine that refuses", "", _everywhere(_echo(403)), ("publish --to branch:gh-pages",)),
    Try("a model that is refused", "", _everywhere(_echo(401)), ("models get small",)),
    Try("providers that lead elsewhere", _LISTMONK, _LEADS_AWAY, _DESKS),
    Try("providers that break", _LISTMONK, _everywhere(_echo(500)), _DESKS),
    Try("a place of the settings with a password", '[publish]\nto = "{host}/show"\n', lambda _: {}, ("publish", "build", "status")),
)  # fmt: skip
