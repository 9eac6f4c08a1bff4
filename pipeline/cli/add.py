"""`podloom add`: bring files into the show."""

import datetime
from pathlib import Path

import click

from pipeline.build import open_show
from pipeline.cli.common import Common, common, examples


@click.command(
    epilog=examples(
        "podloom add ~/recordings/first-talk.mp3",
        "podloom add talk.mp3 talk.md            # the notes go with the sound",
        "podloom add ~/letters/*.md",
        "podloom add ~/recordings                # everything in a folder",
    )
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
def add(options: Common, sources: tuple[Path, ...]) -> int:
    """Bring in audio files and Markdown drafts.

    Audio becomes content/episodes/SLUG/, with notes written from its tags where you give none. A draft becomes
    content/newsletters/DATE-SLUG.md. Nothing that is already there is overwritten; adding a file twice changes nothing.
    """
    from pipeline.ingest import add as adding

    opened = open_show(options.root)
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    with opened.store.lock():
        done = adding.add(opened.root, sources, opened.settings.show.hosts, today)
    options.emit(done)
    for one in done:
        if one.state == "failed":
            click.echo(one.problem, err=True)
        else:
            options.say(f"{'added' if one.state == 'added' else 'already here'}  {one.target}")
    if any(one.state == "added" for one in done):
        options.say("Run `podloom build` to put it on the site.")
    return 1 if any(one.state == "failed" for one in done) else 0
