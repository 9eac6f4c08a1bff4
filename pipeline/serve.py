"""Serve the built site on this machine with byte ranges, and build again when content changes. Opens no other address."""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette

WATCHED = ("content", "site", "templates", "mkdocs.yml")
LOOK_EVERY_SECONDS = 0.7


def application(site: Path) -> "Starlette":
    """Return the site as a web application: ranges (Starlette's FileResponse), index.html for folders, its own 404 page."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import FileResponse, PlainTextResponse, Response
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    async def missing(_: Request, error: Exception) -> Response:
        page = site / "404.html"
        if isinstance(error, HTTPException) and error.status_code != 404:
            return PlainTextResponse(error.detail, error.status_code)
        return FileResponse(page, 404) if page.is_file() else PlainTextResponse("Not found", 404)

    files = StaticFiles(directory=site, html=True, check_dir=False)
    return Starlette(routes=[Mount("/", files)], exception_handlers={HTTPException: missing})


def watch(root: Path, changed: Callable[[], None], stop: threading.Event) -> None:
    """Call `changed` whenever a file that a person owns was written, until `stop` is set.

    Looks at sizes and times only to notice that something moved; what is stale is decided by content.
    """
    seen = _glance(root)
    while not stop.wait(LOOK_EVERY_SECONDS):
        now = _glance(root)
        if now != seen:
            # Not looked at again after building: what was saved meanwhile is seen next time. What the build itself wrote
            # costs one more look, which finds nothing to do.
            seen = now
            changed()


def _glance(root: Path) -> frozenset[tuple[str, int, int]]:
    return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path in _files(root) if (stat := _stat(path)) is not None)


def _files(root: Path) -> Iterable[Path]:
    for name in WATCHED:
        path = root / name
        yield from path.rglob("*") if path.is_dir() else [path]


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
