"""All names an office has keyed, frozen in one block of bytes that any number of processes map into memory at once.

A million names take about 25 MB here, shared by the host, and opening them reads almost nothing. Names are sorted by their
plain letters, so what begins with the typed letters is one range; a tree of the heaviest weight in every range finds the best
names of that range without looking at the rest. The words of the names are counted beside them (`Counts`).

Layout, little-endian: magic, eight-byte lengths of the sections, then each section, padded to eight bytes.
"""

from __future__ import annotations

import json
import struct
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from math import log2
from typing import NamedTuple

from registers.errors import HotichError
from tui.typing.suggest.letters import plain
from tui.typing.suggest.lists import SURNAME
from tui.typing.suggest.word_counts import Node, WordCounts, nodes

_MAGIC = b"hotich-names-1\0\0"
_SECTIONS = ("head", "men", "women", "after_at", "after", "behind_at", "behind", "names_at", "names", "roles", "tree")
_END = "\U0010ffff"


class NameBookBroken(HotichError):
    """The bytes are no name book of this version; building it again from the store repairs that."""

    key = "typing.name_book_broken"


class NameRow(NamedTuple):
    """One name to freeze: the role it was last keyed in, how often it was keyed, its sex where known, its age in keyed names."""

    name: str
    role: str = ""
    times: int = 1
    sex: str = ""
    age: int = 0


class Found(NamedTuple):
    """One name found: its words, the role it was last keyed in, its weight (0–255)."""

    words: tuple[str, ...]
    role: str
    weight: int


class NameBook:
    """A frozen book of names over `data`: bytes, or a memory map of a file."""

    def __init__(self, data: bytes | memoryview) -> None:
        part = _sections(memoryview(data))
        head = json.loads(bytes(part["head"]))
        self._nodes: list[Node] = [(node[0], node[1:]) for node in head["nodes"]]
        self._ids = {node: i for i, node in enumerate(self._nodes)}
        self._totals: Mapping[str, list[int]] = head["totals"]
        self.roles: list[str] = head["roles"]
        self.pool: Mapping[str, int] = head["pool"]
        self._men, self._women = part["men"].cast("I"), part["women"].cast("I")
        self._after_at, self._after = part["after_at"].cast("I"), part["after"].cast("I")
        self._behind_at, self._behind = part["behind_at"].cast("I"), part["behind"].cast("I")
        self._names_at, self._names = part["names_at"].cast("I"), part["names"].cast("I")
        self._roles, self._tree = part["roles"], part["tree"]
        self._plain_words = [plain(word) for _, word in self._nodes]
        self._leaves = len(self._tree) // 2

    def __len__(self) -> int:
        return len(self._names_at) - 1

    def __getitem__(self, at: int) -> Found:
        words = tuple(self._nodes[i][1] for i in self._tokens(at))
        return Found(words, self.roles[self._roles[at]], self._tree[self._leaves + at])

    def __contains__(self, name: str) -> bool:
        wanted = plain(name)
        for at in range(*self.range(wanted)):
            if self._plain_at(at) != wanted:
                return False
            if " ".join(self[at].words) == name:
                return True
        return False

    def range(self, plain_prefix: str) -> tuple[int, int]:
        """The names whose plain letters begin with `plain_prefix`, as [first, behind the last)."""
        everything = range(len(self))
        first = bisect_left(everything, plain_prefix, key=self._plain_at)
        return first, bisect_left(everything, plain_prefix + _END, lo=first, key=self._plain_at)

    def heaviest(
        self, first: int, behind: int, *, limit: int, looks: int, fits: Callable[[Found], bool] | None = None
    ) -> list[Found]:
        """Up to `limit` names of a range, heaviest first, among the `looks` heaviest of it, that `fits` accepts."""
        tree, leaves = self._tree, self._leaves
        heap: list[tuple[int, int]] = []
        low, high = first + leaves, behind + leaves
        while low < high:  # the nodes of the tree that together cover the range
            if low & 1:
                heappush(heap, (-tree[low], low))
                low += 1
            if high & 1:
                high -= 1
                heappush(heap, (-tree[high], high))
            low >>= 1
            high >>= 1
        found: list[Found] = []
        while heap and looks and len(found) < limit:
            weight, node = heappop(heap)
            while node < leaves:  # walk down the heavier side, keep the lighter one for later
                left, right = tree[2 * node], tree[2 * node + 1]
                node = 2 * node + (right > left)
                heappush(heap, (-min(left, right), node ^ 1))
            if not weight:
                break
            looks -= 1
            one = self[node - leaves]
            if fits is None or fits(one):
                found.append(one)
        return found

    def seen(self, node: Node) -> tuple[int, int]:
        """Men and women with this word in this place."""
        i = self._ids.get(node)
        return (0, 0) if i is None else (self._men[i], self._women[i])

    def total(self, part: str) -> tuple[int, int]:
        """Words of men and of women counted in this part of the name."""
        men, women = self._totals.get(part, (0, 0))
        return men, women

    def after(self, node: Node) -> Mapping[Node, int]:
        """What came next, with how often."""
        return self._neighbours(self._ids.get(node), self._after_at, self._after)

    def behind(self, surname: str) -> Mapping[Node, int]:
        """What stood anywhere behind this surname, with how often."""
        return self._neighbours(self._ids.get((SURNAME, surname)), self._behind_at, self._behind)

    def vocabulary(self) -> Iterable[Node]:
        """Every node counted."""
        return self._nodes

    def rows(self) -> Iterator[NameRow]:
        """What the book was built from, ages and counts as far as the weights keep them."""
        for at in range(len(self)):
            found = self[at]
            yield NameRow(" ".join(found.words), found.role, _times(found.weight))

    def _tokens(self, at: int) -> memoryview:
        return self._names[self._names_at[at] : self._names_at[at + 1]]

    def _plain_at(self, at: int) -> str:
        words = self._plain_words
        return " ".join([words[i] for i in self._tokens(at)])

    def _neighbours(self, i: int | None, at: memoryview, pairs: memoryview) -> Mapping[Node, int]:
        if i is None:
            return {}
        return {self._nodes[pairs[j]]: pairs[j + 1] for j in range(at[i], at[i + 1], 2)}


