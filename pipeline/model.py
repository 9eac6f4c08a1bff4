"""The words of Podloom as frozen records. Imports msgspec, of the library functools, and does nothing else.

Times are seconds from the start of the audio, as floats with three decimals. Dates are ISO 8601 (`2025-03-18`).
A slug names an item for good: lower case letters, digits and hyphens.
"""

import functools

import msgspec


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The base of every record: immutable, compared by value, strict about unknown fields.

    What cannot change can form no ring, so the collector of rings need not look: of 1,000 episodes it saw a million.
    """


# What decoding bytes into a record may raise: msgspec leaves it to Python where they are no UTF-8, or nested without end.
UNREAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

# ---- the show ----------------------------------------------------------------------------------


class Show(Fact, frozen=True):
    """The show as its pages name it; `letters` is the name of its newsletter.

    `timezone` is where it is made ("Europe/Amsterdam"), "" for UTC: a time that came in UTC has the day that it was there.
    """

    title: str
    tagline: str = ""
    description: str = ""
    language: str = "en"
    url: str = ""
    hosts: tuple[str, ...] = ()
    letters: str = "Letters"
    credit: str = ""
    timezone: str = ""


class Person(Fact, frozen=True):
    """Somebody who speaks on the show or is named in it."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    about: str = ""


class Thing(Fact, frozen=True):
    """What the show names besides people: `kind` is "organisation" or "book". `url` is its own address, if it has one."""

    slug: str
    name: str
    kind: str = "organisation"
    aliases: tuple[str, ...] = ()
    about: str = ""
    url: str = ""


class Theme(Fact, frozen=True):
    """One theme of the show; `words` are phrases that point to it, `counts`/`counts_not` bound it.

    `examples` are passages that make a point about it, in anyone's words. `was` are slugs that it had before, or those of
    themes that it took in or was split from: what names them means it.
    """

    slug: str
    name: str
    short: str = ""
    line: str = ""
    definition: str = ""
    counts: str = ""
    counts_not: str = ""
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


# ---- speech ------------------------------------------------------------------------------------


class Word(Fact, frozen=True):
    """One spoken word with its punctuation and without surrounding blanks."""

    start: float
    end: float
    text: str
    probability: float = 1.0


class Segment(Fact, frozen=True):
    """One cue of a transcript: about a sentence, by one speaker ("" where nobody knows)."""

    start: float
    end: float
    text: str
    speaker: str = ""
    words: tuple[Word, ...] = ()


class Doubt(Fact, frozen=True):
    """A stretch where the transcript may be wrong, and why."""

    start: float
    end: float
    why: str


class Origin(Fact, frozen=True):
    """Where a transcript came from: all that decides its words."""

    engine: str
    version: str
    model: str
    model_sha256: str
    audio_sha256: str
    threads: int
    settings: dict[str, str | int | float | bool]


class Transcript(Fact, frozen=True):
    """What was said, in order of time. `origin` is None for a transcript that a person brought."""

    language: str
    segments: tuple[Segment, ...]
    origin: Origin | None = None
    doubts: tuple[Doubt, ...] = ()


class Cast(Fact, frozen=True):
    """Who speaks in an episode. `speakers` are the names in the order in which the voices are first heard, if the host said."""

    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Return how many voices there are to tell apart, 0 where nobody said."""
        people = len(self.speakers or dict.fromkeys((*self.hosts, *self.guests)))
        return people if self.speakers or self.guests else 0


class Voices(Fact, frozen=True):
    """A transcript whose speakers are labels: names of tracks (`by` is "tracks"), or numbers of voices ("sound")."""

    by: str
    transcript: Transcript


class Chapter(Fact, frozen=True):
    """A titled stretch of an episode; it ends where the next one starts."""

    start: float
    title: str


class Sound(Fact, frozen=True):
    """What the audio file says of itself: length in seconds, tags and chapters."""

    duration: float
    codec: str
    sample_rate: int
    channels: int
    bytes: int
    media_type: str
    title: str = ""
    artist: str = ""
    album: str = ""
    date: str = ""
    comment: str = ""
    track: int | None = None
    chapters: tuple[Chapter, ...] = ()
    warnings: tuple[str, ...] = ()


# ---- items -------------------------------------------------------------------------------------


class Episode(Fact, frozen=True):
    """One episode. `audio` is its path inside the episode's folder; `notes_html` is sanitised.

    `updated` is the date of a later change, "" for none; `was` are slugs that it had before. `cover` are the width and
    height of its picture, which is cover.jpg beside its page; None where it has none.
    """

    slug: str
    title: str
    date: str
    audio: str
    duration: float
    number: int | None = None
    summary: str = ""
    guests: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    notes: str = ""
    notes_html: str = ""
    chapters: tuple[Chapter, ...] = ()
    themes: tuple[str, ...] = ()
    media_type: str = "audio/mpeg"
    bytes: int = 0
    updated: str = ""
    was: tuple[str, ...] = ()
    cover: tuple[int, int] | None = None


class Block(Fact, frozen=True):
    """One top-level block of a letter: a heading, or a passage with an id. `html` is sanitised."""

    html: str
    text: str = ""
    passage: str = ""


class Issue(Fact, frozen=True):
    """One issue of the newsletter. `sparked` names the episodes that it started, by slug; `updated` and `was` as for an episode."""

    slug: str
    title: str
    date: str
    summary: str = ""
    author: str = ""
    sparked: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    body: str = ""
    blocks: tuple[Block, ...] = ()
    updated: str = ""
    was: tuple[str, ...] = ()


# ---- what is found in them ---------------------------------------------------------------------


class Sentence(Fact, frozen=True):
    """One sentence of a passage; `start` in seconds and a `speaker`, None and "" in a letter.

    `turn` is an anchor on the item's page where a turn begins with this sentence, "" where it goes on.
    """

    text: str
    start: float | None = None
    speaker: str = ""
    turn: str = ""


class Turn(Fact, frozen=True):
    """What one person says in one go, a paragraph at most: a line of the page, at the anchor `id`."""

    id: str
    sentences: tuple[Sentence, ...]
    start: float | None = None
    end: float | None = None
    speaker: str = ""

    @property
    def text(self) -> str:
        """Return its sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)


