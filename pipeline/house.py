"""Find the templates, theme and examples that travel with Podloom, and lay a show's own files over them."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def house() -> Path:
    """Return the folder that holds `templates/` and `site/`: inside an installed package, or the repository itself."""
    inside = _PACKAGE / "house"
    return inside if inside.is_dir() else _PACKAGE.parent


def files_of_house(root: Path, folder: str) -> dict[str, Path]:
    """Return all files of a folder by path inside it; a file of the show at the same place wins."""
    found: dict[str, Path] = {}
    for base in (house() / folder, root / folder):
        found.update({str(path.relative_to(base)): path for path in sorted(base.rglob("*")) if path.is_file()})
    return dict(sorted(found.items()))


def template_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders of templates in order of preference: the show's own, then those that travel with Podloom."""
    return tuple(dict.fromkeys([root / "templates", house() / "templates"]))
