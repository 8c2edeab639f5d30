"""What free wording says in terms of a list: the marital status a certificate states, the item a correction changes."""

from __future__ import annotations

import re
from functools import lru_cache

from registers.codes import match
from registers.dates import parse_date
from registers.text import capitalise_name, clean, fold

# Folded wording → code of the list `marital_status`; the first that fits counts.
_MARITAL = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("5", r"\btu\b.*\bden\b.*(?:khong|chua) (?:dang ki )?ket hon.*(?:dang co|co) (?:vo|chong)"),
        ("2", r"hien(?: tai| nay)?(?: dang)? co (?:vo|chong)|dang co (?:vo|chong)"),
        ("4", r"(?:vo|chong).*(?:da |bi )?(?:chet|mat)\b|\bgoa\b|da chet"),
        ("3", r"l[iy] hon"),
        ("1", r"(?:chua|khong) (?:tung )?(?:dang ki )?ket hon|doc than|chua co (?:vo|chong)|chua lap gia dinh"),
        ("2", r"(?:da|dang) (?:dang ki )?ket hon|da co (?:vo|chong)|da lap gia dinh"),
    )
)
_NEVER_DIVORCED = re.compile(r"(?:chua|khong) l[iy] hon")


@lru_cache(maxsize=16384)
def marital_status(text: str) -> str:
    """The code a certificate's wording states (registers.md §5.8), "" where it states none for certain."""
    plain = _NEVER_DIVORCED.sub("", fold(clean(text)))
    return next((code for code, pattern in _MARITAL if pattern.search(plain)), "")


# A correction often names its item before the value: "năm sinh cha 1978", "quê quán: xã …". With marks and at the start only,
# since "Nguyễn Quân" is a name.
_PARENT = re.compile(
    r"(?:thông tin|họ,? (?:và )?(?:chữ đệm,? )?tên|tên|ngày|tháng|năm|nơi|quê|nguyên|dân tộc|quốc tịch)\b[^\d:]*?\b(?:cha|mẹ|bố)\b"
)
_ITEMS = (
    ("quê quán", re.compile(r"(?:quê|nguyên) quán\b")),
    ("nơi sinh", re.compile(r"nơi sinh\b")),
    ("ngày sinh", re.compile(r"(?:ngày|tháng|năm)[^\d:]* sinh\b")),
    ("dân tộc", re.compile(r"dân tộc\b")),
    ("quốc tịch", re.compile(r"quốc tịch\b")),
    ("giới tính", re.compile(r"giới tính\b")),
    ("chữ đệm", re.compile(r"(?:chữ|tên) đệm\b")),
)
_EMPTY = re.compile(r"\(?(?:de trong|trong|khong ghi|bo trong|khong co)\)?|[-.…/\s]*")
_UNIT_WORD = re.compile(r"(?:xã|phường|thị trấn|huyện|tỉnh|thành phố|thị xã|xóm|thôn|tổ) ", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")


@lru_cache(maxsize=16384)
def changed_field(before: str, after: str) -> str:
    """Which item a correction changes, judged by what stood there and what replaces it; "" where neither tells.

    `Nông Thị Hoa` → `Nông Thị Lan` is `tên`, `01.02.1990` → `02.02.1990` is `ngày sinh`.
    """
    texts = [text for text in (clean(after), clean(before)) if not _EMPTY.fullmatch(fold(text))]
    for text in texts:
        label = text.lower()
        if _PARENT.match(label):
            return "thông tin cha/mẹ"
        named = next((item for item, pattern in _ITEMS if pattern.match(label)), "")
        if named:
            return named
    kinds = {_kind_of(text) for text in texts}
    if len(kinds) != 1:
        return ""
    kind = kinds.pop()
    if kind != _A_NAME:
        return kind
    return _part_of_name(texts[1], texts[0]) if len(texts) == 2 else ""


_A_NAME = "name"


def _kind_of(text: str) -> str:
    """The item a bare value belongs to, `_A_NAME` for a person's name, "" where it could be anything."""
    if match("sex", text) and not text.isdigit():
        return "giới tính"
    if match("ethnic", text):
        return "dân tộc"
    reading = parse_date(text, pivot=None)
    if reading.date is not None and not reading.rest:
        return "ngày sinh"
    if "," in text or _UNIT_WORD.match(text):
        return "quê quán"
    if match("nation", text):
        return "quốc tịch"
    return _A_NAME if _NAME.fullmatch(text) else ""


def _part_of_name(old: str, new: str) -> str:
    """Which part of a name differs: the surname, the given name, or what stands between; several are `khác`."""
    was, now = capitalise_name(old).split(), capitalise_name(new).split()
    pairs = (("họ", was[:1], now[:1]), ("tên", was[-1:], now[-1:]), ("chữ đệm", was[1:-1], now[1:-1]))
    changed = [part for part, one, other in pairs if one != other]
    return changed[0] if len(changed) == 1 else ("khác" if changed else "")
