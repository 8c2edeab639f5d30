"""Input methods outside the program: whatever bytes they send, however cut, the field holds what the clerk meant."""

from __future__ import annotations

import itertools
import random
import unicodedata

import pytest
from textual.events import Key

from tests.tui.typing.people import names_of_groups, words
from tests.tui.typing.replay import OUTSIDE_METHODS, OutsideMethod, bursts, decode, reads, typed
from tui.typing.compose import METHODS, Composer

PLACES = [
    "Xóm Nà Vường, xã Hồng Việt",
    "Thị trấn Pác Miầu",
    "H'Mông",
    "TAND huyện Hòa An",
    "Tổ 5, phường Sông Hiến",
]


FIELDS = [" ".join(words()[at : at + 4]) for at in range(0, len(words()), 4)]
"""Every listed syllable, four in a field."""

AS_TELEX = {"Coong": "Công"}
"""The one listed syllable without marks that is a row of Telex keys; committed whole it looks as if it had been typed so."""


@pytest.fixture(scope="module")
def people() -> list[str]:
    """Ten thousand names."""
    return names_of_groups(10_000, seed=7)


@pytest.fixture(autouse=True)
def _without_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser writes every event out for a log nobody reads: half of the time here."""
    monkeypatch.setattr(Key, "__str__", lambda _: "")


@pytest.mark.parametrize("outside", OUTSIDE_METHODS, ids=lambda method: method.name)
def test_every_outside_method_leaves_every_text_exact_whatever_method_is_on_inside(
    outside: OutsideMethod, people: list[str]
) -> None:
    """Its share of ten thousand names, each under two methods inside, every syllable and some places under all four."""
    rng = random.Random(outside.name)
    share = people[OUTSIDE_METHODS.index(outside) :: len(OUTSIDE_METHODS)]
    pairs = itertools.cycle(("telex", other) for other in METHODS if other != "telex")
    plays = [*zip(share, pairs, strict=False), *((text, tuple(METHODS)) for text in (*FIELDS, *PLACES))]
    wrong = []
    for text, methods in plays:
        keys = decode(reads(text, outside, rng))
        wrong += [(text, inside) for inside in methods if typed(keys, Composer(METHODS[inside])) != text]
    if outside.holds_words:
        wrong = [
            (text, inside) for text, inside in wrong if inside != "telex" or AS_TELEX.keys().isdisjoint(text.split())
        ]
    assert wrong == []


def test_what_is_committed_whole_without_marks_is_read_as_keys_unless_the_method_inside_is_off() -> None:
    keys = decode([b"Coong"])
    assert typed(keys, Composer(METHODS["none"])) == "Coong"
    assert typed(keys, Composer(METHODS["telex"])) == AS_TELEX["Coong"]
    assert typed(decode(["Lý Coong".encode()]), Composer(METHODS["telex"])) == "Lý Coong", "a marked word gives it away"


def test_the_names_replayed_have_the_shapes_of_every_group(people: list[str]) -> None:
    together = set(" ".join(people).split())
    for shapes in ("Nông Ón Slinh Nhình", "Sùng Seo Páo Mỷ", "Chảo Mùi Ghển Phấu", "Dìu Lò", "NGUYỄN"):
        assert set(shapes.split()) <= together
    assert len(set(people)) == 10_000


def test_an_undo_outside_is_not_composed_again_inside() -> None:
    """Leee: the outside method shows Lê, then takes it back with Backspace and ee; Telex inside must not make ê again."""
    stream = list(bursts("Lee", OUTSIDE_METHODS[0]))
    assert stream == [b"L", b"e", b"\x7f" + "ê".encode(), b"\x7fee"]
    assert typed(decode(stream), Composer(METHODS["telex"])) == "Lee"


@pytest.mark.parametrize("method", OUTSIDE_METHODS, ids=lambda method: method.name)
def test_the_library_sends_what_such_a_method_sends(method: OutsideMethod) -> None:
    stream = b"".join(bursts("Hoàng Đặng", method))
    letters = stream.replace(b"\x7f", b"").replace(b"\x08", b"").decode()
    assert (stream.count(b"\x7f") + stream.count(b"\x08") == 0) is method.holds_words
    assert any(map(unicodedata.combining, letters)) is (method.form != "NFC")
    assert (method.filler in letters) if method.filler else True


def test_reads_cut_letters_apart_and_fuse_keys() -> None:
    chunks = [
        chunk for seed in range(20) for chunk in reads("Nguyễn Thị Hiền", OUTSIDE_METHODS[0], random.Random(seed))
    ]
    assert any(chunk[-1] >= 0x80 and not _whole(chunk) for chunk in chunks)
    assert any(chunk.count(0x7F) > 1 for chunk in chunks)


def _whole(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
