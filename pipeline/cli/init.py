"""`podloom init`: start a new show."""

from pathlib import Path

import click

from pipeline.cli.common import Common, common, examples


@click.command(epilog=examples("podloom init my-show", 'podloom init my-show --title "The Long Table" --host "Ada Byron"'))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="My Show", show_default=True, help="The show's name.")
@click.option("--host", "hosts", multiple=True, help="Who hosts it; may be given more than once.")
@click.option("--bare", is_flag=True, help="Without the example episode and letter.")
@common
def init(options: Common, folder: Path, title: str, hosts: tuple[str, ...], bare: bool) -> int:
    """Start a new show in DIR.

    Writes settings, themes, an about page and a small example episode with a letter, so that `podloom build` has something to
    show at once. A folder that already holds a show, or anything else, is left alone.
    """
    from pipeline.ingest.start import start

    written = start(options.root / folder, title, hosts, bare=bare)
    options.emit({"show": str(options.root / folder), "files": written})
    options.say(f"Started {title} in {folder} ({len(written)} files).")
    there = (options.root / folder).resolve() == Path.cwd()
    options.say(f"Next: {'' if there else f'cd {folder} && '}podloom build && podloom serve")
    options.say("Your settings are in content/show.toml, your themes in content/themes.toml.")
    return 0
