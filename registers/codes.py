"""Code lists: what a short field may hold, how it is said, typed and met on paper (registers.md §5).

Data lives in `codes/*.toml` and `codes/*.csv`. A code is *what is stored*: a digit where the ministry's import wants one, the
official name for ethnic groups and nationalities, the wording for relations and titles.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from registers.catalogue import Label
from registers.text import agrees, fold, spelling


@dataclass(frozen=True, slots=True)
class Code:
    """One item of a list. `short` is the quickest way to type it; `number` a national number where there is one."""

    code: str
    label: Label
    short: str = ""
    aliases: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list in the order it is shown."""

    name: str
    items: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.items)

    def __getitem__(self, code: str) -> Code:
        """The item stored as `code`. Raises KeyError where the list has none."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(f"{code!r} is not in the list {self.name!r}")

    def __contains__(self, code: object) -> bool:
        return any(item.code == code for item in self.items)


@cache
def code_list(name: str) -> CodeList:
    """The list called `name`. Raises KeyError for a name no data file has."""
    return _lists()[name]


def list_names() -> list[str]:
    """The names of all lists, sorted."""
    return sorted(_lists())


@lru_cache(maxsize=65536)
def match(list_name: str, text: str) -> str | None:
    """The code `text` means in the list, or None where it means none or could mean two.

    Looked for as the code itself, its short form, label and aliases, whatever the case and punctuation, and with marks left
    out (`Nung`), but never with other marks (`bà` is not `ba`). An ethnic group named with its branch gives both:
    `Dao đỏ` → `Dao (Dao Đỏ)`. Raises KeyError for an unknown list.
    """
    exact, by_fold = _index(list_name)
    written = _words(text)
    if not written:
        return None
    found = exact.get(written) or exact.get(written.replace(" ", ""))
    if found is not None:
        return found
    meant = {code for known, code in by_fold.get(fold(written), ()) if agrees(written, known)}
    return meant.pop() if len(meant) == 1 else None


_PUNCTUATION = re.compile(r"[^\w]+")


def _words(text: str) -> str:
    return _PUNCTUATION.sub(" ", spelling(text)).strip()


@cache
def _index(list_name: str) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Spelling → code, and folded spelling → (spelling, code).

    What names two codes names none, unless an earlier way of naming wins: a code or label beats an alias of another item
    ("Hoa" is the group, not the Mông who are called so).
    """
    items = code_list(list_name).items
    ranks: list[list[tuple[str, str]]] = [
        [(item.code, item.code) for item in items] + [(item.label.vi, item.code) for item in items],
        [(alias, item.code) for item in items for alias in (*item.aliases, item.short, item.number)],
    ]
    if list_name == "ethnic":
        ranks = [_local_names(), *ranks, _branch_names()]
    exact: dict[str, str] = {}
    for rank in ranks:
        _add_rank(exact, [(_words(text), code) for text, code in rank])
    by_fold: dict[str, list[tuple[str, str]]] = {}
    for known, code in exact.items():
        by_fold.setdefault(fold(known), []).append((known, code))
    _add_rank(exact, [(known.replace(" ", ""), code) for known, code in exact.items()])
    return exact, by_fold


def _add_rank(exact: dict[str, str], rank: list[tuple[str, str]]) -> None:
    """Add names to `exact`, but none it has already and none that two codes of this rank share."""
    new: dict[str, str] = {}
    twice: set[str] = set()
    for known, code in rank:
        if known and new.setdefault(known, code) != code:
            twice.add(known)
    exact |= {known: code for known, code in new.items() if known not in twice and known not in exact}


@cache
def _lists() -> dict[str, CodeList]:
    lists = {"ethnic": _ethnic(), "nation": _nations()}
    for file in ("kinds.toml", "wordings.toml"):
        for name, table in tomllib.loads(_data(file)).items():
            lists[name] = CodeList(name, tuple(_code(item) for item in table["items"]))
    return lists


def _code(item: dict[str, Any]) -> Code:
    label = Label(item["vi"], item["en"])
    code = item.get("code", label.vi)
    return Code(code, label, item.get("short", code if code.isdigit() else ""), tuple(item.get("aliases", ())))


def _data(name: str) -> str:
    return resources.files("registers").joinpath("codes", name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_data(name))))


@cache
def _ethnic_rows() -> list[dict[str, str]]:
    return _rows("ethnic.csv")


def _ethnic() -> CodeList:
    """QĐ 121-TCTK/PPCĐ (2/3/1979); stored is the name the ministry's import wants."""
    return CodeList(
        "ethnic",
        tuple(
            Code(row["name"], Label(row["name"], row["name"]), row["short"], _split(row["synonyms"]), row["number"])
            for row in _ethnic_rows()
        ),
    )


def _nations() -> CodeList:
    return CodeList(
        "nation",
        tuple(
            Code(row["name"], Label(row["name"], row["en"]), aliases=_split(row["aliases"]), number=row["code"])
            for row in _rows("nations.csv")
        ),
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _local_names() -> list[tuple[str, str]]:
    """What the books of Cao Bằng mean by a name, whoever else bears it: `Thổ` is Tày there, not the group 24."""
    return [
        (name, f"{row['name']} ({name})" if name in _split(row["branches"]) else row["name"])
        for row in _ethnic_rows()
        for name in _split(row["local"])
    ]


def _branch_names() -> list[tuple[str, str]]:
    """Branches alone and behind their group's name. One syllable alone is too little: `Chu`, `Lê`, `Cao` are surnames too."""
    names = []
    for row in _ethnic_rows():
        group = row["name"]
        for branch in _split(row["branches"]):
            stored = f"{group} ({branch})"
            names += [(stored, stored), (f"{group} {branch}", stored)]
            names += [(f"{synonym} {branch}", stored) for synonym in _split(row["synonyms"])]
            if " " in branch or "-" in branch:
                names.append((branch, stored))
    return names


def has_branches(stored: str) -> bool:
    """True for a people of which some pages name the branch: `Nùng`, `Nùng (Nùng Cháo)`."""
    return branch_of(stored)[0] in _branching()


_SELDOM = frozenset({"Tày"})
"""Peoples whose branches (`Ngạn`) next to no page of this province names."""


@cache
def _branching() -> frozenset[str]:
    return frozenset(row["name"] for row in _ethnic_rows() if row["branches"]) - _SELDOM


def branch_of(stored: str) -> tuple[str, str]:
    """A stored ethnic value as (group, branch): `Nùng (Nùng Cháo)` → (`Nùng`, `Nùng Cháo`); no branch is ``."""
    group, _, branch = stored.partition(" (")
    return group, branch.removesuffix(")")
