"""`podloom new`: start an episode or a letter as a draft."""

import click

from pipeline.build import alone, open_show
from pipeline.cli.common import Common, common, dated, examples


@click.command(
    epilog=examples(
        'podloom new episode "The Warm Numbers"',
        'podloom new issue "Counting What Won\'t Sit Still" --date 2025-03-04',
        'podloom new letter "Eleven Numbers" --edit',
    )
)
@click.argument("kind", type=click.Choice(("episode", "letter", "issue")))
@click.argument("title")
@click.option("--date", default="", metavar="DATE", help="The day that it bears (default: today).")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
@dated
@common
def new(options: Common, kind: str, title: str, date: str, edit: bool, today: str) -> int:
    """Start an episode or a letter (an issue of the newsletter) as a draft.

    Writes content/episodes/SLUG/episode.md or content/newsletters/DATE-SLUG.md with all that a draft can say, and
    `draft: true`: it is published when you take that line out. Overwrites nothing.
    """
    from pipeline.ingest import fresh

    opened = open_show(options.root, today)
    start = fresh.Start(title, date or opened.today, opened.settings.show.hosts)
    with alone(opened):
        path = fresh.episode(opened.root, start) if kind == "episode" else fresh.issue(opened.root, start)
    near = str(path.relative_to(opened.root))
    options.emit({"kind": "episode" if kind == "episode" else "issue", "file": near})
    options.say(f"started  {near}")
    if kind == "episode":
        options.say(f"Put its sound beside it as {path.parent.relative_to(opened.root)}/audio.mp3.")
    options.say("It is a draft until you take out `draft: true`; `podloom serve --drafts` shows it.")
    if edit:
        click.edit(filename=str(path))
    return 0
