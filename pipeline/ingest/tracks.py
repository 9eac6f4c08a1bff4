"""Say whose voice a separate track holds, by the name of its file. Opens no file."""

from pipeline.settings import slugify


def person(stem: str, hosts: tuple[str, ...], guests: tuple[str, ...]) -> str:
    """Return the person's name: `mira-halden` and `Mira Halden` by name, `host`, `guest`, `guest-2` by their place."""
    for name in (*hosts, *guests):
        if slugify(stem) == slugify(name):
            return name
    role, _, number = slugify(stem).partition("-")
    place = int(number) - 1 if number.isdecimal() and int(number) > 0 else 0
    people = {"host": hosts, "guest": guests}.get(role, ())
    return people[place] if place < len(people) else stem.replace("-", " ").replace("_", " ").title()
