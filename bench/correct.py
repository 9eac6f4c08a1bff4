"""Measure how many of a host's corrections survive another speech model. Changes nothing.

    python bench/correct.py FOLDER_OF_AUDIO --truth DIR [--first base] [--then tiny.en] [--fixes 60]

The first model transcribes; a host mends what it got wrong, as DIR/<slug>.txt has it, and rewrites a few words of her own
until there are so many fixes. Then the second model transcribes anew, and the fixes are put in. A fix counts as applied
where its words stand between the words between which she put them; as misplaced where they stand elsewhere.
"""

import argparse
import random
import time
from difflib import SequenceMatcher
from pathlib import Path

from pipeline import correct
from pipeline.correct.words import key, said
from pipeline.model import Segment, Transcript, Word
from pipeline.settings import Transcribe
from pipeline.transcribe import engines


def main() -> None:
    """Print a row for each file and one for all."""
    options = _options()
    pairs = [(path, truth) for path in sorted(options.folder.rglob("*.mp3")) if (truth := _truth(path, options.truth))]
    drafts = [(path.stem, _heard(path, options.first), _heard(path, options.then), truth) for path, truth in pairs]
    print(f"{'file':28} {'fixes':>6} {'applied':>8} {'orphans':>8} {'misplaced':>10} {'ms':>6}")
    total = [0, 0, 0, 0]
    for number, (name, first, then, truth) in enumerate(drafts):
        share = options.fixes // len(drafts) + (number < options.fixes % len(drafts))
        hers = _mended(first, truth, share, random.Random(number))  # noqa: S311 - a choice of words, not a secret
        fixes = correct.read(correct.write(correct.derive(first, hers)), "corrections.toml")
        started = time.perf_counter()
        done = correct.apply(then, fixes)
        spent = time.perf_counter() - started
        row = [len(fixes), *_judged(hers, then, done, fixes)]
        total = [a + b for a, b in zip(total, row, strict=True)]
        print(f"{name:28} {row[0]:6} {row[1]:8} {row[2]:8} {row[3]:10} {1000 * spent:6.0f}", flush=True)
        for one in done.orphans:
            print(f'  orphan {one.start:.1f} "{one.left} [{one.before} -> {one.after}] {one.right}"')
    print(f"{'all':28} {total[0]:6} {total[1]:8} {total[2]:8} {total[3]:10}   {100 * total[1] / total[0]:.1f} % applied")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how many corrections survive another model.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--first", default="base")
    parser.add_argument("--then", default="tiny.en")
    parser.add_argument("--fixes", type=int, default=60)
    return parser.parse_args()


def _truth(path: Path, folder: Path) -> str:
    """Return the words of a script without the names before the colons, "" where there is none."""
    for name in (path.stem, path.stem[3:], path.parent.name):
        if (folder / f"{name}.txt").is_file():
            lines = (folder / f"{name}.txt").read_text("utf-8").splitlines()
            return " ".join(line.split(": ", 1)[-1] for line in lines if line.strip())
    return ""


def _heard(path: Path, model: str) -> Transcript:
    return engines.choose(Transcribe(model=model), "en", Path()).transcribe(path, path.name, (), lambda _: None)


def _mended(draft: Transcript, truth: str, fixes: int, chance: random.Random) -> Transcript:
    """Return what a host makes of a draft: the true words where it was wrong, and words of her own in some cues."""
    words = [(number, word.text) for number, segment in enumerate(draft.segments) for word in said(segment)]
    texts: list[list[str]] = [[] for _ in draft.segments]
    spoken = truth.split()
    mended = 0
    matcher = SequenceMatcher(None, [key(text) for _, text in words], [key(text) for text in spoken], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        inside = words[a1:a2]
        if tag != "equal" and mended < fixes:
            mended += 1
            texts[inside[0][0] if inside else words[max(0, a1 - 1)][0]] += spoken[b1:b2]
            continue
        for number, text in inside:
            texts[number].append(text)
    for number in chance.sample(range(len(texts)), min(fixes - mended, len(texts))):
        long = [place for place, text in enumerate(texts[number]) if len(text) > 4]
        if long:
            place = chance.choice(long)
            texts[number][place] = f"{texts[number][place][:2]}{chance.choice(('arum', 'ivot', 'ondel'))}"
    cues = zip(draft.segments, texts, strict=True)
    return Transcript(draft.language, tuple(Segment(cue.start, cue.end, " ".join(text), cue.speaker) for cue, text in cues if text))


def _judged(
    hers: Transcript, then: Transcript, done: correct.Applied, fixes: tuple[correct.Correction, ...]
) -> tuple[int, int, int]:
    """Count the fixes applied, orphaned and misplaced, by laying the result beside the host's own text."""
    mine, result = _words(hers), _words(done.transcript)
    same: set[int] = set()
    right: set[int] = set()
    matcher = SequenceMatcher(None, [key(word.text) for word in mine], [key(word.text) for word in result], autojunk=False)
    for block in matcher.get_matching_blocks():
        same.update(range(block.a, block.a + block.size))
        right.update(range(block.b, block.b + block.size))
    applied = sum(one not in done.orphans and _stands(one, mine, same) for one in fixes)
    return applied, len(done.orphans), _strays(then, result, right)


def _words(transcript: Transcript) -> list[Word]:
    return [word for segment in transcript.segments for word in said(segment)]


def _stands(one: correct.Correction, mine: list[Word], same: set[int]) -> bool:
    """Say whether her words of a fix, or for a deletion its neighbours, are in the result in their place."""
    wanted = [*one.left.split()[-1:], *one.after.split(), *one.right.split()[:1]]
    inner = range(len(one.left.split()[-1:]), len(wanted) - len(one.right.split()[:1]))
    places = [
        at
        for at in range(len(mine) - len(wanted) + 1)
        if [word.text for word in mine[at : at + len(wanted)]] == wanted and abs(mine[at].start - one.start) < 5
    ]
    return any(all(at + step in same for step in inner) for at in places)


def _strays(then: Transcript, result: list[Word], right: set[int]) -> int:
    """Count runs of words that the fixes put in and that do not stand where she has them."""
    before = [word.text for word in _words(then)]
    strays = 0
    for tag, _, _, b1, b2 in SequenceMatcher(None, before, [word.text for word in result], autojunk=False).get_opcodes():
        strays += tag in ("replace", "insert") and not any(at in right for at in range(b1, b2))
    return strays


if __name__ == "__main__":
    main()
