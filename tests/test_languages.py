"""The words of the interface: one table a language, complete, and nothing on the site that is not in it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.language import english, load, unknown
from tests import languages, show

TABLES = sorted((show.REPO / "templates/words").glob("*.toml"))
SHIPPED = [path.stem for path in TABLES]
SAY = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"')
# What stands for a {name}: as narrow as its values are, so that a sentence of the show is not taken for a word of ours.
FILLED = {
    **dict.fromkeys(("clock", "start", "end", "length"), r"[\d:]+"),
    **dict.fromkeys(("number", "year", "size"), r"[\d.]+"),
    **dict.fromkeys(("guests", "author", "speaker"), r"[A-Z]\w+ .{1,60}"),
    "word": r"\w+",
    "count": r"(?:\d+|[A-Z][a-z]+)",
    "day": r"\d+ \w+ \d{4}",
    "apart": r"[\w ]{3,20}",
}


def flat(values: dict[str, object], start: str = "") -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{start}{key}.")
        else:
            yield f"{start}{key}", value


def table(path: Path) -> dict[str, object]:
    return dict(flat(tomllib.loads(path.read_text())))


def names(word: object) -> list[set[str]]:
    """Return the {names} of a text; of a list those of all its texts together."""
    texts = [str(text) for text in word] if isinstance(word, list) else [str(word)]
    return [{name for text in texts for name in re.findall(r"\{(\w*)\}", text)}]


def write(root: Path, language: str, more: str = "") -> Path:
    path = root / "content/show.toml"
    path.write_text(path.read_text().replace("[show]\n", f'[show]\nlanguage = "{language}"\n{more}', 1))
    return root


# ---- the tables


def test_english_dutch_and_german_ship() -> None:
    assert {"en", "nl", "de"} <= set(SHIPPED)


FOR_SHOWS = {"home.free_chair", "home.free_chair_for"}  # a show may say these, and the house does not


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_has_the_words_of_the_english_one_and_the_same_names_in_them(path: Path) -> None:
    words, known = table(path), table(show.REPO / "templates/words/en.toml")
    assert words.keys() == known.keys()
    assert {key: names(word) for key, word in words.items()} == {key: names(word) for key, word in known.items()}
    assert {key for key, word in words.items() if not str(word).strip()} == FOR_SHOWS
    assert len(words["date.months"]) == 12  # type: ignore[arg-type]  # a list, as the English one
    blanks = {key: str(word).count("{}") for key, word in words.items()}
    assert blanks == {key: str(word).count("{}") for key, word in known.items()}


@pytest.mark.parametrize("name", ["nl", "de"])
def test_nothing_is_left_untranslated_but_words_that_both_languages_have(name: str, tmp_path: Path) -> None:
    words, known = load(tmp_path, name).words, english().words
    left = {
        key for key, word in words.items() if word == known[key] and re.search(r"[A-Za-z]{2}", re.sub(r"\{\w*\}", "", str(word)))
    }
    assert left <= {
        *("number.megabytes", "key.enter", "key.shift", "key.control", "key.escape", "mail.links", "home.holds", "episode.host"),
        *(
            "script.passage",
            "script.passages",
            "theme.passages",
            "count.passages",
            "machines.transcript",
            "machines.passages",
            "reason.later",
        ),
        *("episode.player", "episode.position", "thing.organisation"),
    }


def test_the_scripts_say_what_the_table_has_and_nothing_else() -> None:
    said = {word for path in (show.REPO / "site/assets").glob("*.js") for word in SAY.findall(path.read_text())}
    said |= set(re.findall(r'const said = "(.*)";', (show.REPO / "site/assets/disk.js").read_text()))
    assert said == set(english().within("script").values())


def test_every_word_is_said_somewhere() -> None:
    folders = ("pipeline", "templates/pages", "templates/email", "site/overrides")
    files = [path for folder in folders for path in (show.REPO / folder).rglob("*") if path.suffix in (".py", ".j2", ".html")]
    sources = "\n".join(path.read_text() for path in files)
    by_name = ("script.", "nav.", "card.", "reason.", "people.", "thing.", "machines.")  # put together from parts
    for key in english().words:
        section, _, name = key.partition(".")
        if not key.startswith(by_name):
            assert key in sources or f"words.{section}_{name}" in sources, key


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("nl", "nl"),
        ("nl-NL", "nl"),
        ("NL-be", "nl"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("da", "en"),
        ("nds", "en"),
        ("pt-BR", "en"),
    ],
)
def test_a_language_with_a_region_takes_the_words_of_the_language(code: str, name: str, tmp_path: Path) -> None:
    words = load(tmp_path, code)
    assert (words.language, words.table) == (code, f"templates/words/{name}.toml")
    assert bool(unknown(words)) == (name == "en" and not code.startswith("en"))


def test_dates_counts_and_lists_are_written_as_the_language_does(tmp_path: Path) -> None:
    told = {
        name: (
            words.day("2025-03-18"),
            words.day_of_year("2025-03-18"),
            words.count("count.letters", 1),
            words.count("count.letters", 3),
            words.listing(["a", "b", "c"]),
            words.megabytes(1_650_000),
            words.quoted("x"),
            words.count("home.themes", 1, count="1"),
        )
        for name in ("en", "nl", "de")
        for words in [load(tmp_path, name)]
    }
    assert told == {
        "en": ("18 March 2025", "18 March", "1 letter", "3 letters", "a, b and c", "1.6 MB", "“x”", "1 theme"),
        "nl": ("18 maart 2025", "18 maart", "1 brief", "3 brieven", "a, b en c", "1,6 MB", "“x”", "1 thema"),
        "de": ("18. März 2025", "18. März", "1 Brief", "3 Briefe", "a, b und c", "1,6 MB", "„x“", "1 Thema"),
    }


# ---- a show's own words


def test_a_show_says_single_words_otherwise(tiny: Path) -> None:
    own = '[nav]\nepisodes = "Uitzendingen"\n[count]\nletters = ["{count} post", "{count} posten"]\n[script]\nlooking = "Geduld…"\n'
    (tiny / "content/words.toml").write_text(own)
    show.built(write(tiny, "nl"))
    page = (tiny / "build/site/letters/index.html").read_text()
    assert ">Uitzendingen</a>" in page and "Afleveringen" not in page
    assert ">2 posten<" in page and ">Thema\u2019s</a>" in page
    assert '"Looking…":"Geduld…"' in page
    assert "## Uitzendingen" in (tiny / "build/site/llms.txt").read_text()


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ('[nav]\nepisods = "x"\n', 'content/words.toml:2: the word "nav.episods" is not known'),
        ('[card]\nhear = ["a", "b"]\n', 'content/words.toml:2: the word "card.hear" must be a text'),
        ('[count]\nletters = "x"\n', 'content/words.toml:2: the word "count.letters" must be a list'),
        ('[count]\nletters = ["{count} x"]\n', 'content/words.toml:2: the word "count.letters" must be a list of 2 texts'),
        ('[count]\nletters = ["{count} x", 3]\n', 'content/words.toml:2: the word "count.letters" must be a list'),
        ('[letter]\nby = "by {name}"\n', 'content/words.toml:2: the word "letter.by" has {author} and {name} in one'),
        ('[letter]\nby = "by {author.x}"\n', 'content/words.toml:2: the word "letter.by" has {author} and {author.x} in one'),
        (
            '[letter]\nby = "by {author:>9999}"\n',
            'content/words.toml:2: the word "letter.by" has {author} and {author:>9999} in one',
        ),
        ('[letter]\nby = "by {author!r}"\n', 'content/words.toml:2: the word "letter.by" has {author} and {author!r} in one'),
        ('[letter]\nby = "by {author"\n', 'content/words.toml:2: the word "letter.by" has a bracket'),
        ('[script]\nto = "bis"\n', 'content/words.toml:2: the word "script.to" has {0} and {1} in one'),
        ('[episodes]\nnone = "Nothing yet"\n', 'content/words.toml:2: the word "episodes.none" has a [link] in one'),
        ("[nav]\nepisodes = x\n", "content/words.toml:2: this is not TOML"),
    ],
)
def test_a_wrong_word_is_told_with_file_line_and_key(own: str, fault: str, tiny: Path) -> None:
    (tiny / "content/words.toml").write_text(own)
    done = show.podloom(tiny, "build")
    assert done.returncode == 2
    assert fault in done.stderr


def test_a_missing_word_is_told_with_file_and_key(tiny: Path) -> None:
    words = (show.REPO / "templates/words/en.toml").read_text()
    (tiny / "templates/words").mkdir(parents=True)
    (tiny / "templates/words/fr.toml").write_text(re.sub(r"^(hear|came) = .*\n", "", words, flags=re.M))
    done = show.podloom(write(tiny, "fr-CA"), "build")
    assert done.returncode == 2
    assert 'templates/words/fr.toml: words are missing: "card.hear", "card.came"' in done.stderr


def test_a_language_of_the_shows_own_has_its_own_table(tiny: Path) -> None:
    words = (show.REPO / "templates/words/en.toml").read_text().replace('"Newest episode"', '"Dernier épisode"')
    (tiny / "templates/words").mkdir(parents=True)
    (tiny / "templates/words/fr.toml").write_text(words)
    show.built(write(tiny, "fr-CA"))
    page = (tiny / "build/site/index.html").read_text()
    assert "Dernier épisode" in page and '<html lang="fr-CA"' in page


def test_an_unknown_language_keeps_english_words_says_so_once_and_gives_its_own_lang(tiny: Path) -> None:
    done = show.podloom(write(tiny, "da-DK"), "build")
    assert done.returncode == 0
    assert (done.stdout + done.stderr).count('there are none for "da-DK"') == 1
    site = tiny / "build/site"
    assert {page.language for page in languages.pages(site).values()} == {"da-DK"}
    assert "Newest episode" in (site / "index.html").read_text()


# ---- the site


def test_an_english_site_carries_no_table_and_a_dutch_one_only_what_is_said_otherwise(tiny: Path) -> None:
    show.built(tiny)
    assert "pl-words" not in (tiny / "build/site/index.html").read_text()
    assert '<html lang="en"' in (tiny / "build/site/index.html").read_text()
    show.built(write(tiny, "nl"))
    page = (tiny / "build/site/index.html").read_text()
    carried = json.loads(re.findall(r'id="pl-words">(.*?)</script>', page)[0])
    dutch, words = load(tiny, "nl").within("script"), english().within("script")
    assert carried == {words[key]: dutch[key] for key in words if words[key] != dutch[key]}


def test_names_of_the_hosts_own_in_the_navigation_stay(tiny: Path) -> None:
    config = (tiny / "mkdocs.yml").read_text()
    (tiny / "mkdocs.yml").write_text(config.replace("- Episodes: ep", "- Shows: ep").replace("Switch to dark", "Lights off"))
    show.built(write(tiny, "nl"))
    said = languages.pages(tiny / "build/site")["themes/index.html"].texts
    assert {"Shows", "Thema\u2019s", "Over ons", "Lights off", "Lichte weergave"} <= set(said)
    assert not {"Themes", "About", "Switch to light"} & set(said)


@pytest.fixture(scope="session", params=["nl", "de"])
def site(request: pytest.FixtureRequest, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The demo show with its interface in another language."""
    return request.param, languages.spoken(demo, tmp_path_factory, request.param) / "build/site"


