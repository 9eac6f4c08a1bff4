"""`podloom serve`: preview the site."""

import socket
import threading
import time

import click

from pipeline.build import build, open_show
from pipeline.cli.alike import problems
from pipeline.cli.build import made_line
from pipeline.cli.common import Common, common, examples
from pipeline.errors import InputError, ShowError


@click.command(epilog=examples("podloom serve", "podloom serve --port 9000", "podloom serve --no-watch", "podloom serve --drafts"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--watch/--no-watch", "watching", default=True, help="Build again when content changes.")
@click.option("--drafts", is_flag=True, help="Show drafts and what is dated later too, each marked.")
@common
def serve(options: Common, host: str, port: int, watching: bool, drafts: bool) -> int:
    """Preview the site and rebuild as you edit.

    Answers byte ranges, so that seeking works. Stop it with Ctrl+C.
    """
    import uvicorn

    from pipeline.serve import application, watch

    opened = open_show(options.root, drafts=drafts)
    if drafts:  # the site that stands is without them
        _again(options, drafts=True)
    site = opened.store.root / "site"
    if not (site / "index.html").is_file():
        raise InputError("there is no site yet", str(site), "Run `podloom build` first.")
    _refuse_taken(host, port)
    stop = threading.Event()
    if watching:
        threading.Thread(target=watch, args=(opened.root, lambda: _again(options, drafts=drafts), stop), daemon=True).start()
    options.emit({"url": f"http://{host}:{port}/"})
    options.say(f"The site is at http://{host}:{port}/ (Ctrl+C stops it).")
    try:
        uvicorn.run(application(site), host=host, port=port, log_level="info" if options.loud > 0 else "warning")
    finally:
        stop.set()
    return 0


def _refuse_taken(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as fault:
        remedy = f"Choose another: `podloom serve --port {port + 1}`."
        raise InputError(f"port {port} on {host} cannot be used: {fault.strerror}", "--port", remedy) from fault


def _again(options: Common, *, drafts: bool) -> None:
    """Build again; a fault is told and the old site stays up."""
    started = time.monotonic()
    try:
        report = build(open_show(options.root, drafts=drafts))
    except (ShowError, OSError) as error:
        click.echo(f"{error}\nThe old site stays up; save again to try again.", err=True)
        return
    for line in problems(report.failed):
        click.echo(line, err=True)
    if report.of("made"):
        options.say(made_line(report, time.monotonic() - started))
