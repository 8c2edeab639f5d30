"""What nobody typed, from the log of a book, on both engines."""

from __future__ import annotations

import pytest

from registers.kinds import PositionState
from registers.value import Value
from storage import entries, positions
from storage.carried import of_book
from storage.engine import Store
from storage.entries import Saved
from storage.shelf import NoSuchBook
from tests.storage.office import BIRTHS, birth, found, hire

CARRIED = {"constant": ["signer_name"], "carried": ["signer_title"]}


def key(store: Store, lan: str, carried: dict[str, list[str]] | None) -> Saved:
    claim = positions.claim_next(store, BIRTHS.id, lan)
    values = birth(child=f"Nông Thị {'ABCDE'[claim.position.number - 1]}")
    return entries.save(
        store, claim, kind="KS", position_state=PositionState.NORMAL, values=values, page_no=claim.position.number,
        account_id=lan, carried=carried,
    )  # fmt: skip


def test_the_log_tells_what_the_form_filled_in(store: Store) -> None:
    found(store)
    lan = hire(store, "lan")
    key(store, lan, {})
    second = key(store, lan, CARRIED)
    key(store, lan, CARRIED)
    report = of_book(store, BIRTHS.id)
    assert (report.entries, report.unknown) == (3, 1)  # an entry without a word about it may have been imported
    assert [(one.name, one.ranges, one.pages) for one in report.fields] == [
        ("signer_name", "2/2016–3/2016", 3),
        ("signer_title", "2/2016–3/2016", 3),
    ]
    values = birth(child="Nông Thị B") | {"signer_name": Value("Lục Hồng Châm", "Lục Hồng Châm")}
    entries.correct(store, second.entry_id, values=values, base_revision=1, account_id=lan, page_no=2)
    assert [one.name for one in of_book(store, BIRTHS.id).fields] == ["signer_title"]
    with pytest.raises(NoSuchBook):
        of_book(store, "none")
