"""Which fields are keyed a second time: odd ones always, usual ones at spot checks, all once a sort is found wrong."""

from __future__ import annotations

import pytest

from registers.rekeying import SPOT, Sort, Standing, worth_keying_again


@pytest.mark.parametrize(
    ("standing", "sort"),
    [
        (Standing("Việt Nam", 39, 39, repeats=True), Sort.USUAL),
        (Standing("Việt Nam", 36, 39, repeats=True), Sort.USUAL),
        (Standing("Việt Nam", 3, 3, repeats=True), Sort.ODD),  # too few to tell
        (Standing("Tày", 30, 39, repeats=False), Sort.COMMON),
        (Standing("Tày", 30, 39, repeats=True), Sort.ODD),  # may have been copied from the entry before
        (Standing("Tày", 10, 39, repeats=False), Sort.ODD),
        (Standing("1", 39, 39, repeats=True), Sort.ODD),  # a digit is keyed again sooner than it is thought about
        (Standing("Nông Thị Hiền", 0, 39, repeats=False), Sort.ODD),
        (Standing("Nông Thị Hiền", 0, 0, repeats=False), Sort.ODD),
    ],
)
def test_a_text_is_as_usual_as_its_book_says(standing: Standing, sort: Sort) -> None:
    assert standing.sort is sort


def test_usual_texts_are_keyed_again_only_at_spot_checks_until_one_was_wrong() -> None:
    usual, odd = Standing("Việt Nam", 39, 39, repeats=True), Standing("Nông Thị Hiền", 0, 39, repeats=False)
    assert worth_keying_again(odd, distrusted=False, spot=0.99)
    assert not worth_keying_again(usual, distrusted=False, spot=SPOT)
    assert worth_keying_again(usual, distrusted=False, spot=SPOT / 2)
    assert worth_keying_again(usual, distrusted=True, spot=0.99)