class Passage(Fact, frozen=True, dict=True, gc=True):  # a dict, for its turns
    """What a reader would quote: some turns about one thing (`t-36`), or a paragraph of a letter (`p-3`).

    `id` is the anchor on the item's page, that of its first turn. Speech has start, end and perhaps a speaker, who says
    most of it; a letter has none of them. `end` is where the next passage starts, so that they tile the time.
    """

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    start: float | None = None
    end: float | None = None
    speaker: str = ""

    @functools.cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Return its turns, in order; a paragraph of a letter is a single one."""
        runs: list[list[Sentence]] = []
        for sentence in self.sentences or (Sentence(self.text, self.start),):
            if sentence.turn or not runs:
                runs.append([])
            runs[-1].append(sentence)
        ends = [*[run[0].start for run in runs[1:]], self.end]
        return tuple(
            [
                Turn(run[0].turn or self.id, tuple(run), run[0].start, end, run[0].speaker if run[0].turn else self.speaker)
                for run, end in zip(runs, ends, strict=True)
            ]
        )


class Evidence(Fact, frozen=True):
    """Why a passage carries a theme: the sentence that carried it, the words that matched, and how like examples begin."""

    sentence: str
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Mention(Fact, frozen=True):
    """A passage carries a theme. `strength` is "strong" or "likely"; `score` is 0..1 and orders, no more."""

    passage: str
    theme: str
    score: float
    strength: str
    evidence: Evidence


class Place(Fact, frozen=True):
    """An end of a link. `kind` is "episode", "issue", "person", "organisation" or "book"; `passage` is an anchor on its page."""

    kind: str
    slug: str
    passage: str = ""
    seconds: float | None = None


class Link(Fact, frozen=True):
    """A typed, evidenced connection, shown at both ends.

    `type` is "sparked", "announces", "mentions", "cites-url" or "related". `reason` is the sentence shown at the source,
    `echo` the one shown at the target; `quote` is the sentence of the source that carries the link. `score` is 0..1 and
    orders, no more: 1 for what is written, less for what was found by likeness.
    """

    type: str
    source: Place
    target: Place
    reason: str
    echo: str
    quote: str = ""
    score: float = 1.0


class Lost(Fact, frozen=True):
    """A letter that says it sparked an episode which is not there: both slugs, and what to do."""

    issue: str
    episode: str
    advice: str


class Contents(Fact, frozen=True):
    """What a site holds, in numbers, and what of it is unsure and not decided, or leads nowhere."""

    episodes: int = 0
    issues: int = 0
    moments: int = 0
    themes: int = 0
    links: int = 0
    unsure_themes: int = 0
    unsure_links: int = 0
    lost: tuple[Lost, ...] = ()


class Library(Fact, frozen=True):
    """Everything that is published, as the site sees it. Items are newest first; maps go by item slug.

    `passages` and `mentions` are keyed `episode/<slug>` and `issue/<slug>`.
    `edited` names the episodes whose transcript a person changed, `previewed` the keys of items that only the host sees.
    """

    show: Show
    themes: tuple[Theme, ...] = ()
    people: tuple[Person, ...] = ()
    things: tuple[Thing, ...] = ()
    episodes: tuple[Episode, ...] = ()
    issues: tuple[Issue, ...] = ()
    passages: dict[str, tuple[Passage, ...]] = {}
    mentions: dict[str, tuple[Mention, ...]] = {}
    links: tuple[Link, ...] = ()
    edited: tuple[str, ...] = ()
    previewed: tuple[str, ...] = ()
