"""Input methods outside the program: whatever bytes they send, however cut, the field holds what the clerk meant."""

from __future__ import annotations

import random
import unicodedata

import pytest

from tests.tui.typing.people import names
from tests.tui.typing.replay import OUTSIDE_METHODS, OutsideMethod, bursts, decode, reads, typed
from tui.typing.compose import METHODS, Composer

TEXTS = [
    *names(150, seed=7),
    "Xóm Nà Vường, xã Hồng Việt",
    "Thị trấn Pác Miầu",
    "H'Mông",
    "TAND huyện Hòa An",
    "Tổ 5, phường Sông Hiến",
]


@pytest.mark.parametrize("inside", ["none", "telex", "vni", "viqr"])
@pytest.mark.parametrize("outside", OUTSIDE_METHODS, ids=lambda method: method.name)
def test_every_outside_method_leaves_the_text_exact(outside: OutsideMethod, inside: str) -> None:
    rng = random.Random(f"{outside.name} {inside}")
    wrong = [text for text in TEXTS if typed(decode(reads(text, outside, rng)), Composer(METHODS[inside])) != text]
    assert wrong == []


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