def pattern(word: str) -> str:
    parts = re.split(r"(\{\w*\})", re.sub(r"[\[\]]", "", word))
    return "".join(FILLED.get(part[1:-1], ".{1,60}") if part.startswith("{") else re.escape(part) for part in parts)


def tellable(key: str, word: str) -> bool:
    """Say whether a word tells a language: "in {what}" is Dutch too, and what scripts and mails say is on no page."""
    letters = re.sub(r"\{\w*\}|[^A-Za-z]", "", word)
    return len(letters) > 2 and not key.startswith(("script.", "mail.", "machines.", "number."))


@pytest.mark.slow
def test_no_english_word_is_left_on_any_page(site: tuple[str, Path]) -> None:
    language, folder = site
    mine = load(folder, language).words
    texts = {key: (word if isinstance(word, tuple) else (word,)) for key, word in english().words.items()}
    # A word that is the same in both languages is no English that was left.
    same = {text.lower() for word in mine.values() for text in (word if isinstance(word, tuple) else (word,))}
    wanted = [
        (key, re.compile(pattern(text)))
        for key, some in texts.items()
        for text in some
        if tellable(key, text) and text.lower() not in same
    ]
    assert len(wanted) > 200
    by_hand = (show.REPO / "site/pages/about.md").read_text()  # the host's own page names some of our buttons
    left = {
        (name, key, text)
        for name, page in languages.pages(folder).items()
        for text in page.texts
        for key, word in wanted
        if word.fullmatch(text.strip(" ,")) and not (name == "about/index.html" and text in by_hand)
    }
    assert left == set()


@pytest.mark.slow
def test_every_page_gives_its_language_and_the_lists_for_machines_speak_it(site: tuple[str, Path]) -> None:
    language, folder = site
    assert {page.language for page in languages.pages(folder).values()} == {language}
    listed, about = (folder / "llms.txt").read_text(), (folder / "about/index.html").read_text()
    letters, transcript = {"nl": ("Brieven", "transcript"), "de": ("Briefe", "Transkript")}[language]
    assert f"## {letters}\n" in listed and f"[{transcript}](" in listed and "## Themes" not in listed
    assert f">{letters}</a>" in about  # the newsletter has no name of its own here
