"""`podloom check`: what must hold before publishing."""

from collections.abc import Iterator

import click

from pipeline import check as checking
from pipeline import decisions as deciding
from pipeline.build import Opened, library, open_show, survey
from pipeline.check import Finding
from pipeline.cli.common import Common, common, counted, examples
from pipeline.disk import shown
from pipeline.model import Theme
from pipeline.settings import theme_names


@click.command(epilog=examples("podloom check", "podloom check --json | jq '.[] | select(.level == \"error\")'"))
@common
def check(options: Common) -> int:
    """Find broken links, faulty drafts and missing alt texts.

    Reads content and the built site; opens no connection and changes nothing. Exits 1 when there is an error.
    """
    opened = open_show(options.root)
    report = survey(opened)
    problems = [one.problem for one in report.failed if one.problem is not None]
    found = [Finding("error", problem.where, problem.message, problem.remedy) for problem in problems]
    stale = [one for one in report.outcomes if one.state == "stale"]
    if stale:
        message = f"{counted(len(stale), 'step')} of the site are out of date"
        found.append(Finding("warning", "build/site", message, "Run `podloom build`, then check again."))
    shelf = library(opened)
    found += checking.content(shelf, _places(opened))
    found += _decided(opened, shelf.themes)
    site = opened.store.root / "site"
    if site.is_dir():
        found += checking.site(site, opened.settings.show.url)
    options.emit(found)
    if not options.json:
        for one in found:
            options.say(f"{one.level}: {one.where}: {one.message}" + (f"\n  {one.remedy}" if one.remedy else ""))
        errors = sum(one.level == "error" for one in found)
        options.say(f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}.")
    return 1 if any(one.level == "error" for one in found) else 0


def _decided(opened: Opened, themes: tuple[Theme, ...]) -> Iterator[Finding]:
    """Yield the lines of the host's decisions that are none, and the themes they name that are gone or were split."""
    files = (opened.root / name for name in (deciding.NAME, deciding.LINKS))
    on_themes, on_links = (path.read_bytes() if path.is_file() else b"" for path in files)
    written, linked = deciding.read(on_themes), deciding.read_links(on_links)
    yield from (Finding("warning", one.where, one.message, one.remedy) for one in (*written.faults, *linked.faults))
    lost: dict[str, list[int]] = {}
    for one in deciding.today(written.decisions, themes).unclear:
        lost.setdefault(one.theme, []).append(one.line)
    names = theme_names(themes)
    for slug, lines in lost.items():
        verb = "is" if len(lines) == 1 else "are"
        message = f'{counted(len(lines), "decision")} {verb} about the theme "{slug}", which '
        if parts := names.get(slug):
            message += f"was split into {', '.join(parts)}"
            remedy = "Say which one is meant in `podloom themes review`. What was decided is kept."
        else:
            message += "is not there any more"
            remedy = f'If a theme has another slug now, give it was = ["{slug}"] in content/themes.toml. What was decided is kept.'
        yield Finding("warning", f"{deciding.NAME}:{lines[0]}", message, remedy)


def _places(opened: Opened) -> dict[str, str]:
    """Return the file that a person would open for each item."""
    notes = {item.key: item.files.get("episode.md") or item.files.get("issue.md") for item in opened.items}
    return {key: shown(path.relative_to(opened.root)) for key, path in notes.items() if path}
