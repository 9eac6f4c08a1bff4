"""`podloom email`: write a letter as HTML, plain text and a message file, for whoever sends it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import msgspec

from pipeline import encoding
from pipeline.build import Opened, library, open_show
from pipeline.cli.check import tell
from pipeline.cli.common import Common, common, counted, dated, examples
from pipeline.disk import read_whole
from pipeline.errors import InputError, ItemError
from pipeline.settings.email import Desk, Email, Provider
from pipeline.tables import nearest

if TYPE_CHECKING:
    from pipeline.check import Finding
    from pipeline.email import Letter, Mail
    from pipeline.email.desk import Kept
    from pipeline.language import Words
    from pipeline.model import Issue
    from pipeline.stage import Item


@click.command(
    epilog=examples(
        "podloom email counting-what-wont-sit-still",
        "podloom email counting-what-wont-sit-still --provider mailchimp --out ~/to-send",
        "podloom email counting-what-wont-sit-still --open",
        "podloom email counting-what-wont-sit-still --draft listmonk",
        "podloom email counting-what-wont-sit-still --json | jq .bytes",
    )
)
@click.argument("slug")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder to write into (default: build/email/SLUG)."
)
@click.option("--provider", type=click.Choice(get_args(Provider)), help="Who sends it (default: `provider` under [email]).")
@click.option("--draft", "desk", type=click.Choice(get_args(Desk)), help="Also make it a draft there, or renew the draft.")
@click.option("--open", "show", is_flag=True, help="Open the HTML in your browser.")
@dated
@common
def email(
    options: Common, slug: str, out: Path | None, provider: Provider | None, desk: Desk | None, show: bool, today: str
) -> int:
    """Write a letter as mail: index.html, text.txt and SLUG.eml.

    The letter is read as it is now; what it points to in the show comes from the last build, each with a card that plays the
    moment. With --provider, the links to unsubscribe are that provider's.

    Nothing is sent. With --draft, the letter becomes a draft at the provider; the key comes from the environment: LISTMONK_USER
    and LISTMONK_TOKEN, or BUTTONDOWN_API_KEY. Exits 1 where something in the mail would go wrong at its readers.
    """
    from pipeline import email as mails
    from pipeline import language
    from pipeline.house import template_folders

    opened = open_show(options.root, today)
    words, templates = language.load(opened.root, opened.settings.show.language), template_folders(opened.root)
    item = _letter(opened, slug)
    one = _composed(opened, item, _chosen(opened.settings.email, provider, desk), words)
    mail = mails.mail(one, templates, words)
    files = _written(out or opened.store.root / "email" / item.slug, item.slug, mail)
    found = [*_waiting(opened, item, one), *mails.findings(mail.html, _place(opened, files["html"]))]
    wrong = any(fault.level == "error" for fault in found)
    kept = _drafted(opened, one, mail, desk, mails.part(one, templates, words)) if desk and not wrong else None
    _tell(options, one, mail, files, found, kept)
    if desk and wrong:
        options.say(f"No draft was made at {desk}: mend the errors first.")
    if show:
        click.launch(str(files["html"]))
    return int(wrong)


def _chosen(settings: Email, provider: Provider | None, desk: Desk | None) -> Email:
    if provider and desk and provider != desk:
        raise click.UsageError(f"a draft at {desk} holds what {desk} understands, not {provider}. Leave --provider out.")
    return msgspec.structs.replace(settings, provider=desk or provider or settings.provider)


def _letter(opened: Opened, slug: str) -> "Item":
    """Return a letter of the show by its slug.

    Raises:
        InputError: there is none, with the nearest one; or the show has no url.
    """
    letters = {item.slug: item for item in opened.items if item.kind == "issue" and item.files}
    if slug not in letters:
        others = [item for item in opened.items if item.key == f"episode/{slug}"]
        if others:
            raise InputError(f'"{slug}" is an episode, and only letters are sent', "content/episodes", "Name one of your letters.")
        known = ", ".join(sorted(letters)[:5])
        advice = nearest(slug, letters) or (f"There are: {known}." if known else "Write one with `podloom new issue`.")
        raise InputError(f'there is no letter "{slug}"', "content/newsletters", advice)
    if not opened.settings.show.url:
        message = "the show has no url, and links in a mail lead nowhere without one"
        remedy = 'Write where the site stands under [show]: url = "https://..."'
        raise InputError(message, "content/show.toml", remedy)
    return letters[slug]


def _composed(opened: Opened, item: "Item", settings: Email, words: "Words") -> "Letter":
    from pipeline import decisions, email
    from pipeline.email.pictures import sizes
    from pipeline.pages.shelf import Shelf

    shelf = library(opened)
    issue = _read(opened, item)
    file = opened.root / decisions.LINKS
    decided = decisions.read_links(read_whole(file)).decisions if file.is_file() else ()
    whole = email.with_letter(shelf, issue, opened.settings.links.boilerplate, decided)
    return email.letter(Shelf.of(whole, words), issue, settings, sizes(opened.store.root / "site", opened.settings.show.url))


def _read(opened: Opened, item: "Item") -> "Issue":
    """Read the letter as it is now.

    Raises:
        ItemError: its draft is wrong, with file and line.
    """
    from pipeline.ingest import draft, picture
    from pipeline.settings import theme_names, themes
    from pipeline.steps.issue import PICTURES

    for fault in item.faults:
        raise ItemError(fault.message, fault.where, fault.remedy)
    path, where = item.files["issue.md"], opened.root / "content/themes.toml"
    known = theme_names(themes(where)) if where.exists() else draft.NO_THEMES
    names = [name.removeprefix(PICTURES) for name in sorted(item.files) if name.startswith(PICTURES)]
    text, _ = picture.moved(encoding.text(read_whole(path), _place(opened, path)), path.stem, names)
    return draft.issue(text, _place(opened, path), item.slug, known)[0]


def _written(folder: Path, slug: str, mail: "Mail") -> dict[str, Path]:
    from pipeline.disk import write_whole

    files = {"html": folder / "index.html", "text": folder / "text.txt", "message": folder / f"{slug}.eml"}
    for path, data in zip(files.values(), (mail.html.encode(), mail.text.encode(), mail.message), strict=True):
        write_whole(path, data)
    return files


def _waiting(opened: Opened, item: "Item", one: "Letter") -> Iterator["Finding"]:
    """Yield what the mail lacks, because the host did not say it or the last build does not have it."""
    from pipeline import marks
    from pipeline.check.rules import MARK_NOWHERE
    from pipeline.email.rules import MAIL_EARLY, MAIL_SENDER

    where = _place(opened, item.files["issue.md"])
    for slug in dict.fromkeys(mark.slug for mark in marks.find(one.markdown) if mark.slug not in one.places):
        yield MARK_NOWHERE.broken(where, f"[[{slug}]] leads nowhere in what was built", "Run `podloom build`, or mend its slug.")
    if item.waits:
        why = "a draft" if item.waits == "draft" else f"dated {item.waits}"
        yield MAIL_EARLY.broken(where, f"the letter is {why}, so its page is not on the site yet")
    if not one.sender:
        yield MAIL_SENDER.broken("content/show.toml", "no sender is set, so the .eml has no From")


def _place(opened: Opened, path: Path) -> str:
    """Return a file as errors name it: from the show's root where it lies below."""
    whole = path.resolve()
    return str(whole.relative_to(opened.root) if whole.is_relative_to(opened.root) else whole)


