"""Write exports and letters as other systems do: files with real pictures. Asserts nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from pipeline import body
from pipeline.ingest.add import add
from pipeline.ingest.added import Added
from pipeline.ingest.letters import asides, embeds, soup, writing
from tests import show

SAMPLES = show.REPO / "tests/data/letters"
TODAY = "2025-07-01"
COLUMNS = ("post_id", "post_date", "is_published", "email_sent_at", "type", "audience", "title", "subtitle", "podcast_url")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def bring(root: Path, *sources: Path, **others: object) -> dict[str, Added]:
    """Bring sources in and return what became of each, by the last part of its name."""
    done = add(root, sources, (), TODAY, **others)  # type: ignore[arg-type]  # zone and fetch
    return {one.source.rpartition("/")[2].rpartition(": ")[2]: one for one in done}


def letters(root: Path) -> dict[str, str]:
    """Return the letters of a show by file name."""
    return {path.name: path.read_text() for path in sorted((root / "content/newsletters").glob("*.md"))}


def text_of(letter: str) -> str:
    """Return what stands below the front matter."""
    return letter.split("---\n", 2)[2].strip()


def markdown(html: str, base: str = "") -> str:
    """Return foreign HTML as Markdown, on the way that every letter takes."""
    tree = soup.parse(html)
    embeds.link(tree)
    asides.mark(tree)
    soup.clean(tree)
    return writing.markdown(tree, base)


def shown(html: str) -> str:
    """Return foreign HTML as the site shows it."""
    return body.render(markdown(html)).strip()


def picture(width: int, height: int, kind: str = "PNG", **more: object) -> bytes:
    """Make a picture with a slope of colours, so that it is neither empty nor large."""
    slope = Image.linear_gradient("L").resize((width, height))
    into = io.BytesIO()
    Image.merge("RGB", (slope, slope.rotate(180), slope)).save(into, kind, **more)
    return into.getvalue()


def substack(folder: Path, posts: Mapping[str, tuple[str, str]], **others: str) -> Path:
    """Write a Substack export: posts by id, each a title and its HTML; `others` are further columns of all."""
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    row = {"post_date": "2025-05-01T06:30:00.000Z", "is_published": "true", "type": "newsletter", "audience": "everyone"} | others
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, restval="")
        table.writeheader()
        for key, (title, html) in posts.items():
            table.writerow({**row, "post_id": key, "title": title})
            (folder / f"posts/{key}.html").write_text(html)
    return folder


def zipped(folder: Path, target: Path) -> Path:
    """Pack a folder."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder).as_posix())
    return target


def ghost(path: Path, **post: object) -> Path:
    """Write a Ghost export of one post by two authors."""
    whole = {
        "id": "64aa",
        "uuid": "u-1",
        "title": "Ghost Letter",
        "slug": "ghost-letter",
        "html": "<p>Text.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2025-02-03T10:00:00.000Z",
    } | post
    users = [{"id": "1", "name": "Ada Byron"}, {"id": "2", "name": "Grace Holt"}]
    wrote = [{"post_id": "64aa", "author_id": number, "sort_order": int(number)} for number in ("2", "1")]
    path.write_text(json.dumps({"db": [{"meta": {}, "data": {"posts": [whole], "users": users, "posts_authors": wrote}}]}))
    return path


def word(path: Path, paragraphs: str, *, created: str = "2025-03-04T09:00:00Z", image: bytes = b"", notes: str = "") -> Path:
    """Write a Word document whose body is `paragraphs`, with a picture called `rId9` and footnotes."""
    relations = (
        f'<Relationship Id="rId9" Type="{_RELATION}/image" Target="media/image1.png"/>'
        f'<Relationship Id="rId8" Type="{_RELATION}/footnotes" Target="footnotes.xml"/>'
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>From Word</dc:title><dc:creator>Grace Holt</dc:creator>'
            f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": _document("document", f"<w:body>{paragraphs}</w:body>"),
        "word/footnotes.xml": _document("footnotes", notes),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("word/media/image1.png", image or picture(40, 20))
    return path


def _document(name: str, inside: str) -> str:
    spaces = f'xmlns:w="{_WORD}" xmlns:r="{_RELATION}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    drawing = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    pic = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {spaces} {drawing} {pic}>{inside}</w:{name}>'
