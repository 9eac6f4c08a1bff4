"""Judge elements of the Podcasting 2.0 namespace by the table of tags, and by what holds between them. Knows no other elements."""

from collections.abc import Callable, Iterator
from functools import cache

from pipeline.feeds.fault import Broken, Element, Rule, line, local, words
from pipeline.feeds.names import PODCAST
from pipeline.feeds.tags import ANY, KNOWN, OTHERS, TAGS, Tag, Value

UNKNOWN = Rule(
    *("podcast-unknown", "warning", "An app passes over a tag that the namespace does not have.", "Mend its name, or take it out."),
)
HOST_LEFT_OUT = Rule(
    *("podcast-person-host", "warning", "People of an item replace those of the channel, so the hosts are named again with it."),
    "Name the host in the item too.",
)
LICENSE_OF_ONES_OWN = Rule(
    *("podcast-license-terms", "error", "A licence that is not a well-known one needs the address of its words."),
    "Add url, or write the identifier of a public licence, such as cc-by-4.0.",
)
RULE_WITHOUT_START = Rule(
    *("podcast-updateFrequency-count", "error", "A recurrence rule with COUNT counts from `dtstart`."),
    'Add dtstart="2025-01-07".',
)
RHYTHM_OF_WORDS = Rule(
    *("podcast-updateFrequency-rule", "warning", "Apps can read a rhythm only from `rrule`."),
    'Add rrule="FREQ=WEEKLY".',
)
PODROLL_EMPTY = Rule(
    *("podcast-podroll-shows", "error", "A podroll holds <podcast:remoteItem> elements, one at least."),
    "Name a show, or take the podroll out.",
)
SOUNDBITE_LENGTH = Rule(
    *("podcast-soundbite-length", "warning", "A soundbite of 15 to 120 seconds is one that apps play."),
    "Choose another stretch.",
)
SOUNDBITE_PAST_END = Rule(
    *("podcast-soundbite-end", "error", "A soundbite lies within the episode."),
    "Choose another stretch.",
)
ACROSS = (
    *(UNKNOWN, HOST_LEFT_OUT, LICENSE_OF_ONES_OWN, RULE_WITHOUT_START, RHYTHM_OF_WORDS, PODROLL_EMPTY, SOUNDBITE_LENGTH),
    SOUNDBITE_PAST_END,
)
_P = f"{{{PODCAST}}}"
# The public licences that shows use; others need their address beside them.
_PUBLIC = ("cc", "public-domain", "unlicense", "mit", "apache", "gfdl", "odbl", "wtfpl", "artistic", "bsd", "gpl", "lgpl", "agpl")