def _drafted(opened: Opened, one: "Letter", mail: "Mail", desk: Desk, part: str) -> "Kept":
    from pipeline.cli import drafting
    from pipeline.email.desk import Draft

    title, summary = (one.provider.quiet_text(text) for text in (one.title, one.summary))
    draft = Draft(one.slug, title, summary, one.page, mail.html, part, mail.text)
    return drafting.keep(draft, desk, opened.settings)


def _tell(
    options: Common, one: "Letter", mail: "Mail", files: dict[str, Path], found: "list[Finding]", kept: "Kept | None"
) -> None:
    from pipeline.check import plain

    size = len(mail.html.encode())
    options.emit(
        {
            "slug": one.slug,
            "title": one.title,
            "bytes": size,
            "plays": one.plays,
            "files": {name: str(path) for name, path in files.items()},
            "findings": [plain(fault) for fault in found],
            "draft": kept,
        }
    )
    options.say(f"{one.title}: {size / 1000:.0f} kB, {counted(len(one.plays), 'play card')}")
    for path in files.values():
        options.say(f"  {path}")
    if kept:
        options.say(f"  The draft was {kept.state}: {kept.url}")
    told = [fault for fault in found if options.loud >= 0 or fault.level == "error"]
    if told and not options.json:
        tell(msgspec.structs.replace(options, loud=max(0, options.loud)), told)
