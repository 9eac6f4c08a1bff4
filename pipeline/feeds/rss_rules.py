"""The rules of RSS 2.0, PSP-1 and Apple's directory for a channel and its items. Judges none.

PSP-1: https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification
"""

from pipeline.feeds.fault import Rule

DESCRIPTION = 4000  # bytes
EARLIEST = 1990


def _rule(name: str, level: str, says: str, mend: str) -> Rule:
    return Rule(f"feed-{name}", level, says, mend)


SELF = _rule(
    "self", "error", "A feed says its own address, so that an app knows it wherever it was found.", 'Add <atom:link rel="self">.'
)
TITLE = _rule("title", "error", "Channel and items have a title.", "Write one.")
LINK = _rule("link", "error", "A link is a whole address.", "Write it from https:// on.")
DESCRIBED = _rule("description", "error", "A channel has a description.", 'Write description = "..." under [show].')
TOO_LONG = _rule(
    "description-long", "error", f"A description has at most {DESCRIPTION} bytes; apps cut or refuse more.", "Shorten it."
)
LANGUAGE = _rule("language", "error", "A channel says its language as a code of ISO 639.", 'Write language = "en" under [show].')
CATEGORY = _rule(
    "category",
    "warning",
    "Directories take a show with a category of Apple's list only.",
    'Write category = ["Business > Management"] under [feeds].',
)
EXPLICIT = _rule("explicit", "error", "A channel says whether it is explicit: true or false.", "Write true or false.")
IMAGE = _rule(
    "image", "warning", "Directories take a show with artwork only.", "Put a square artwork.jpg of 3000 pixels into content/."
)
IMAGE_ADDRESS = _rule(
    "image-address", "error", "<itunes:image> holds its address in `href`, a whole one.", 'Write href="https://...".'
)
GUID_OF_SHOW = _rule(
    "show-guid", "warning", "A show is known by its <podcast:guid>, wherever its feed moves.", "Build with Podloom: it gives one."
)
OWNER = _rule(
    "owner", "warning", "Directories write to the owner's address to let a show in.", 'Write email = "..." under [feeds].'
)
OWNER_ADDRESS = _rule(
    "owner-email", "error", "<itunes:email> is an address that mail reaches.", "Write one such as ada@example.org."
)
TYPE = _rule("type", "error", "A show is episodic or serial, an episode full, trailer or bonus.", "Write one of these words.")
YES = _rule(
    "yes", "error", "<itunes:block> and <itunes:complete> mean something with the word yes only.", "Write yes, or take it out."
)
NUMBER = _rule("number", "error", "Apple's season and episode are whole numbers from 1 on.", "Write a whole number.")
ENCLOSURE = _rule(
    "enclosure", "error", "An item of a podcast has its sound, with a whole address in ASCII.", "Give url, length and type."
)
LENGTH = _rule(
    "enclosure-length", "error", "The length of a sound is a whole number of bytes, 0 where nobody knows.", "Write the number."
)
MEDIA_TYPE = _rule("enclosure-type", "error", "The sound's type says what it is.", 'Write type="audio/mpeg".')
UNPLAYED = _rule("enclosure-unplayed", "warning", "Apple's app plays MP3, M4A and MP4 only.", "Export the episode as MP3 or M4A.")
GUID = _rule("guid", "error", "An item is known by its guid: one of its own, for good.", "Give each item a guid that no other has.")
GUID_SMALL = _rule(
    "guid-small", "warning", "A guid is one in the whole world; a small number is not.", "Take a UUID or the address of the page."
)
PERMALINK = _rule("guid-permalink", "error", 'A guid that is no address says isPermaLink="false".', 'Write isPermaLink="false".')
DATE = _rule(
    "date", "error", "A date is of the form of RFC 2822, and its weekday is right.", "Write Tue, 18 Mar 2025 12:00:00 +0000."
)
LONG_AGO = _rule("date-past", "warning", f"An item from before {EARLIEST} has a wrong date.", "Mend the date.")
DURATION = _rule("duration", "error", "A length is seconds, or hours, minutes and seconds.", "Write the seconds.")
RELATIVE = _rule("relative", "error", "Text in a feed has no page to count addresses from.", "Write whole addresses.")
RISKY = _rule("risky", "error", "Readers throw away a feed with scripts or frames in its text.", "Take them out.")
PLAIN = _rule(
    "plain", "warning", "<itunes:summary>, <itunes:subtitle> and <itunes:keywords> are plain texts.", "Take the tags out."
)
MARKS = _rule(
    "psc", "error", "Chapters in the feed have a start on the clock and a title, and stand in order of time.", "Mend the chapter."
)
RULES = (
    *(
        SELF,
        TITLE,
        LINK,
        DESCRIBED,
        TOO_LONG,
        LANGUAGE,
        CATEGORY,
        EXPLICIT,
        IMAGE,
        IMAGE_ADDRESS,
        GUID_OF_SHOW,
        OWNER,
        OWNER_ADDRESS,
    ),
    *(TYPE, YES, NUMBER, ENCLOSURE, LENGTH, MEDIA_TYPE, UNPLAYED, GUID, GUID_SMALL, PERMALINK, DATE, LONG_AGO, DURATION, RELATIVE),
    *(RISKY, PLAIN, MARKS),
)
