"""Write what an installed Podloom is made of: an SBOM (CycloneDX 1.5, JSON), or the licences as a list. Asks no network.

python requirements/sbom.py             the SBOM on stdout
python requirements/sbom.py --licences  a line a package: name, version, licence

Names come from requirements/*.txt, versions and licences from the metadata of what is installed; the same installation gives
the same bytes.
"""

import json
import re
import sys
import uuid
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
LISTS = ("run.txt", "speakers.txt")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAMED = re.compile(r"License :: (?:OSI Approved :: )?(.+)$")


def pinned() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return each package that a show needs: its pinned version and the digests that pip accepts."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name in LISTS:
        text = (HERE / name).read_text(encoding="utf-8")
        pins = [*_PIN.finditer(text), None]
        for pin, after in pairwise(pins):
            if pin:
                rest = text[pin.end() : after.start() if after else None]
                found[normal(pin[1])] = (pin[2], tuple(sorted(_HASH.findall(rest))))
    return dict(sorted(found.items()))


def normal(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    """Return what a package says of its licence: its SPDX expression, else its classifiers, else its first words."""
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    named = [found[1] for line in meta.get_all("Classifier") or () if (found := _NAMED.match(line))]
    words = str(meta.get("License") or "").strip().splitlines()
    return " AND ".join(sorted(named)) or (words[0][:80] if words else "")


def components() -> Iterator[dict[str, object]]:
    """Yield a record a package that is installed."""
    for name, (version, digests) in pinned().items():
        try:
            package = distribution(name)
        except PackageNotFoundError:  # of another system
            continue
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{package.version}",
            "name": name,
            "version": package.version,
            "purl": f"pkg:pypi/{name}@{package.version}",
            "licenses": [{"license": {"name": licence(package)}}],
            "properties": [
                {"name": "podloom:pinned", "value": version},
                *({"name": "podloom:sha256", "value": one} for one in digests),
            ],
        }


def sbom() -> dict[str, object]:
    """Return the SBOM; its serial number follows from what it lists."""
    listed = list(components())
    own = {"type": "application", "name": "podloom", "bom-ref": "podloom", "licenses": [{"license": {"id": "MIT"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(listed, sort_keys=True))}",
        "version": 1,
        "metadata": {"component": own},
        "components": listed,
        "dependencies": [{"ref": "podloom", "dependsOn": [one["bom-ref"] for one in listed]}],
    }


def main() -> None:
    """Write one of the two."""
    if "--licences" in sys.argv[1:]:
        rows = [
            f"{name}\t{distribution(name).version}\t{licence(distribution(name))}"
            for name in (str(one["name"]) for one in components())
        ]
        sys.stdout.write("\n".join(rows) + "\n")
    else:
        sys.stdout.write(json.dumps(sbom(), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
