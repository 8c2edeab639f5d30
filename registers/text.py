"""Text as it is stored and as it is compared (registers.md §6.4, rules 1, 3, 4, 5 and 12).

`clean` is the only gate text passes before it is kept; `fold` makes the key two spellings of one thing share.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07"
_QUOTES = "\u201c\u201d\u201e\u00ab\u00bb"
_REPLACED = (
    dict.fromkeys(map(ord, _APOSTROPHES), "'")
    | dict.fromkeys(map(ord, _QUOTES), '"')
    | {
        0x00D0: "Đ",  # Icelandic eth, African D: look like Đ, sort and match as something else
        0x0189: "Đ",
        0x00F0: "đ",
        0x0256: "đ",
        0x0009: " ",
        0x000D: "\n",
        0x2010: "-",
        0x2011: "-",
    }
)
_KEPT_CONTROL = "\n"
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_NEWLINE = re.compile(r" ?\n[ \n]*")
_PLAIN = re.compile(
    r"[!-~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]+(?: [!-~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]+)*"
)


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """`text` in NFC, without characters a register cannot hold, with single spaces and none at the ends.

    Drops controls but the newline, C1, bidirectional and zero-width marks, private and unassigned code points; turns the
    wrong letters `Ð ð` into `Đ đ`, typographic apostrophes into `'` and quotes into `"`.
    """
    if _PLAIN.fullmatch(text) and "`" not in text:
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_REPLACED)
    if not text.isprintable():
        text = "".join(c for c in text if c in _KEPT_CONTROL or unicodedata.category(c) not in _DROPPED_CATEGORIES)
    text = _SPACES.sub(" ", text)
    return _AROUND_NEWLINE.sub("\n", text).strip()


_MODERN_TO_CLASSIC: dict[str, str] = {}
for _modern, _classic in zip(
    ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
    ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
    strict=True,
):
    for _case in (str.lower, str.upper, str.capitalize, lambda s: s[0] + s[1].upper()):
        _MODERN_TO_CLASSIC[_case(_modern)] = _case(_classic)
_MODERN = re.compile("(?<![qQ])(?:" + "|".join(_MODERN_TO_CLASSIC) + r")(?!\w)")


def classic_tones(text: str) -> str:
    """`text` with the tone mark of open `oa, oe, uy` on the first vowel: `hòa`, `khỏe`, `thúy`.

    Closed syllables (`hoàng`) and those after `q` (`quý`) have one right form and stay; `i` and `y` are never swapped.
    """
    return _MODERN.sub(lambda match: _MODERN_TO_CLASSIC[match.group()], text)


def _bare(letter: str) -> str | None:
    kept = [c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)]
    return kept[0] if len(kept) == 1 else None


# One pass instead of decomposing: folding is on the path of every key. Latin letters with marks, and loose marks.
_STRIPPED: dict[int, str | None] = {
    code: _bare(chr(code)) or chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
}
_STRIPPED |= dict.fromkeys(range(0x300, 0x370)) | {ord("đ"): "d", ord("Đ"): "D"}


def strip_marks(text: str) -> str:
    """`text` without tone and vowel marks, `đ` as `d`; case and spacing untouched."""
    return text.translate(_STRIPPED)


_LONE_Y = re.compile(r"\b(qu|[bcdghklmnprstvx]{0,3})y\b")
_LONE_MARKED_Y = re.compile(r"\b(qu|[bcdđghklmnprstvx]{0,3})([yỳýỷỹỵ])\b")
_Y_TO_I = dict(zip("yỳýỷỹỵ", "iìíỉĩị", strict=True))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The key for search and match: no marks, lower case, single spaces, `Lý` and `Lí` alike.

    `y` becomes `i` only where spelling truly varies, as the one vowel of its syllable (`Lý/Lí`, `Quý/Quí`), so that `Tày`
    and `Tài` stay apart.
    """
    return _LONE_Y.sub(r"\1i", strip_marks(clean(text)).lower())


@lru_cache(maxsize=65536)
def spelling(text: str) -> str:
    """The key two spellings of the *same* word share: lower case, one tone placement, `i` for a lone `y`; marks kept."""
    return _LONE_MARKED_Y.sub(lambda m: m[1] + _Y_TO_I[m[2]], classic_tones(clean(text).lower()))


def agrees(written: str, known: str) -> bool:
    """True where `written` can be `known` with marks left out: each syllable is the same or has no mark at all.

    `Dong Thum` and `Đông Thum` agree with `Đông Thúm`, `bà` does not agree with `ba`.
    """
    one, two = spelling(written).split(), spelling(known).split()
    return len(one) == len(two) and all(a == b or (a.isascii() and a == fold(b)) for a, b in zip(one, two, strict=True))


_WORD = re.compile(r"[^\W\d_]+")


def capitalise_name(text: str) -> str:
    """`text` with a capital on each syllable of a person's name, the rest lower case: `NÔNG thị hiền` → `Nông Thị Hiền`."""
    return _WORD.sub(lambda match: match.group()[0].upper() + match.group()[1:].lower(), clean(text))


def capitalise_first(text: str) -> str:
    """`text` with its first character in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """`text` with its first character in lower case, the rest untouched."""
    return text[:1].lower() + text[1:]
