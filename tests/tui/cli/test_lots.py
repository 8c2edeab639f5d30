"""`hotich review lots`: a lot from drawing to decision, as a script sees it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registers.kinds import PositionState
from registers.value import Value
from registers.workflow import EntryState
from storage import accounts, entries, lots, positions
from storage.engine import Store
from tests.tui.cli.conftest import Hotich

PASSWORD = "mật khẩu dài\n"


@pytest.fixture
def keyed(stocked: Hotich, store: Store) -> list[str]:
    """Ids of four births keyed by Lan; Hương supervises."""
    stocked("accounts", "add", "lan", "--role", "clerk", "--password-stdin", stdin=PASSWORD)
    stocked("accounts", "add", "hương", "--role", "supervisor", "--password-stdin", stdin=PASSWORD)
    lan = accounts.get(store, "lan").account_id
    made = []
    for at, name in enumerate(("Nông Thị Hiền", "Lý Văn Páo", "Đàm Thị Mỷ", "Bế Ích Quân"), start=1):
        claim = positions.claim_next(store, "KS-08", lan)
        written = {"child_full_name": name, "registration_date": f"0{at}.03.2008", "child_birth_date": "01.02.2008"}
        saved = entries.save(
            store,
            claim,
            kind="KS",
            position_state=PositionState.NORMAL,
            values={field: Value(words, words) for field, words in written.items()},
            page_no=at,
            account_id=lan,
        )
        made.append(saved.entry_id)
    return made


def test_a_lot_from_drawing_to_decision(hotich: Hotich, store: Store, keyed: list[str]) -> None:
    drawn = hotich("review", "lots", "draw", "--account", "hương", "--book", "KS-08", "--clerk", "lan", "--aql", "4.0",
                   "--json")  # fmt: skip
    assert drawn.code == 0, drawn.err
    lot = drawn.document
    assert (lot["size"], lot["sample"], lot["accept"], lot["inspection"]) == (4, 3, 0, "normal")
    assert lot["decision"] == ""
    assert lot["proves"] is None
    assert "có thể sai tới" in lot["says"]
    assert {each["id"] for each in lot["entries"]} < set(keyed)
    first = lot["entries"][0]["id"]
    marked = hotich("review", "lots", "mark", "--account", "hương", lot["lot"], first, "--good", "--json")
    assert marked.document["compared"] == 1
    unfinished = hotich("review", "lots", "decide", "--account", "hương", lot["lot"], "--json")
    assert (unfinished.code, unfinished.document["why"]) == (2, "lots.unfinished")
    for each in lot["entries"][1:]:
        hotich("review", "lots", "mark", "--account", "hương", lot["lot"], each["id"], "--good")
    decided = hotich("review", "lots", "decide", "--account", "hương", lot["lot"], "--json")
    assert (decided.code, decided.document["decision"], decided.document["approved"]) == (0, "accepted", 4)
    assert decided.document["proves"] == {"least": 0, "most": 1, "confidence": 0.95}
    shown = hotich("review", "lots", "show", lot["lot"])
    assert "lô có từ 0 đến 1 trường hợp sai trong 4" in shown.out
    listed = hotich("review", "lots", "list", "--clerk", "lan", "--json")
    assert [each["lot"] for each in listed.document] == [lot["lot"]]
    assert hotich("review", "lots", "list", "--open", "--json").document == []
    assert {entries.load(store, entry_id).state for entry_id in keyed} == {EntryState.APPROVED}


def test_a_lot_that_fails_goes_back_whole(hotich: Hotich, store: Store, keyed: list[str]) -> None:
    draw = ("review", "lots", "draw", "--account", "hương", "--book", "KS-08", "--clerk", "lan", "--aql", "4.0")
    lot = hotich(*draw, "--json").document
    named = ["--faulty", lot["entries"][0]["id"]]
    decided = hotich("review", "lots", "decide", "--account", "hương", lot["lot"], *named, "--json").document
    assert (decided["decision"], decided["returned"], decided["approved"]) == ("rejected", 4, 0)
    assert {entries.load(store, entry_id).state for entry_id in keyed} == {EntryState.RETURNED}


def test_who_decides_second_is_told_by_whom_and_a_cut_off_decision_is_finished_by_name(
    hotich: Hotich, store: Store, keyed: list[str]
) -> None:
    hotich("accounts", "add", "thu", "--role", "supervisor", "--password-stdin", stdin=PASSWORD)
    draw = ("review", "lots", "draw", "--account", "hương", "--book", "KS-08", "--clerk", "lan", "--aql", "4.0")
    lot = hotich(*draw, "--json").document["lot"]
    decide = ("review", "lots", "decide", lot, "--account")
    assert hotich(*decide, "thu", "--finish", "--json").document["why"] == "lots.nothing_to_finish"
    assert hotich(*decide, "thu", "--finish", "--no-fault", "--json").document["why"] == "lots.cli_finish_alone"
    lots.decide(store, lot, [], account_id=accounts.get(store, "hương").account_id, go_on=lambda _: False)
    with store.write() as session:  # as where it was cut off before its last unit of work
        session.execute(text("UPDATE lot SET finished_at = ''"))
    second = hotich(*decide, "thu", "--no-fault", "--json")
    assert (second.code, second.document["why"]) == (2, "lots.decided_unfinished")
    assert "hương đã quyết định lô này trước" in hotich(*decide, "thu").err
    finished = hotich(*decide, "thu", "--finish")
    assert finished.code == 0, finished.err
    assert "Ghi nốt quyết định của hương. Nhận lô: đã phê duyệt 4" in finished.out
    assert hotich(*decide, "thu", "--finish", "--json").document["why"] == "lots.decided_before"
    assert {len(entries.history(store, entry_id)) for entry_id in keyed} == {2}


def test_what_cannot_be_is_refused_with_what_to_do(hotich: Hotich, keyed: list[str]) -> None:
    draw = ("review", "lots", "draw", "--book", "KS-08", "--clerk", "lan")
    assert hotich(*draw, "--account", "lan").code == 3
    wrong = hotich(*draw, "--account", "hương", "--aql", "2")
    assert wrong.code == 2
    assert "0.65, 1.0, 1.5, 2.5, 4.0" in wrong.err
    lot = hotich(*draw, "--account", "hương", "--json").document
    assert hotich(*draw, "--account", "hương").code == 2  # everything is in the open lot
    elsewhere = hotich("review", "lots", "draw", "--account", "hương", "--book", "KS-00", "--clerk", "lan", "--json")
    assert elsewhere.document["why"] == "storage.no_such_book"
    decide = ("review", "lots", "decide", "--account", "hương", lot["lot"])
    assert hotich(*decide, "--faulty", "no such").code == 2
    one = lot["entries"][0]["id"]
    both = hotich(*decide, "--faulty", one, "--no-fault", "--json")
    assert (both.code, both.document["why"]) == (2, "lots.cli_one_finding")
    mark = ("review", "lots", "mark", "--account", "hương", lot["lot"], one)
    assert hotich(*mark).code == 2
    commented = hotich(*mark, "--good", "--comment", "child_full_name=Hiền", "--json")
    assert commented.document["why"] == "lots.cli_comment_alone"
    assert hotich(*mark, "--faulty").code == 0
    forgotten = hotich(*decide, "--no-fault", "--json")
    assert (forgotten.code, forgotten.document["why"]) == (2, "lots.called_faulty")
    assert f"ở số {lot['entries'][0]['entry_no']}/2008" in forgotten.err
    assert hotich("review", "lots", "show", lot["lot"], "--json").document["decision"] == "", "nothing was decided"
    assert hotich(*mark, "--good", "--faulty").code == 2
