"""Every rule of the lint, by what it looks at. Knows no file; docs/check.md is written from it."""

from collections.abc import Iterable

from pipeline.check.finding import Rule, error, warning

# ---- what was made

ITEM_FAILED = Rule(
    "item-failed",
    "error",
    "An episode or letter that cannot be made is not on the site, or an old page of it stands there.",
    "Mend it as it says; the others are published meanwhile.",
)
SITE_STALE = warning("site-stale", "What is checked must be what was written.", "Run `podloom build`, then check again.")
AUDIO_DAMAGED = warning(
    "audio-damaged", "A sound file that is cut off or damaged plays to its fault only.", "Bring in a whole copy of the file."
)
PICTURE_UNFIT = warning(
    "picture-unfit",
    "A picture that directories and apps refuse is shown nowhere.",
    "Export it as a square JPEG or PNG in RGB with 1400 to 3000 pixels a side.",
)
HEAD_STRANGE = warning(
    "head-strange", "A key of the front matter that nothing reads says nothing to readers.", "Mend the key between the --- lines."
)
ADDRESS_TAKEN = warning(
    "address-taken", "A former address can lead to one page only.", "Take the slug out of one of the `was` lines."
)

# ---- what people wrote

MARK_NOWHERE = error("mark-nowhere", "A [[mark]] must name an episode, letter, theme, person or thing.", "Mend its slug.")
MARK_AMBIGUOUS = warning("mark-ambiguous", "A [[mark]] should mean one thing only.", "Give one of them another slug.")
MARK_WAITS = warning(
    "mark-waits", "A [[mark]] to a draft is no link until that is published.", "Publish that one first, or take the mark out."
)
MARK_NO_TIME = error("mark-no-time", "The time of a [[mark]] must be one that a clock shows.", "Write 2:31 or 1:02:31.")
MARK_PAST_END = error("mark-past-end", "The time of a [[mark]] must lie within the episode.", "Write an earlier time.")
MARK_TIME_UNUSED = warning("mark-time-unused", "Only an episode has times.", "Take the time out of the mark.")
SPARKED_NOWHERE = error("sparked-nowhere", "`sparked` must name an episode.", "Mend the slug, or take it out.")
SPARKED_LATER = warning("sparked-later", "A letter cannot have started an episode that was there before.", "Mend one of the dates.")
ITEM_ALONE = warning(
    "item-alone",
    "An episode or letter that nothing is linked with is hard to find.",
    "Name another in it with [[slug]], or see what waits with `podloom links review`.",
)
ALT_EMPTY = warning("alt-empty", "Who cannot see a picture needs its text.", "Write ![what it shows](...).")
PICTURE_ELSEWHERE = warning(
    "picture-elsewhere",
    "A page asks no other server for anything, so a picture of another one is only a link there.",
    "Bring it in with `podloom add --pictures`, or put it into the folder of the letter's name; or let it be a link.",
)
DATE_STRANGE = warning("date-strange", "A date orders the site and every feed.", "Mend the date.")
NUMBER_TWICE = warning("number-twice", "Two episodes with one number are taken for one.", "Give one of them another number.")
NUMBER_ORDER = warning("number-order", "Numbers should grow with the dates.", "Mend a number or a date.")
TITLE_TWICE = warning("title-twice", "Two pages with one title cannot be told apart in a list.", "Change one of the titles.")
PERSON_UNKNOWN = warning(
    "person-unknown",
    "Who speaks should be a host, a guest or described in people.toml, or there is no page to look up.",
    "Name the voice in the transcript as the person is named, or describe the person in content/people.toml.",
)
PERSON_NEAR = warning(
    "person-near", "Two spellings of one name make two people.", "Write one of them, or add the other to the `aliases`."
)
THEME_UNUSED = warning("theme-unused", "A theme that no passage has is an empty page.", "Widen its words, or drop it.")
THEME_BARE = warning(
    "theme-bare", "A theme is found by its examples and words.", "Write five passages that are about it as its `examples`."
)
URL_MISSING = warning(
    "url-missing", "Feeds, cards and sitemap need the site's address.", 'Once you know it, write url = "https://..." in [show].'
)
URL_BELOW_ROOT = warning(
    "url-below-root", "A robots.txt is read at a host's root only.", "Name the sitemap.xml in the robots.txt of that host."
)
DECISION_VOID = warning(
    "decision-void",
    "A decision about something that is gone decides nothing.",
    "Nothing is lost: it holds again when that is back.",
)

