"""`podloom soundbites`: stretches of episodes that apps may play as a preview, as lines for their drafts."""

import json

import click

from pipeline.build import Opened, every, open_show
from pipeline.cli.common import Common, common, episode, examples
from pipeline.disk import shown
from pipeline.feeds.channel import Soundbite
from pipeline.feeds.soundbites import line
from pipeline.stage import Item


@click.command(epilog=examples("podloom soundbites", "podloom soundbites the-warm-numbers"))
@click.argument("slug", default="")
@common
def soundbites(options: Common, slug: str) -> int:
    """Propose stretches of an episode that apps may play as a preview, from its strongest moments.

    Nothing is published by itself: put the lines that you like into the episode.md that is named, change their times and titles
    as you wish, and `podloom build` writes them into the feed.
    """
    opened = open_show(options.root)
    wanted = [episode(opened, slug)] if slug else [one for one in opened.items if one.kind == "episode"]
    drafts = every(opened, "soundbites", tuple[Soundbite, ...])
    rows = [(item, drafts[item.key]) for item in wanted if drafts.get(item.key)]
    options.emit([_told(opened, item, found) for item, found in rows])
    if not options.json:
        for item, found in rows:
            lines = "".join(f"\n  - {json.dumps(line(one), ensure_ascii=False)}" for one in found)
            options.say(f"{_file(opened, item)}\nsoundbites:{lines}\n")
        if not rows:
            options.say("No stretch is proposed: `podloom build` finds some where a theme is talked about for 15 seconds or more.")
    return 0


def _told(opened: Opened, item: Item, found: tuple[Soundbite, ...]) -> dict[str, object]:
    rows = [{"start": one.start, "duration": one.duration, "title": one.title, "line": line(one)} for one in found]
    return {"episode": item.slug, "file": _file(opened, item), "soundbites": rows}


def _file(opened: Opened, item: Item) -> str:
    return shown(item.files.get("episode.md", item.folder / "episode.md").relative_to(opened.root))
