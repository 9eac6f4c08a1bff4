"""Tell what the sources of a show brought. Asks nobody for anything itself."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from pipeline.build import Opened, follow
from pipeline.cli.alike import failures, notes
from pipeline.cli.common import Common, counted
from pipeline.errors import FaultsError, InputError
from pipeline.settings.sources import Source

if TYPE_CHECKING:
    from pipeline.ingest.added import Added
    from pipeline.ingest.feeds import Brought

FEW = 12  # more new items of one source than this are counted, not named, but for -v


def followed(options: Common, opened: Opened, sources: Sequence[Source]) -> "tuple[Brought, ...]":
    """Bring sources up to date and say what came; nothing is said of one that did not change."""
    brought = follow(opened, sources, lambda line: options.say(f"Fetching {line}"))
    for one in brought:
        _tell(options, one)
    return brought


def taken(options: Common, opened: Opened, addresses: Sequence[str], *, alone: bool, again: bool, site: str) -> "list[Added]":
    """Bring in feeds by their addresses, once; return what became of their items. One that show.toml follows keeps its name.

    Raises:
        FaultsError: they are all that was asked for, and none of them is a feed that can be had.
    """
    from pipeline.ingest.added import Added

    known = {source.url: source for source in opened.settings.sources}
    wanted = [_at(site, known.get(address) or _once(address)) for address in addresses]
    done: list[Added] = []
    brought = follow(opened, wanted, lambda line: options.say(f"Fetching {line}"), asked=True, again=again)
    if alone and all(one.problem for one in brought):
        raise FaultsError(tuple(InputError(one.problem) for one in brought))
    for one in brought:
        for warning in one.warnings:
            click.echo(f"{one.source}: note: {warning}", err=True)
        done += one.items if one.items or one.problem else (Added(one.source, "same"),)
        if one.problem:
            done.append(Added(one.source, "failed", problem=one.problem))
    fresh = [(source, one) for source, one in zip(wanted, brought, strict=True) if source.url not in known and not one.problem]
    if fresh and any(one.state == "added" for one in done):
        options.say("To have new items with every build, put this at the end of content/show.toml:")
        for source, one in fresh:
            options.say(f"\n{_block(source, one.found)}\n")
    return done


def _block(source: Source, found: str) -> str:
    """Return what follows a source, as TOML; an address that may be a password stays out of files."""
    if source.private:
        return '[[sources]]\nurl = "${MY_FEED}"    # its address may be a password: `export MY_FEED=...` before a build'
    return f"[[sources]]\nurl = {json.dumps(found or source.url)}"


def _at(site: str, source: Source) -> Source:
    """Return a source with the address that the host says its letters stood at."""
    return msgspec.structs.replace(source, site=site) if site else source


def _once(address: str) -> Source:
    """Return a source that show.toml does not follow. Two of one machine are two, whenever each is added."""
    from pipeline.ingest.ledger import short

    return Source(address, f"{Source(address).called} {short(address)[:6]}")


def as_json(brought: "Sequence[Brought]") -> list[dict[str, object]]:
    """Return what sources brought as JSON has it."""
    return [
        {
            "source": one.source,
            "state": one.state,
            "problem": one.problem,
            "warnings": one.warnings,
            "items": [
                {"item": item.source, "state": item.state, "target": item.target, "problem": item.problem or item.why}
                for item in one.items
            ],
        }
        for one in brought
    ]


def _tell(options: Common, brought: "Brought") -> None:
    if brought.problem:
        click.echo(f"{brought.source}: nothing came: {brought.fault}", err=True)
    for warning in brought.warnings:
        click.echo(f"{brought.source}: note: {warning}", err=True)
    quiet = options.loud < 1 and len(brought.items) > FEW
    for item in brought.items:
        if item.state != "failed" and not quiet:
            options.say(f"{item.state}  {item.target or item.source}" + (f": {item.why}" if item.why else ""))
    for line in (*failures(brought.items), *notes(brought.items)):
        click.echo(line, err=True)
    if brought.items:
        counts = Counter(item.state for item in brought.items)
        said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        options.say(f"{brought.source}: {counted(len(brought.items), 'item')} to tell of: {said}.")
