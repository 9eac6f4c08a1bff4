"""Settings as nobody should write them: nothing runs, nothing changes, and one message names each fault."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import show
from tests.hostile import corpus
from tests.hostile.corpus import Case


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Case]]:
    if not corpus.there():
        pytest.skip(corpus.ABSENT)
    folder = tmp_path_factory.mktemp("corpus")
    yield [case for case in corpus.made(folder) if case.kind == "config"]
    shutil.rmtree(folder)


def doors(case: Case) -> tuple[str, ...]:
    """Return the files of a show that it can be taken for."""
    if case.path.suffix == ".toml":
        return tuple(f"content/{name}.toml" for name in ("show", "themes", "people", "glossary"))
    return ("mkdocs.yml", "content/show.toml")


def test_a_hostile_file_of_settings_changes_nothing_and_is_told_in_words(cases: list[Case], built: Path) -> None:
    assert len(cases) > 15
    site = show.bytes_of(built / "build/site")
    wrong = []
    for case in cases:
        for door in doors(case):
            good = (built / door).read_bytes() if (built / door).exists() else None
            shutil.copy(case.path, built / door)
            ended = corpus.podloom(built, "build")
            told = ended.err.splitlines()
            clear = ended.code == 2 and bool(told) and told[0].startswith(door) and "Traceback" not in ended.err
            kept = show.bytes_of(built / "build/site") == site
            within = ended.seconds < case.seconds and ended.megabytes < case.megabytes
            quiet = not any(secret in ended.err + ended.out for secret in case.must_not)
            if not (clear and kept and within and quiet) or (case.outside and Path(case.outside).exists()):
                wrong.append((case.name, door, ended))
            (built / door).unlink()
            if good is not None:
                (built / door).write_bytes(good)
    assert wrong == []


def yml(built: Path, text: str) -> tuple[int, str]:
    (built / "mkdocs.yml").write_text(text)
    ended = corpus.podloom(built, "build")
    return ended.code, ended.err


TAGS = "mkdocs.yml:4: this is not YAML that is read here: tags (!)"
THEME = "site_name: T\ntheme:\n  name: material\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (THEME + 'copyright: !!python/object/apply:os.system ["touch pwned"]\n', TAGS),
        (THEME + "copyright: !ENV [HOME]\n", TAGS),
        (THEME + "extra: &a {b: 1}\nnav: [*a]\n", "mkdocs.yml:4: this is not YAML that is read here: anchors"),
        (THEME + "INHERIT: ../other.yml\n", 'mkdocs.yml:4: "INHERIT" is not read'),
        (THEME + "hooks: [run.py]\n", 'mkdocs.yml:4: "hooks" is not read'),
        (THEME + "extra_csss: [a.css]\n", 'mkdocs.yml:4: unknown key "extra_csss"\n  Did you mean "extra_css"?'),
        (THEME + "site_dir: /etc\n", "mkdocs.yml:4: site_dir cannot be changed"),
        (THEME + "docs_dir: ../..\n", "mkdocs.yml:4: docs_dir cannot be changed"),
        (THEME + "site_url: javascript:x()\n", "mkdocs.yml:4: site_url is no address of the web"),
        (THEME + "nav: home\n", "mkdocs.yml:4: nav must be a list"),
        ("site_name: T\n", 'mkdocs.yml: "theme" is missing'),
        ("", 'mkdocs.yml: "theme" is missing'),
        ("site_name: T\ntheme:\n", 'mkdocs.yml:2: "theme" is missing'),
        ("- a\n", "mkdocs.yml:1: this is no list of `key: value` lines"),
        (THEME + f"nav: {'[' * 9000}{']' * 9000}\n", "mkdocs.yml: this is not YAML that is read here: it is nested too deeply"),
        (THEME + f"copyright: {'x' * 70_000}\n", "mkdocs.yml: the file is larger than 64 kB"),
    ],
)  # fmt: skip
def test_what_the_site_builder_would_run_or_take_in_is_refused_with_its_line(built: Path, text: str, said: str) -> None:
    before = show.bytes_of(built / "build")
    code, err = yml(built, text)
    assert code == 2
    assert said in err
    assert show.bytes_of(built / "build") == before
    assert not (built / "pwned").exists()


def test_all_faults_of_mkdocs_yml_are_told_at_once(built: Path) -> None:
    code, err = yml(built, "site_name: 5\nfeeds: x\nsite_dir: /\n")
    assert code == 2
    assert [line.split(": ")[0] for line in err.splitlines() if line.startswith("mkdocs.yml")] == [
        "mkdocs.yml:1", "mkdocs.yml:2", "mkdocs.yml:3", "mkdocs.yml",
    ]  # fmt: skip


def test_what_a_host_says_in_mkdocs_yml_is_on_the_site_whatever_her_editor_made_of_the_file(built: Path) -> None:
    text = (built / "mkdocs.yml").read_text().replace("Switch to dark", "Lights off")
    assert yml(built, "\ufeff" + text.replace("\n", "\r\n")) == (0, "")
    assert "Lights off" in (built / "build/site/index.html").read_text()
