"""Return recorded transcripts instead of listening, for tests and for reviewing. Transcribes nothing."""

from pathlib import Path

import msgspec

from pipeline.errors import ItemError
from pipeline.model import UNREAD, Fact, Transcript
from pipeline.transcribe.base import Identity, Progress
from pipeline.transcribe.digest import sha256_of


class Replay(Fact, frozen=True):
    """Read `<folder>/<sha256 of the audio>.json`, a Transcript as msgspec writes it."""

    folder: str

    @property
    def identity(self) -> Identity:
        """Return what stands in for an engine; a changed recording is not seen by it."""
        return {"engine": "replay", "version": "1", "model": "", "model_sha256": "", "threads": 0, "settings": {}}

    def transcribe(
        self,
        audio: Path,
        where: str,
        hints: tuple[str, ...],  # noqa: ARG002  # the protocol's; what was recorded stays as it is
        progress: Progress,
    ) -> Transcript:
        """Return the recorded transcript of this audio; the hints change nothing."""
        name = f"{sha256_of(audio, where)}.json"
        try:
            recorded = (Path(self.folder) / name).read_bytes()
            transcript = msgspec.json.decode(recorded, type=Transcript)
        except FileNotFoundError as fault:
            remedy = f"Record one: transcribe the file, and write the result to {name} in that folder."
            raise ItemError(f"no recorded transcript of this audio in {self.folder}", where, remedy) from fault
        except UNREAD as fault:
            raise ItemError(f"the recorded transcript {name} cannot be read ({fault})", where, "Record it anew.") from fault
        progress(1.0)
        return transcript
