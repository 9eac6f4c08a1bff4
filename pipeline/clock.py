"""Write seconds as a player shows them. Reads no clock."""


def clock(seconds: float) -> str:
    """Return `4:07` or `1:02:03`, cutting fractions off."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
