"""Fetch a speech model from the model hub into its client's cache. Only `podloom models get` calls it; nothing else fetches.

Into that cache, and not into a show: weights serve every show on the machine and other programs too, are named by their
digest there, and nobody commits a gigabyte by mistake. A file gets its name there only once its digest was found right.
"""

import contextlib
import fcntl
import hashlib
import io
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pipeline import redact
from pipeline.disk import digest_of, disk, sync_folder, write_whole
from pipeline.errors import DiskError, InputError, LockedError, ShowError
from pipeline.model import Fact

# The repositories that faster-whisper takes these names to; a test holds them against its own list.
REPOSITORIES = {
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "tiny": "Systran/faster-whisper-tiny",
    "base.en": "Systran/faster-whisper-base.en",
    "base": "Systran/faster-whisper-base",
    "small.en": "Systran/faster-whisper-small.en",
    "small": "Systran/faster-whisper-small",
    "medium.en": "Systran/faster-whisper-medium.en",
    "medium": "Systran/faster-whisper-medium",
    "large-v1": "Systran/faster-whisper-large-v1",
    "large-v2": "Systran/faster-whisper-large-v2",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
}
OTHER_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
FILES = ("config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.json", "vocabulary.txt", "model.bin")
MOST_SAID = 200
AGAIN = "Run the same command again: what came is kept, and the rest is fetched."

Told = Callable[[int, int], None]


class Wanted(Fact, frozen=True):
    """A file to fetch: `digest` is its SHA-256, or for a small one the name that git gives it."""

    name: str
    size: int
    digest: str


class Listing(Fact, frozen=True):
    """What a repository holds at one commit."""

    repository: str
    commit: str
    files: tuple[Wanted, ...]

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files)


def plain(model: str) -> str:
    """Return the name under which a model is kept: "turbo" is "large-v3-turbo"."""
    return OTHER_NAMES.get(model, model)


def name_of(folder: str) -> str:
    """Return the model's name for a folder of the cache (`models--owner--name`), "" where it holds none for us."""
    repository = folder.removeprefix("models--").replace("--", "/")
    for name, known in REPOSITORIES.items():
        if known == repository:
            return name
    last = repository.split("/")[-1]
    return last.removeprefix("faster-").removeprefix("whisper-") if last.startswith("faster-whisper-") else ""


def fetch(model: str, cache: Path, told: Told) -> None:
    """Fetch a model by its name, pinned to the commit that the hub names first; `told` hears bytes done and bytes in all.

    What an earlier run left half done is gone on with. Other programs see the model only when all of it is here.

    Raises:
        InputError: no such name can be got.
        ShowError: the hub cannot be reached, or sent something else than it promised.
        DiskError: there is not enough room.
    """
    if plain(model) not in REPOSITORIES:
        import difflib

        close = difflib.get_close_matches(model, [*REPOSITORIES, *OTHER_NAMES], n=1)
        advice = f'Did you mean "{close[0]}"? ' if close else ""
        raise InputError(f'no speech model "{model}" can be got', "", f"{advice}There are: {', '.join(REPOSITORIES)}.")
    with _reached(plain(model)):
        listing = _listing(REPOSITORIES[plain(model)])
        folder = cache / f"models--{listing.repository.replace('/', '--')}"
        _check_room(listing, folder)
        done = 0
        for file in listing.files:
            _fetch_file(listing, file, folder / "blobs", partial(_tell, told, done, listing.size))
            done += file.size
        _linked(listing, cache)
    write_whole(folder / "refs" / "main", listing.commit.encode())


def _tell(told: Told, before: int, size: int, count: int) -> None:
    told(before + count, size)


@contextlib.contextmanager
def _reached(model: str) -> Iterator[None]:
    """Turn what the client raises into one error with the mend."""
    from huggingface_hub.errors import HTTPError, OfflineModeIsEnabled  # type: ignore[attr-defined]  # its client's, which changes

    try:
        yield
    except OfflineModeIsEnabled as fault:
        advice = "Unset HF_HUB_OFFLINE, or copy the model's folder here and name it in content/show.toml."
        raise ShowError(f'speech model "{model}" may not be fetched: HF_HUB_OFFLINE is set', "", advice) from fault
    except (OSError, HTTPError, ValueError, KeyError) as fault:
        first = next(iter(str(fault).splitlines()), "")
        said = redact.redacted(first, redact.of_environment())[:MOST_SAID] or type(fault).__name__
        advice = f"Check the network and the proxy (HTTPS_PROXY). {AGAIN} `podloom models` lists what is here without a network."
        raise ShowError(f'speech model "{model}" cannot be fetched ({said})', REPOSITORIES[model], advice) from fault


