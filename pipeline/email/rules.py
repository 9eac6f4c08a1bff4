"""What must hold of a mail, as rules of the lint. None bars the site: what is wrong with a mail is no fault of a page."""

from pipeline.check.finding import Rule, warning

MAIL_LONG = Rule(
    "mail-long",
    "error",
    "Gmail hides what comes after about 100 kB of a mail, the link to unsubscribe among it.",
    "Shorten the letter, or send its beginning with a link to the rest.",
)
MAIL_LANGUAGE = Rule(
    "mail-language", "error", "Screen readers speak a mail in its language.", "Give the <html> of the mail a lang."
)
MAIL_LINK = Rule(
    "mail-link", "error", "A mail stands on no site: an address in it must be a whole one.", "Write the address with https://."
)
MAIL_PICTURE = Rule(
    "mail-picture",
    "error",
    "A mail program fetches pictures from the web, and shows no others.",
    "Write the picture's address with https://.",
)
MAIL_ALT = Rule(
    "mail-alt",
    "error",
    "Many programs show a mail without its pictures: their alt is what is read then.",
    "Write ![what it shows](...).",
)
MAIL_WIDTH = warning(
    "mail-width",
    "Outlook shows a picture without a width as wide as it is, beyond the letter.",
    "Keep the picture on the show's own site and build it, or write its width and height in HTML.",
)
MAIL_UNKNOWN = warning(
    "mail-unknown",
    "A mail must be whole in the programs that most people read it with.",
    "Take it out of templates/email, or out of the HTML in the letter.",
)
MAIL_EARLY = warning(
    "mail-early", "The mail links to the letter's page, which must be there.", "Publish the site before you send the mail."
)
MAIL_SENDER = warning(
    "mail-sender", "A message needs a sender.", 'Write sender = "Name <name@example.com>" under [email] in content/show.toml.'
)

RULES = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
