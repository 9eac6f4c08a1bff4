"""What decides a step besides its own inputs: the same for every item of a stage, and so found once. Compares nothing."""

from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path

import msgspec

from pipeline.settings import Settings
from pipeline.stage.step import Basis, Stage


class Ground(msgspec.Struct, frozen=True):
    """The `values` of the settings that a stage declared, and what a receipt says of them; inputs that are only `hints`.

    A hint that is taken of every item ends with a slash, as the names of those inputs begin with it.
    """

    version: int
    values: dict[str, object]
    settings: dict[str, str]
    identity: dict[str, str]
    hints: frozenset[str]

    @classmethod
    def of(cls, stage: Stage, settings: Settings, root: Path) -> "Ground":
        """Look at the settings, and ask the stage what else decides."""
        values = {name: attrgetter(name)(settings) for name in stage.settings}
        identity = dict(stage.identity(settings, root)) if stage.identity else {}
        hints = frozenset(f"{take.name}/" if take.source == "every" else take.name for take in stage.takes if take.hint)
        return cls(stage.version, values, _flat(values), identity, hints)

    def basis(self, digests: Mapping[str, str]) -> Basis:
        """Return all that decides a step with these inputs."""
        compared = {name: one for name, one in digests.items() if not self._hinted(name)} if self.hints else dict(digests)
        return Basis(self.version, compared, self.settings, self.identity)

    def _hinted(self, name: str) -> bool:
        return name in self.hints or f"{name.partition('/')[0]}/" in self.hints


def _flat(values: Mapping[str, object]) -> dict[str, str]:
    """Spread settings into `transcribe.beam` -> `5`, so that a difference can be named."""
    found: dict[str, str] = {}
    for name, value in sorted(values.items()):
        parts = msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else None
        rows = {f"{name}.{part}": one for part, one in parts.items()} if parts is not None else {name: value}
        found.update({key: msgspec.json.encode(one).decode() for key, one in sorted(rows.items())})
    return found
