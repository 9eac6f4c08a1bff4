"""Find where somebody is called by name in speech: as themselves, in a greeting, by the way. Judges nothing.

Recognisers mishear names, so "Mira Holden" is Mira Halden where nobody else of the episode is meant.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# How people speak of themselves and to each other, in English, German, Dutch, French and Spanish.
SELF = (
    *("i'm", "i am", "my name is", "my name's"),
    *("ich bin", "mein name ist", "ich heisse", "ik ben", "mijn naam is", "ik heet"),
    *("je suis", "je m'appelle", "mon nom est", "soy", "me llamo", "mi nombre es"),
)
GREETINGS = (
    *("welcome", "hello", "hi", "hey", "good morning", "good afternoon", "good evening"),
    *("willkommen", "hallo", "guten morgen", "guten tag", "guten abend", "welkom", "goedemorgen", "goedemiddag", "goedenavond"),
    *("bienvenue", "bonjour", "bonsoir", "bienvenido", "bienvenida", "hola", "buenos dias", "buenas tardes"),
)
THANKS = ("thank you", "thanks", "danke", "vielen dank", "dank je", "dank u", "dankjewel", "bedankt", "merci", "gracias")
PRESENTS = (
    *("my guest is", "my guest today is", "our guest is", "our guest today is", "joined by", "with me is", "with me today is"),
    *("joining me is", "joining me today is", "talking to", "talking with", "speaking to", "speaking with", "voice belongs to"),
    *("mein gast ist", "mein gast heute ist", "bei mir ist", "zu gast ist", "mijn gast is", "mijn gast vandaag is", "te gast is"),
    *("mon invite est", "mon invitee est", "mi invitado es", "mi invitada es"),
)
# Somebody else's words follow: "he said I am Peter", "people think I'm Peter".
SAYING = frozenset(
    (
        *("said", "says", "saying", "say", "told", "tells", "wrote", "writes", "goes"),
        *("sagte", "sagt", "zei", "zegt", "dit", "dijo"),
    )
)
QUOTING = SAYING | frozenset(
    (
        *("like", "called", "call", "think", "thinks", "thought", "if", "that"),
        *("dass", "wenn", "dat", "als", "que", "si"),
    )
)
QUOTE_WORDS = 3
# "Thank you so much for coming, Tobias": this many words may stand between a greeting and the name after its comma.
FILLER_WORDS = 7
# "Holden" for "Halden" is 0.83, "Caldera" for "Caldeira" 0.93, "Mara" for "Mira" 0.75, "mirror" for "Mira" 0.60.
LIKE = 0.75
# After a first name that fits, a last name that is wholly another's means another person: "Novak" for "Halden" is 0.18.
LAST_LIKE = 0.4
ENDS = ".?!…"


class Call(NamedTuple):
    """A name in speech: "self", "greets", "thanks", "presents", or "call" for a mere address."""

    kind: str
    person: str


class _Token(NamedTuple):
    """A word as it is compared, whether it is written like a name, and the sign behind it."""

    key: str
    capital: bool
    sign: str


def calls(text: str, people: Sequence[str]) -> Iterator[Call]:
    """Yield the calls in what one voice says in a row."""
    tokens = [_token(word) for word in text.split()]
    parts = _parts(people)
    at = 0
    while at < len(tokens):
        person, length = _named(tokens, at, parts)
        if person and (kind := _kind(tokens, at, length)):
            yield Call(kind, person)
        at += length or 1


def _token(word: str) -> _Token:
    bare = re.match(r"^\W*(.*?)(\W*)$", word)
    inner, sign = (bare[1], bare[2]) if bare else (word, "")
    return _Token(_plain(inner), inner[:1].isupper(), sign)


def _plain(word: str) -> str:
    """Write a word in small letters without accents: "Ich heiße" is "ich heisse", "invité" is "invite"."""
    letters = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())  # noqa: RUF001  # the sign that editors put
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _sound(key: str) -> str:
    """Write a name roughly as it sounds, so that "Yost" is near "Joost" and "Inez" near "Ines"."""
    folded = key.replace("ph", "f").replace("'", "").translate(str.maketrans("jycqz", "iikks"))
    return re.sub(r"(.)\1+", r"\1", folded)


def _parts(people: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of each person's name; those that others of the episode have too do not tell anybody."""
    return {person: tuple(_sound(_plain(word)) for word in person.split()) for person in people}


