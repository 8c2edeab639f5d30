"""Vietnamese text from before Unicode: TCVN3 (TCVN 5712:1993, "ABC", .VnTime fonts) and VNI, read and recognised.

Old spreadsheets of the communes are full of both (registers.md §6.4 rule 2). Their bytes are ordinary Latin-1 letters to a
computer, so nothing but the spelling tells them apart from French: `recognise` reads a sample each way and counts the words
that officials write.

A letter with a tone in TCVN3's capital fonts (.VnTimeH) has the byte of the small letter; it comes out small here, and
whoever normalises a name restores its capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Encoding(StrEnum):
    """Encodings a sheet may come in."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    TCVN3 = "tcvn3"
    VNI = "vni"

    @property
    def legacy(self) -> bool:
        """True where the bytes must be converted, which only a person can confirm."""
        return self in (Encoding.TCVN3, Encoding.VNI)


_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_TONES = (_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT)
_BREVE, _CIRCUMFLEX = "\u0306", "\u0302"

# Bytes in the order of _TONES: grave, hook, tilde, acute, dot below.
_TCVN3_TONES: dict[str, bytes] = {
    "a": b"\xb5\xb6\xb7\xb8\xb9",
    "ă": b"\xbb\xbc\xbd\xbe\xc6",
    "â": b"\xc7\xc8\xc9\xca\xcb",
    "e": b"\xcc\xce\xcf\xd0\xd1",
    "ê": b"\xd2\xd3\xd4\xd5\xd6",
    "i": b"\xd7\xd8\xdc\xdd\xde",
    "o": b"\xdf\xe1\xe2\xe3\xe4",
    "ô": b"\xe5\xe6\xe7\xe8\xe9",
    "ơ": b"\xea\xeb\xec\xed\xee",
    "u": b"\xef\xf1\xf2\xf3\xf4",
    "ư": b"\xf5\xf6\xf7\xf8\xf9",
    "y": b"\xfa\xfb\xfc\xfd\xfe",
}
_TCVN3_LETTERS: dict[str, bytes] = {
    "ăâêôơưđ": b"\xa8\xa9\xaa\xab\xac\xad\xae",
    "ĂÂÊÔƠƯĐ": b"\xa1\xa2\xa3\xa4\xa5\xa6\xa7",
}

# VNI writes a base letter and, after it, one byte for its marks. The same byte serves a, e, o, u and y.
_VNI_MARKS: dict[int, str] = {
    0xF8: _GRAVE,
    0xF9: _ACUTE,
    0xFB: _HOOK,
    0xF5: _TILDE,
    0xEF: _DOT,
    0xE2: _CIRCUMFLEX,
    0xE0: _CIRCUMFLEX + _GRAVE,
    0xE1: _CIRCUMFLEX + _ACUTE,
    0xE5: _CIRCUMFLEX + _HOOK,
    0xE3: _CIRCUMFLEX + _TILDE,
    0xE4: _CIRCUMFLEX + _DOT,
    0xEA: _BREVE,
    0xE8: _BREVE + _GRAVE,
    0xE9: _BREVE + _ACUTE,
    0xFA: _BREVE + _HOOK,
    0xFC: _BREVE + _TILDE,
    0xEB: _BREVE + _DOT,
}
# Letters that are one byte in VNI; two of them (ơ, ư) take a mark byte themselves.
_VNI_LETTERS: dict[int, str] = {
    0xEC: "ì",
    0xED: "í",
    0xE6: "ỉ",
    0xF3: "ĩ",
    0xF2: "ị",
    0xEE: "ỵ",
    0xF1: "đ",
    0xF4: "ơ",
    0xF6: "ư",
}


def _compose(letter: str, marks: str) -> str:
    return unicodedata.normalize("NFC", letter + marks)


def _tcvn3_table() -> dict[int, str]:
    table = {
        byte: _compose(letter, tone)
        for letter, row in _TCVN3_TONES.items()
        for byte, tone in zip(row, _TONES, strict=True)
    }
    for letters, row in _TCVN3_LETTERS.items():
        table.update(zip(row, letters, strict=True))
    return table


def _vni_tables() -> tuple[dict[str, str], dict[str, str]]:
    marks, letters = dict(_VNI_MARKS), dict(_VNI_LETTERS)
    for byte, mark in _VNI_MARKS.items():
        marks[byte - 0x20] = mark  # the capital row lies 0x20 below
    for byte, letter in _VNI_LETTERS.items():
        letters[byte - 0x20] = letter.upper()
    return {chr(b): m for b, m in marks.items()}, {chr(b): c for b, c in letters.items()}


_TCVN3: Mapping[int, str] = _tcvn3_table()
_VNI_AFTER, _VNI_ALONE = _vni_tables()
_VNI_PAIR = re.compile("([aAeEoOuUyYôÔöÖ])([" + "".join(_VNI_AFTER) + "])")


def from_tcvn3(text: str) -> str:
    """TCVN3 text, given as its bytes read in Latin-1, in Unicode (NFC)."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI text, given as its bytes read in Latin-1, in Unicode (NFC).

    A mark byte that follows no vowel is left as it stands: the text is then not wholly VNI, and hiding that helps nobody.
    """
    out: list[str] = []
    done = 0
    for pair in _VNI_PAIR.finditer(text):
        out.append(_alone(text[done : pair.start()]))
        base = _VNI_ALONE.get(pair[1], pair[1])
        out.append(_compose(base, _VNI_AFTER[pair[2]]))
        done = pair.end()
    out.append(_alone(text[done:]))
    return "".join(out)


def _alone(text: str) -> str:
    return "".join(_VNI_ALONE.get(letter, letter) for letter in text)


_CONVERT = {Encoding.TCVN3: from_tcvn3, Encoding.VNI: from_vni}


def convert(text: str, encoding: Encoding) -> str:
    """`text` (the bytes of `encoding` read in Latin-1) in Unicode. Raises KeyError for an encoding that is not legacy."""
    return _CONVERT[encoding](text)


# Words nobody's paperwork does without; each has a letter that the other encoding spells otherwise.
_WORD = re.compile(r"[^\W\d_]+")
_OFFICE_WORDS = frozenset(
    _WORD.findall(
        "xã huyện tỉnh phường thị trấn thành phố xóm thôn bản tổ số sổ quyển năm ngày tháng tủ ngăn đăng ký khai tử hộ tịch kết hôn "
        "nguyễn văn hoàng nông lương triệu đức đặng bằng việt chủ tịch phó cán bộ tư pháp của người được cấp giấy nơi sinh họ tên "
        "giới tính nữ dân tộc quốc cha mẹ con vợ chồng trú ghi chú cải chính trạm tế bệnh viện"
    )
)


def recognise(text: str) -> Encoding | None:
    """The legacy encoding `text` (bytes read in Latin-1, or old text that a program took for Unicode) is written in.

    None where it reads best as it stands. A few kilobytes are enough. Only words with a letter outside ASCII count, or plain
    English would win.
    """
    readings: dict[Encoding | None, str] = {None: text, **{encoding: convert(text, encoding) for encoding in _CONVERT}}
    return max(readings, key=lambda encoding: _vietnamese_words(readings[encoding]))


def _vietnamese_words(text: str) -> int:
    return sum(word in _OFFICE_WORDS for word in _WORD.findall(text.lower()) if not word.isascii())
