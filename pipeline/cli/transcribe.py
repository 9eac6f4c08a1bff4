"""`podloom transcribe`: turn audio files into transcripts, without a show."""

import resource
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from pipeline.cli.common import Common, common, counted, examples, problem
from pipeline.cli.progress import Progress
from pipeline.disk import write_whole
from pipeline.errors import InputError, ItemError
from pipeline.formats import FORMATS
from pipeline.ingest import confined
from pipeline.model import Transcript
from pipeline.settings import Transcribe
from pipeline.tables import nearest
from pipeline.transcribe import engines
from pipeline.transcribe.base import Transcriber

SETTINGS = "content/show.toml"


@click.command(
    epilog=examples(
        "podloom transcribe talk.mp3",
        "podloom transcribe *.mp3 --out texts --format vtt,txt",
        "podloom transcribe talk.m4a --language nl --json",
        "podloom transcribe *.mp3 --fast",
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the transcripts (default: beside each file).",
)
@click.option("--format", "formats", default="vtt", show_default=True, help=f"One or more of {', '.join(FORMATS)}, with commas.")
@click.option("--model", default="base", show_default=True, help="A name that `podloom models` lists, or a folder.")
@click.option("--language", default="", help="A code such as en or nl (default: recognised).")
@click.option(
    "--threads",
    default=1,
    show_default=True,
    type=click.IntRange(1, 256),
    help="Processor threads; another count gives other words.",
)
@click.option("--beam", default=5, show_default=True, type=click.IntRange(1, 20), help="Beams of the search.")
@click.option("--fast", is_flag=True, help="Hear many stretches at once: half the time, a few more words wrong.")
@click.option(
    "--engine",
    default="faster-whisper",
    show_default=True,
    type=click.Choice(["faster-whisper", "openai-whisper"]),
    help="What listens; the second is the reference, and slow.",
)
@click.option(
    "--device",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "cpu", "cuda"]),
    help="Where; auto takes a graphics card where there is one.",
)
@click.option("--force", is_flag=True, help="Write over transcripts that are there already.")
@common
def transcribe(options: Common, files: tuple[Path, ...], out: Path | None, formats: str, force: bool, **chosen: object) -> int:
    """Transcribe audio files alone.

    A transcript that is there already is left alone. One bad file never stops the others. With --json, prints one line a
    file: text, language, segments with words, model, settings, seconds and cpu_seconds.
    """
    wanted = _formats(formats)
    failed, made = False, set[Path]()
    with _on_the_command_line(), Progress(options) as progress:
        engine = engines.choose(msgspec.convert(chosen, Transcribe), "", Path())
        progress.expect_files(files)
        for path in files:
            try:
                targets = _targets(path, out, wanted, made, force=force)
                made.update(targets.values())
                _one(options, engine, path, targets, progress)
            except ItemError as error:
                failed = True
                progress.drop(str(path))
                click.echo(str(error), err=True)
                options.emit({"file": str(path), "error": problem(error)})
    return 1 if failed else 0


@contextmanager
def _on_the_command_line() -> Iterator[None]:
    """Let what is wrong with a setting be told of the options: this verb reads no show.toml."""
    try:
        yield
    except InputError as error:
        if error.where != SETTINGS:
            raise
        raise InputError(error.message, "the command line", error.remedy) from error


def _formats(names: str) -> list[str]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if not wanted:
        raise InputError("no format is named", "--format", f"Name one or more of {', '.join(FORMATS)}.")
    for name in wanted:
        if name not in FORMATS:
            raise InputError(f'there is no format "{name}"', "--format", nearest(name, FORMATS))
    return wanted


def _targets(path: Path, out: Path | None, wanted: list[str], made: Collection[Path], *, force: bool) -> dict[str, Path]:
    """Return where each format goes; somebody's corrections may be in a file that is there, so it is not written over."""
    targets = {name: (out or path.parent) / f"{path.stem}{FORMATS[name].suffix}" for name in wanted}
    for target in targets.values():
        if target in made:
            raise ItemError("another file of this run has this name", str(target), "Transcribe the two into different folders.")
        if target.exists() and (not force or target.resolve() == path.resolve()):
            raise ItemError("the transcript is there already", str(target), "Name another folder with --out, or say --force.")
    return targets


def _one(options: Common, engine: Transcriber, path: Path, targets: dict[str, Path], progress: Progress) -> None:
    started, cpu = time.monotonic(), _cpu_seconds()
    said = engine.transcribe(path, str(path), (), lambda part: progress.show(str(path), part))
    if options.json:
        confined.close()  # what a child took is known once it has ended
    seconds, cpu_seconds = time.monotonic() - started, _cpu_seconds() - cpu
    for name, target in targets.items():
        write_whole(target, FORMATS[name].render(said).encode())
    written = [str(target) for target in targets.values()]
    options.emit(_line(path, said, written, seconds, cpu_seconds))
    if not options.json:
        options.say(f"{path.name}: {counted(len(said.segments), 'cue')} in {seconds:.0f} s -> {', '.join(written)}")
    for doubt in said.doubts:
        click.echo(f"{path.name}: note: {doubt.start:.0f}-{doubt.end:.0f} s: {doubt.why}", err=True)


def _line(path: Path, said: Transcript, written: list[str], seconds: float, cpu_seconds: float) -> dict[str, object]:
    return {
        "file": str(path),
        "text": " ".join(segment.text for segment in said.segments),
        "language": said.language,
        "segments": said.segments,
        "model": said.origin.model if said.origin else "",
        "settings": said.origin,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "warnings": said.doubts,
        "written": written,
    }


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
