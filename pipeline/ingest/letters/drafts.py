"""Bring in drafts as we write them: Markdown with front matter, byte for byte. Overwrites nothing."""

from pathlib import Path, PurePosixPath

from pipeline.disk import digest
from pipeline.encoding import text
from pipeline.errors import ItemError, ShowError
from pipeline.ingest import draft, keep
from pipeline.ingest.added import Added, removed
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.home import FOLDER
from pipeline.ingest.memory import DRAFT, Memory, same_file
from pipeline.settings import slugify, undated


def bring(root: Path, name: str, bundle: Bundle, memory: Memory) -> list[Added]:
    """Bring in a draft of a letter; one in UTF-16 is written as UTF-8. One that the host took out stays out.

    Raises:
        ItemError: it is none, it belongs to an episode, or another file has its place.
    """
    data, where = bundle.read(name), bundle.place(name)
    content = text(data, where)
    meta, _ = draft.split(content, where)
    if meta.get("audio") or meta.get("episode") is not None:
        raise ItemError(
            f"these are notes of an episode, and its audio {meta.get('audio') or ''} was not among the files",
            where,
            "Name the audio file too: `podloom add NOTES.md AUDIO.mp3`.",
        )
    issue, _ = draft.issue(content, where, "draft")
    by_title = slugify(issue.title)
    own = slugify(str(meta.get("slug") or ""))  # where it is no good one, the build says so, and uses this
    slug = own or slugify(undated(PurePosixPath(name).stem)) or by_title
    keep.check_slug(slug, where)
    target = root / FOLDER / f"{issue.date}-{slug}.md"
    if not own and by_title and _title(target) not in ("", issue.title):  # another letter's file has this name
        target = target.with_name(f"{issue.date}-{by_title}.md")
    whole = data if data.decode("utf-8", "ignore").encode() == data else content.encode()
    seal = digest(whole)
    if row := memory.file_out(DRAFT, seal):
        there = same_file(sorted((root / FOLDER).glob("*.md")), len(whole), seal)
        return [Added(where, "same", keep.near(there, root)) if there else removed(row, where)]
    added = keep.data(whole, target, where, root)
    memory.note_file(DRAFT, seal, added.target)
    return [added]


def _title(path: Path) -> str:
    """Return the title of a letter that is there, "" for none."""
    try:
        return str(draft.front_matter(path, path.name).get("title") or "")
    except (ShowError, OSError):
        return ""