def _listing(repository: str) -> Listing:
    """Ask what the repository holds now: names, sizes and digests. No token is sent, as all of these are public."""
    from huggingface_hub import HfApi

    info = HfApi(token=False).model_info(repository, files_metadata=True)
    files = [
        Wanted(one.rfilename, one.size or 0, one.lfs.sha256 if one.lfs else one.blob_id or "")
        for one in info.siblings or ()
        if one.rfilename in FILES
    ]
    if not info.sha or "model.bin" not in {file.name for file in files}:
        raise ShowError("the repository holds no CTranslate2 model", repository, "Choose another; see `podloom models`.")
    return Listing(repository, info.sha, tuple(sorted(files, key=lambda file: file.size)))


def _check_room(listing: Listing, folder: Path) -> None:
    """Refuse before the first byte where the disk cannot hold what is still to come."""
    there = {path.name.removesuffix(".incomplete"): path.stat().st_size for path in folder.glob("blobs/*")}
    need = sum(max(0, file.size - there.get(file.digest, 0)) for file in listing.files)
    above = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(above).free
    if need > free:
        lack = f"there is no room for the model: {need / 1e6:.0f} MB are needed and {free / 1e6:.0f} MB are free"
        raise DiskError(lack, str(above), "Make room, or set HF_HOME to a folder on another disk.")


def _fetch_file(listing: Listing, file: Wanted, blobs: Path, told: Callable[[int], None]) -> None:
    """Fetch one file into the folder of blobs, unless it is there and unharmed."""
    blob = blobs / file.digest
    if blob.is_file() and _digest(blob, file) == file.digest:
        told(file.size)
        return
    part = blobs / f"{file.digest}.incomplete"
    with disk(blobs):
        blobs.mkdir(parents=True, exist_ok=True)
    while True:
        begun = part.is_file() and part.stat().st_size > 0
        _download(listing, file, part, told)
        actual = _digest(part, file)
        if actual == file.digest:
            break
        part.unlink()
        if not begun:  # else what was left by an earlier run may have been harmed: once more from the start
            lack = f"{file.name} came altered: its digest should be {file.digest} and is {actual}"
            raise ShowError(lack, listing.repository, "Try again later, or another network: nothing of it was kept.")
    with disk(blob):
        part.replace(blob)
        sync_folder(blobs)


class _Part(io.BufferedWriter):
    """A file that grows, and says so."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        super().__init__(io.FileIO(path, "ab"))
        self._told = told

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the client writes bytes only
        """Write, and say how long the file is now."""
        count = super().write(data)
        self._told(self.tell())
        return count


def _download(listing: Listing, file: Wanted, part: Path, told: Callable[[int], None]) -> None:
    """Go on with a file from where it ends, with the client's own connections, proxies and retries."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]  # public, and not named so

    url = hf_hub_url(listing.repository, file.name, revision=listing.commit)
    with disk(part), _Part(part, told) as target:
        try:
            fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LockedError("another run is fetching this model", str(part.parent), "Wait for it to end.") from fault
        there = target.tell()
        if there > file.size:
            target.truncate(0)
            there = 0
        disable_progress_bars()
        place = get_hf_file_metadata(url, token=False).location
        http_get(place, target, resume_size=there, expected_size=file.size)
        target.flush()


def _digest(path: Path, file: Wanted) -> str:
    """Return what names a file on the hub: SHA-256 for a large one, and for a small one git's SHA-1 of its length and bytes."""
    if len(file.digest) == 64:
        return digest_of(path)
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _linked(listing: Listing, cache: Path) -> None:
    """Let the client give the files their names in the snapshot of this commit; all of them are here."""
    from huggingface_hub import hf_hub_download

    for file in listing.files:
        hf_hub_download(listing.repository, file.name, revision=listing.commit, cache_dir=cache, token=False)