def _named(tokens: Sequence[_Token], at: int, parts: dict[str, tuple[str, ...]]) -> tuple[str, int]:
    """Return who is named at a place and in how many words, ("", 0) where nobody, or where two could be meant."""
    lengths = {person: _length(tokens, at, words) for person, words in parts.items()}
    longest = max(lengths.values(), default=0)
    found = [person for person, length in lengths.items() if length and length == longest]
    return (found[0], longest) if len(found) == 1 else ("", 0)


def _length(tokens: Sequence[_Token], at: int, words: tuple[str, ...]) -> int:
    """Return how many words from a place on name somebody: the whole name, or the first name alone."""
    if not tokens[at].capital or not _alike(tokens[at].key, words[0], LIKE):
        return 0
    following = tokens[at + 1 : at + len(words)]
    if not tokens[at].sign and following and all(token.capital for token in following):
        same = _alike("".join(token.key for token in following), "".join(words[1:]), LAST_LIKE)
        return len(words) if same else 0
    return 1


def _alike(key: str, name: str, least: float) -> bool:
    return SequenceMatcher(None, _sound(key), name, autojunk=False).ratio() >= least


def _kind(tokens: Sequence[_Token], at: int, length: int) -> str:
    """Say how somebody is called by the name that stands at a place."""
    before, last = tokens[:at], tokens[at + length - 1]
    if last.key.endswith("'s"):
        return ""
    if size := _ends_with(before, SELF):
        quoted = {token.key for token in before[:-size][-QUOTE_WORDS:]} & QUOTING
        return "" if quoted else "self"
    if _ends_with(before, PRESENTS):
        return "presents"
    return _addressed(before, last, tokens[at + length :])


def _addressed(before: Sequence[_Token], last: _Token, after: Sequence[_Token]) -> str:
    """Say how a name is an address: beside a greeting, or set off by a comma at the end of its sentence."""
    sentence = _sentence(before)
    if SAYING & {token.key for token in sentence}:
        return ""
    apart = bool(sentence) and sentence[-1].sign == ","
    for kind, table in (("thanks", THANKS), ("greets", GREETINGS)):
        if _starts_with(after, table) and last.sign in ("", ","):
            return kind
        if _ends_with(sentence, table) or (apart and _holds(sentence[-FILLER_WORDS:], table)):
            return kind
    return "call" if apart and last.sign[:1] in tuple(ENDS) else ""


def _sentence(before: Sequence[_Token]) -> Sequence[_Token]:
    """Return the words since the last end of a sentence."""
    first = len(before)
    while first and before[first - 1].sign[:1] not in tuple(ENDS):
        first -= 1
    return before[first:]


def _ends_with(tokens: Sequence[_Token], table: Sequence[str]) -> int:
    """Return how many words of a phrase of the table stand last, 0 for none; "I am, Mira" is an answer to Mira."""
    for phrase in table:
        size = phrase.count(" ") + 1
        if " ".join(token.key for token in tokens[-size:]) == phrase and not (table is SELF and tokens[-1].sign):
            return size
    return 0


def _starts_with(tokens: Sequence[_Token], table: Sequence[str]) -> bool:
    return any(" ".join(token.key for token in tokens[: phrase.count(" ") + 1]) == phrase for phrase in table)


def _holds(tokens: Sequence[_Token], table: Sequence[str]) -> bool:
    return any(_starts_with(tokens[first:], table) for first in range(len(tokens)))
