"""Serve the built site on this machine with byte ranges, and build again when content changes. Opens no other address."""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.staticfiles import PathLike

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
    from starlette.types import Scope

    async def missing(_: Request, error: Exception) -> Response:
        page = site / "404.html"
        if isinstance(error, HTTPException) and error.status_code != 404:
            return PlainTextResponse(error.detail, error.status_code)
        return FileResponse(page, 404) if page.is_file() else PlainTextResponse("Not found", 404)

    class Files(StaticFiles):
        """Files of a site that a build may change between a look at one and its opening: size and bytes are of one opening."""

        def file_response(
            self, full_path: "PathLike", stat_result: os.stat_result, scope: Scope, status_code: int = 200
        ) -> Response:
            told = super().file_response(full_path, stat_result, scope, status_code)
            if not isinstance(told, FileResponse) or (told.media_type or "").startswith(("audio/", "video/")):
                return told  # not changed; or large, and asked for in parts
            with Path(full_path).open("rb") as file:
                data, now = file.read(), os.fstat(file.fileno())
            known = FileResponse(full_path, stat_result=now).headers
            return Response(data, status_code, {name: known[name] for name in ("etag", "last-modified")}, told.media_type)

    files = Files(directory=site, html=True, check_dir=False)
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