@cache
def rule(tag: str, what: str) -> Rule:
    """Return the rule of a tag: on its "parent", that it stands once ("single"), on its "text", or on an attribute of it."""
    return {one.id: one for one in rules()}[f"podcast-{tag}-{what}"]


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule that the table holds."""
    return (*ACROSS, *(one for tag in TAGS for one in _rules(tag)))


def tag_faults(element: Element) -> Iterator[Broken]:
    """Yield what is wrong with one element of the namespace; nothing with one that we do not judge."""
    tag = KNOWN.get(local(element))
    parent = element.getparent()
    if tag is None or parent is None:
        if local(element) not in OTHERS:
            yield UNKNOWN.broken(line(element), f"<podcast:{local(element)}> is no tag of the namespace")
        return
    if local(parent) not in tag.parents:
        yield rule(tag.name, "parent").broken(line(element), f"<podcast:{tag.name}> stands in <{local(parent)}>")
    if tag.single and next((one for one in parent if one.tag == element.tag), element) is not element:
        yield rule(tag.name, "single").broken(line(element), f"<podcast:{tag.name}> stands here a second time")
    if tag.text is not None:
        yield from _value_faults(element, tag.name, "text", words(element), tag.text)
    for name, value in tag.attributes.items():
        yield from _value_faults(element, tag.name, name, element.get(name, "").strip(), value)
    if between := _BETWEEN.get(tag.name):
        yield from between(element)


def people_faults(channel: Element, item: Element) -> Iterator[Broken]:
    """Yield an item that names people and leaves out the hosts whom its channel names."""
    here = item.findall(f"{_P}person")
    if here and any(map(_hosts, channel.findall(f"{_P}person"))) and not any(map(_hosts, here)):
        yield HOST_LEFT_OUT.broken(line(here[0]), "the item names people, and none of them is a host")


def soundbite_faults(item: Element, seconds: float) -> Iterator[Broken]:
    """Yield soundbites that end after the episode; one without a length is passed over."""
    for bite in item.findall(f"{_P}soundbite") if seconds else ():
        start, length = _number(bite, "startTime"), _number(bite, "duration")
        if start + length > seconds + 1:
            yield SOUNDBITE_PAST_END.broken(line(bite), f"the soundbite ends at {start + length:g} s, the episode at {seconds:g} s")


def _licence(element: Element) -> Iterator[Broken]:
    if not element.get("url") and not words(element).lower().startswith(_PUBLIC):
        yield LICENSE_OF_ONES_OWN.broken(line(element), f'the licence "{words(element)[:60]}" has no address')


def _rhythm(element: Element) -> Iterator[Broken]:
    if not element.get("rrule"):
        yield RHYTHM_OF_WORDS.broken(line(element), "<podcast:updateFrequency> has no rrule")
    elif "COUNT=" in element.get("rrule", "") and not element.get("dtstart"):
        yield RULE_WITHOUT_START.broken(line(element), "rrule has COUNT, and there is no dtstart")


def _podroll(element: Element) -> Iterator[Broken]:
    inside = {one.tag for one in element if isinstance(one.tag, str)}
    if inside != {f"{_P}remoteItem"}:
        yield PODROLL_EMPTY.broken(line(element), "the podroll names no show, or holds something else")


def _soundbite(element: Element) -> Iterator[Broken]:
    length = _number(element, "duration")
    if length and not 15 <= length <= 120:
        yield SOUNDBITE_LENGTH.broken(line(element), f"the soundbite lasts {length:g} seconds")


_BETWEEN: dict[str, Callable[[Element], Iterator[Broken]]] = {
    "license": _licence,
    "updateFrequency": _rhythm,
    "podroll": _podroll,
    "soundbite": _soundbite,
}


def _hosts(person: Element) -> bool:
    return person.get("role", "host").casefold() in ("host", "co-host", "guest host")


def _number(element: Element, name: str) -> float:
    try:
        return float(element.get(name, ""))
    except ValueError:
        return 0.0


def _value_faults(element: Element, tag: str, what: str, given: str, value: Value) -> Iterator[Broken]:
    name = f"<podcast:{tag}>" if what == "text" else f"{what} of <podcast:{tag}>"
    if not given and (value.required or (what != "text" and what in element.attrib)):
        yield rule(tag, what).broken(line(element), f"{name} is {'empty' if what in (*element.attrib, 'text') else 'missing'}")
    elif given and not value.shape.fullmatch(given):
        yield rule(tag, what).broken(line(element), f'{name} is "{given[:60]}"')
    elif value.most and len(given) > value.most:
        yield rule(tag, what).broken(line(element), f"{name} has {len(given)} characters")


def _rules(tag: Tag) -> Iterator[Rule]:
    name = f"<podcast:{tag.name}>"
    where = " or ".join(f"<{one}>" for one in tag.parents)
    yield Rule(f"podcast-{tag.name}-parent", "error", f"{name} stands in {where}; apps look for it nowhere else.", "Move it there.")
    if tag.single:
        yield Rule(f"podcast-{tag.name}-single", "error", f"{name} stands once; apps take any of several.", "Keep one of them.")
    values = ({"text": tag.text} if tag.text else {}) | tag.attributes
    for what, value in values.items():
        if value == Value():
            continue
        said = f"{name} holds" if what == "text" else f"`{what}` of {name} is"
        bound = f" of at most {value.most} characters" if value.most else ""
        needed = "" if value.required else ", or is left out"
        plain = "a text" if value.shape is ANY else f"like `{value.example}`"
        level = "error" if (value.firm and value.shape is not ANY) or value.required else "warning"
        mend = f'Write {what}="{value.example}".' if what != "text" else f"Write {name}{value.example}."
        yield Rule(f"podcast-{tag.name}-{what}", level, f"{said} {plain}{bound}{needed}.", mend)