# ---- what is said

CUE_PAST_END = error("cue-past-end", "A line of a transcript must lie within the sound.", "Mend its times, or the sound file.")
CUE_EMPTY_TIME = warning("cue-empty-time", "A line that ends as it starts is dropped by players.", "Give it a later end.")
TRANSCRIPT_EMPTY = warning("transcript-empty", "Without words an episode cannot be found.", "Listen: is that the right file?")
TRANSCRIPT_SHORT = warning(
    "transcript-short", "Speech without words cannot be found.", "Listen at that place, or run `podloom build --again SLUG`."
)
CORRECTION_LOST = warning(
    "correction-lost", "A correction that fits nowhere corrects nothing.", "See them with `podloom correct SLUG`."
)
CHAPTER_PAST_END = error("chapter-past-end", "A chapter must start within the sound.", "Mend its startTime.")
CHAPTER_ORDER = warning("chapter-order", "Some players show chapters in the order of the file.", "Put them in order of startTime.")
CHAPTER_TWICE = warning("chapter-twice", "Of two chapters with one start the first is never shown.", "Mend one startTime.")
CHAPTER_UNNAMED = warning("chapter-unnamed", "A chapter is known by its title.", "Give it a title.")
CHAPTER_FIRST = warning("chapter-first", "Players expect a chapter at the very start.", 'Add one with "startTime": 0.')

# ---- what was published before

ADDRESS_GONE = error(
    "address-gone",
    "An address that was published must lead somewhere for good.",
    "Bring it back, or write its old slug as `was` where it is now. If it is to be gone, take out this line.",
)
GUID_CHANGED = error(
    "guid-changed",
    "An episode whose guid changes is downloaded and shown again as a new one.",
    "Put the guid of before into its front matter. Where all have another one, take content/podcast-guid.txt back from git.",
)

# ---- the feed against the sound

SOUND_NOWHERE = error(
    "sound-nowhere", "An episode in the feed must have its sound.", "Run `podloom build`; its sound may be missing."
)
SOUND_LENGTH = error("sound-length", "An app that is told a wrong size breaks a download off.", "Run `podloom build` again.")
DURATION_DIFFERS = error("duration-differs", "An app shows the length that the feed tells.", "Run `podloom build` again.")

# ---- the built site

LINK_NOWHERE = error("link-nowhere", "A link must lead somewhere.", "Mend the link where it is written.")
ANCHOR_NOWHERE = error("anchor-nowhere", "A link to a place on a page needs that place.", "Mend the part after the #.")
ID_TWICE = error(
    "id-twice", "A link to an id leads to the first one only.", "This is a fault in a template or in raw HTML of a draft."
)
ALT_MISSING = error("alt-missing", "A picture must say what it shows, or that it shows nothing.", 'Give it an alt; alt="" if idle.')
PAGE_UNTITLED = error("page-untitled", "A page is found and kept by its title.", "Give the page a title.")
PAGE_HEADINGS = warning("page-headings", "A page has one heading of the first level.", "Keep one `# Heading` on the page.")
PAGE_NO_LANGUAGE = warning("page-no-language", "Screen readers speak a page in its language.", "Set `language` in [show].")
PAGE_HEAVY = warning("page-heavy", "A page that weighs much is slow on a phone.", "Make its pictures smaller, or link to them.")
PAGE_ASKS = warning(
    "page-asks-elsewhere",
    "A page shows no other page and asks no other server: a browser refuses it without a word, and readers miss what was meant.",
    "Put the file into site/pages and name it there, or write a link to the other page.",
)

RULES = tuple(value for value in list(globals().values()) if isinstance(value, Rule))


def markdown(rules: Iterable[Rule]) -> str:
    """Return rules as a table, for docs/check.md."""
    cells = ([f"`{one.id}`", one.level, one.says, one.mend] for one in rules)
    rows = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in cells]
    return "\n".join(["| rule | level | why | how to mend it |", "|---|---|---|---|", *rows]) + "\n"
