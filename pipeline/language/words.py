"""What can be said with the words of a language: texts, counts, dates, lists. Reads no file."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from pipeline import tables
from pipeline.errors import ItemError
from pipeline.model import Fact

_DATES = 8_192  # that are remembered as they are said: an item's stands on twenty pages

Word = str | tuple[str, ...]


class Words(Fact, frozen=True):
    """The words of a language by key (`episode.read_along`). `language` is what pages give as `lang`, as show.toml has it.

    `table` names the file that the words come from: another one than the language's where that has none.
    """

    language: str
    table: str
    words: dict[str, Word]

    def __hash__(self) -> int:
        return hash((self.language, self.table))

    def say(self, key: str, **values: object) -> str:
        """Return a word with its {names} filled in.

        Raises:
            ItemError: no table has that word.
        """
        return self._text(key).format(**values) if values else self._text(key)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the word for so many things: "1 letter", "3 letters"; {count} in it is the number, unless given otherwise."""
        return self._list(key)[0 if number == 1 else -1].format(**{"count": number, **values})

    def day(self, iso: str) -> str:
        """Say a date: "18 March 2025". What is no date is returned as it is."""
        return _date(self, "date.day", iso)

    def day_of_year(self, iso: str) -> str:
        """Say a date below a heading that names its year: "18 March"."""
        return _date(self, "date.day_of_year", iso)

    def month(self, number: int, year: int | None = None) -> str:
        """Return the name of a month, 1 to 12, with its year where that is given."""
        name = self._list("date.months")[number - 1]
        return self.say("date.month", month=name, year=year) if year is not None else name

    def spelled(self, number: int) -> str:
        """Spell a small number: "seven"; in figures from where the table stops."""
        known = self._list("number.spelled")
        return known[number] if 0 <= number < len(known) else str(number)

    def quoted(self, text: str) -> str:
        """Return a text in quotation marks."""
        return self.say("list.quoted", text=text)

    def listing(self, parts: Sequence[str]) -> str:
        """Return `a, b and c`."""
        return self.say("list.and").join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

    def megabytes(self, size: int) -> str:
        """Say how large a file is: "1.6 MB"; empty where nobody knows."""
        return self.say("number.megabytes", size=f"{size / 1_000_000:.1f}".replace(".", self.say("number.point"))) if size else ""

    def within(self, section: str) -> dict[str, str]:
        """Return the words of one section by the rest of their keys, but for lists."""
        start = f"{section}."
        return {key.removeprefix(start): one for key, one in self.words.items() if key.startswith(start) and isinstance(one, str)}

    def _text(self, key: str) -> str:
        found = self._word(key)
        return found if isinstance(found, str) else found[-1]

    def _list(self, key: str) -> tuple[str, ...]:
        found = self._word(key)
        return (found,) if isinstance(found, str) else found

    def _word(self, key: str) -> Word:
        try:
            return self.words[key]
        except KeyError:
            raise ItemError(f'there is no word "{key}"', self.table, tables.nearest(key, self.words)) from None


@lru_cache(_DATES)
def _date(words: Words, key: str, iso: str) -> str:
    try:
        known = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return words.say(key, day=known.day, month=words.month(known.month), year=known.year)
