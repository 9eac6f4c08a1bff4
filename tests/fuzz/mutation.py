"""Change bytes as no editor would. The same seed changes them alike."""

import random

TOKENS = (
    *(
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        "\u2028\u202e\ud7ff".encode(),
        b"\r",
        b"\n\n",
        b"---\n",
        b"-->",
        b"<v ",
    ),
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"&#0;",
        b"&#x110000;",
        b"<script>",
        b"</",
        b"//[",
        b"http://[x",
    ),
    *(
        b"99999999999999999999",
        b"-1",
        b"1e999",
        b"NaN",
        b"0000-00-00",
        b"2025-02-30",
        b"99:99:99.999",
        b"%s",
        b"\\u0000",
        b"\\ud800",
    ),
    *(
        b"[" * 3000,
        b"{" * 3000,
        b"'''",
        b'"""',
        b"&a *a",
        b"!!python/name:os.system",
        b"<<: *a",
        b"? ",
        b": ",
        b"[[a]]",
        b"a.b.c = 1\n",
        b"{}",
        b"null",
    ),
)


def changed(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes after one to six changes."""
    held = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randint(0, len(held))
        end = min(len(held), at + dice.choice((1, 2, 8, 40)))
        match dice.randrange(6):
            case 0:
                held[at:end] = dice.randbytes(end - at)
            case 1:
                held[at:at] = dice.choice(TOKENS)
            case 2:
                del held[at:end]
            case 3:
                held[at:at] = held[dice.randint(0, len(held)) :][: dice.choice((3, 30, 300))]
            case 4:
                held[at:end] = dice.choice(TOKENS)
            case _:
                held[at:at] = held[at:end] * dice.choice((2, 50))
    return bytes(held)