def freeze(rows: Iterable[NameRow], sex_of: Callable[[Sequence[str]], str]) -> bytes:
    """The bytes of a name book with `rows` (names in NFC, each once); `sex_of` guesses a sex no row tells."""
    counts = WordCounts()
    kept: list[tuple[str, tuple[str, ...], str, int]] = []
    vocabulary: dict[Node, None] = {}
    for row in rows:
        words = tuple(row.name.split())
        if not words:
            continue
        if len(words) > 1:
            counts.add(words, row.sex or sex_of(words))
            vocabulary.update(dict.fromkeys(nodes(words)))
        else:
            vocabulary[SURNAME, words[0]] = None
        kept.append((plain(row.name), words, row.role, _weight(row)))
    kept.sort()
    ids = {node: i for i, node in enumerate(sorted(vocabulary))}
    roles = sorted({role for _, _, role, _ in kept})
    if len(roles) > 255:
        roles = roles[:255]
    names_at, names = array("I", [0]), array("I")
    for _, words, _, _ in kept:
        names.extend(ids[node] for node in (nodes(words) if len(words) > 1 else [(SURNAME, words[0])]))
        names_at.append(len(names))
    role_ids = {role: i for i, role in enumerate(roles)}
    pool = dict.fromkeys(roles, 0)
    for _, _, role, _ in kept:
        pool[role] = pool.get(role, 0) + 1
    head = {
        "nodes": [part + word for part, word in ids],
        "totals": {part: counts.total(part) for part in "SMG"},
        "roles": roles or [""],
        "pool": pool,
    }
    seen = [counts.seen(node) for node in ids]
    parts = {
        "head": json.dumps(head, ensure_ascii=False).encode(),
        "men": array("I", (men for men, _ in seen)).tobytes(),
        "women": array("I", (women for _, women in seen)).tobytes(),
        "names_at": names_at.tobytes(),
        "names": names.tobytes(),
        "roles": bytes(role_ids.get(role, 0) for _, _, role, _ in kept),
        "tree": _tree([weight for _, _, _, weight in kept]),
    }
    parts["after_at"], parts["after"] = _neighbours(ids, (counts.after(node) for node in ids))
    behind = (counts.behind(word) if part == SURNAME else {} for part, word in ids)
    parts["behind_at"], parts["behind"] = _neighbours(ids, behind)
    lengths = struct.pack(f"<{len(_SECTIONS)}Q", *(len(parts[name]) for name in _SECTIONS))
    return b"".join([_MAGIC, _padded(lengths), *(_padded(parts[name]) for name in _SECTIONS)])


def _sections(data: memoryview) -> dict[str, memoryview]:
    at = len(_MAGIC)
    size = 8 * len(_SECTIONS)
    if bytes(data[:at]) != _MAGIC or len(data) < at + size:
        raise NameBookBroken
    lengths = struct.unpack_from(f"<{len(_SECTIONS)}Q", data, at)
    at += size
    parts: dict[str, memoryview] = {}
    for name, length in zip(_SECTIONS, lengths, strict=True):
        parts[name] = data[at : at + length]
        at += length + -length % 8
    if at != len(data):
        raise NameBookBroken
    return parts


def _neighbours(ids: Mapping[Node, int], following: Iterable[Mapping[Node, int]]) -> tuple[bytes, bytes]:
    at, pairs = array("I", [0]), array("I")
    for neighbours in following:
        for node, times in neighbours.items():
            pairs.extend((ids[node], times))
        at.append(len(pairs))
    return at.tobytes(), pairs.tobytes()


def _tree(weights: list[int]) -> bytes:
    leaves = 1
    while leaves < len(weights):
        leaves *= 2
    tree = bytearray(2 * leaves)
    tree[leaves : leaves + len(weights)] = bytes(weights)
    for i in range(leaves - 1, 0, -1):
        tree[i] = max(tree[2 * i], tree[2 * i + 1])
    return bytes(tree)


def _weight(row: NameRow) -> int:
    """1–255: names keyed often and lately weigh more; a name halves its lead every 2,000 names keyed after it."""
    lead = row.times * (1 + 3 * 0.5 ** (row.age / 2000))
    return max(1, min(255, round(24 * log2(1 + lead))))


def _times(weight: int) -> int:
    return max(1, round((2 ** (weight / 24) - 1) / 4))


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 8)
