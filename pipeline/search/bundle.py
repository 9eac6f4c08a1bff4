"""Put the files of a Pagefind bundle in order: the same records give the same bytes, and a question loads little of them.

Pagefind 1.5.2 packs each file: gzip of a signature, then CBOR, in fragments JSON. The meta file is `[version, [[fragment,
words], ...], [[first word, last word, part], ...], [[filter, file], ...], sorts, fields]`; a part of the index is `[[[word,
pages, variants], ...]]`; a filter is `[name, [[value, pages], ...]]`; a fragment is what the browser gets of a record.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from pipeline.disk import digest
from pipeline.errors import ItemError

_SIGNATURE = b"pagefind_dcd"  # begins every unpacked file
_LEVEL = 6  # of gzip: 9 takes twice as long for a hundredth less
_PART = 12_000  # bytes of a part, unpacked: a question loads one for each word, of each year. Pagefind's hold 55,000
_ROOT = 4  # letters: "paper" and "paperwork" stay in one part, "no" and "nothing" need not
_NAME = 7  # digits of a digest in a file's name: names are most of what a visitor loads before the first question
# An array of three and a text begin the entry of a word. It ends with an empty array (80), as most of its parts do. Elsewhere these
# bytes stand in numbers (19 83 68: 33,640 words from one place to the next) and letters (c4 83 63: "ăc").
_FIRST = re.compile(rb"\x81(?:[\x80-\x97]|\x98.|\x99..)", re.DOTALL)
_ENTRY = re.compile(rb"\x83(?:([\x60-\x77])|\x78(.))", re.DOTALL)
_NEXT = re.compile(rb"(?<=\x80)" + _ENTRY.pattern, re.DOTALL)


def ordered(files: Mapping[str, bytes], beside: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    """Return the files by path: filters sorted, the index in small parts, and in each fragment what stands `beside` its record.

    Pagefind writes filters, and their values, as its hash maps happen to lie (seen in 1.5.2).

    Raises:
        ItemError: the files have a form that is not known.
    """
    entry = json.loads(files["pagefind-entry.json"])
    kept = {name: data for name, data in files.items() if ".pf_" not in name}
    for language in entry["languages"].values():
        prefix = language["hash"].partition("_")[0]
        meta = _list(_unpacked(files[f"pagefind.{language['hash']}.pf_meta"]))
        for page in meta[1]:
            page[0] = _keep(kept, prefix, "fragment", _told(_unpacked(files[f"fragment/{page[0]}.pf_fragment"]), beside))
        meta[2] = [
            [first, last, _keep(kept, prefix, "index", part)]
            for first, last, part in _parts((*row[:2], _unpacked(files[f"index/{row[2]}.pf_index"])) for row in meta[2])
        ]
        filters = [_list(_unpacked(files[f"filter/{name}.pf_filter"])) for _, name in sorted(meta[3])]
        meta[3] = [[name, _keep(kept, prefix, "filter", _cbor([name, sorted(values)]))] for name, values in filters]
        packed = _packed(_cbor(meta))
        language["hash"] = f"{prefix}_{digest(packed)[:10]}"
        kept[f"pagefind.{language['hash']}.pf_meta"] = packed
    kept["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return dict(sorted(kept.items()))


def _keep(kept: dict[str, bytes], prefix: str, kind: str, data: bytes) -> str:
    """Put a file into `kept` and return its name, which is longer where two would have the same."""
    packed = _packed(data)
    whole, length = digest(packed), _NAME
    while kept.setdefault(f"{kind}/{prefix}_{whole[:length]}.pf_{kind}", packed) != packed:
        length += 1
    return f"{prefix}_{whole[:length]}"


def _told(fragment: bytes, beside: Mapping[str, Mapping[str, str]]) -> bytes:
    found = json.loads(fragment)
    found["meta"] |= beside[found["url"]]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _parts(rows: Iterable[tuple[str, str, bytes]]) -> Iterator[tuple[str, str, bytes]]:
    """Yield an index in smaller parts: first word, last word, bytes. A part stays whole where its entries are not clear."""
    entries: dict[str, bytes] = {}
    for first, last, whole in rows:
        if own := _entries(whole):
            entries |= own
        else:
            yield from _cut(entries)
            yield first, last, whole
            entries = {}
    yield from _cut(entries)


def _entries(whole: bytes) -> dict[str, bytes]:
    """Return the entries of a part by their words, none where they are not clear."""
    opening = _FIRST.match(whole)
    first = opening and _ENTRY.match(whole, opening.end())
    if opening and first:
        found = [first, *_NEXT.finditer(whole, first.end())]
        edges, words = [*(one.start() for one in found), len(whole)], [_word(whole, one) for one in found]
        if opening[0] == _opening(len(found)) and words == sorted(set(words)):
            return dict(zip(words, (whole[start:end] for start, end in pairwise(edges)), strict=True))
    # Where a title has a word with an accent, its entry ends otherwise. To read all of every part takes three times as long.
    entries = {entry[0]: _cbor(entry) for entry in _list(whole)[0]}
    same = _opening(len(entries)) + b"".join(entries.values()) == whole and list(entries) == sorted(entries)
    return entries if same else {}


def _cut(entries: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    words: list[str] = []
    size = 0
    for family in _families(entries):
        more = sum(len(entries[word]) for word in family)
        if words and size + more > _PART:
            yield words[0], words[-1], _opening(len(words)) + b"".join(entries[word] for word in words)
            words, size = [], 0
        words += family
        size += more
    if words:
        yield words[0], words[-1], _opening(len(words)) + b"".join(entries[word] for word in words)


def _families(words: Iterable[str]) -> Iterator[list[str]]:
    """Yield words with those that begin with them: who asks for the first gets them all, as far as their part is loaded."""
    family: list[str] = []
    for word in words:
        if family and (len(family[0]) < _ROOT or not word.startswith(family[0])):
            yield family
            family = []
        family.append(word)
    if family:
        yield family


def _word(whole: bytes, found: re.Match[bytes]) -> str:
    size = found[1][0] - 0x60 if found[1] else found[2][0]
    return whole[found.end() : found.end() + size].decode(errors="replace")


def _opening(count: int) -> bytes:
    """Return what stands before so many entries: an array of one, and one of that length."""
    return b"\x81" + _cbor([0] * count)[:-count]


def _cbor(value: list[Any]) -> bytes:
    import cbor2

    return cbor2.dumps(value)


def _list(data: bytes) -> list[Any]:
    import cbor2

    found = cbor2.loads(data)
    if not isinstance(found, list):
        raise ItemError("the search index has a form that is not known", "build/search", "Install the pinned pagefind_bin.")
    return found


def _unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(_SIGNATURE)


def _packed(data: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + data, _LEVEL, mtime=0)
