"""What a mail must hold for whoever sends it: the placeholders of each provider. Sends nothing."""

import re
from collections.abc import Callable

from pipeline.model import Fact
from pipeline.settings.email import Provider

_JOINER = "\u2060"  # of no width


class Sender(Fact, frozen=True):
    """A provider's own words in a mail: the address to unsubscribe at, and the show's postal address in HTML and in text.

    `unsubscribe` is "" where the provider puts its own link below every mail. `opens` are the signs that begin its placeholders.
    """

    unsubscribe: str = ""
    address: str = ""
    address_text: str = ""
    opens: tuple[str, ...] = ()

    def quiet(self, html: str) -> str:
        """Return HTML in which nothing that an author wrote is taken for a placeholder; it looks the same."""
        return self._broken(html, lambda sign: f"&#{ord(sign[0])};{sign[1:]}")

    def quiet_text(self, text: str) -> str:
        """Return a text in which nothing that an author wrote is taken for a placeholder: a joiner of no width parts the sign."""
        return self._broken(text, lambda sign: f"{sign[0]}{_JOINER}{sign[1:]}")

    def _broken(self, text: str, broken: Callable[[str], str]) -> str:
        if not self.opens:
            return text
        # A sign may begin within another: `{{{` holds two.
        return re.sub(f"(?={'|'.join(map(re.escape, self.opens))}).", lambda found: broken(found[0]), text)


# From the documentation of each: listmonk "Templating" (https://listmonk.app/docs/templating), Buttondown "Template variables"
# (https://docs.buttondown.com/template-variables), Mailchimp "About Email Footers"
# (https://mailchimp.com/help/customize-your-footer-content/), Ghost's own templates of mails. Substack and beehiiv put their own
# links below every mail; "plain" is sent by hand, and asks for a mail to its sender.
SENDERS: dict[Provider, Sender] = {
    "plain": Sender(),
    "substack": Sender(),
    "buttondown": Sender("{{ unsubscribe_url }}", opens=("{{", "{%", "{#")),
    "ghost": Sender("%%{unsubscribe_url}%%", opens=("%%{",)),
    "mailchimp": Sender("*|UNSUB|*", "*|HTML:LIST_ADDRESS_HTML|*", "*|LIST:ADDRESS|*", opens=("*|",)),
    "listmonk": Sender("{{ UnsubscribeURL }}", opens=("{{",)),
    "beehiiv": Sender(opens=("{{", "{%")),
}
