"""`hotich review second`: giving out, taking back, how far it is, errors by class, as a script sees it."""

from __future__ import annotations

from random import Random

from registers.kinds import PositionState
from registers.rekeying import Scope
from registers.value import Value
from storage import accounts, entries, positions, rekeying, secondkeying
from storage.engine import Store
from tests.tui.cli.conftest import Hotich

PASSWORD = "mật khẩu dài\n"


def test_a_book_in_second_keying_from_the_command_line(stocked: Hotich, store: Store) -> None:
    for name, role in (("lan", "clerk"), ("mai", "clerk"), ("cúc", "clerk"), ("hương", "supervisor")):
        stocked("accounts", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD)
    ids = {name: accounts.get(store, name).account_id for name in ("lan", "mai", "cúc", "hương")}
    for at in (1, 2):
        claim = positions.claim_next(store, "KS-08", ids["lan"])
        written = {"child_full_name": "Lý Văn Páo", "registration_date": f"0{at}.03.2008"}
        entries.save(
            store,
            claim,
            kind="KS",
            position_state=PositionState.NORMAL,
            values={field: Value(text, text) for field, text in written.items()},
            page_no=at,
            account_id=ids["lan"],
        )
    assert stocked("review", "second", "give", "KS-08", "--account", "lan").code == 3
    given = stocked(
        "review", "second", "give", "KS-08", "--account", "hương", "--scope", "all", "--to", "mai", "--json"
    )
    assert (given.code, given.document["entries"], given.document["fields"]) == (0, 2, 4), given.err
    assert stocked("review", "second", "give", "KS-08", "--account", "hương").code == 2
    (row,) = stocked("review", "second", "list", "--json").document
    assert row == {"book": "KS-08", "to_give": 0, "given": 2, "differing": 0, "settled": 0}
    due = rekeying.next_due(store, "KS-08", ids["mai"])
    texts = {"child_full_name": "Lý Văn Pảo", "registration_date": "01.03.2008"}
    again = {name: Value(texts[name], texts[name]) for name in due.fields}
    base = {"base_revision": due.revision, "account_id": ids["mai"]}
    secondkeying.key_again(store, due.entry_id, again, fields=due.fields, **base)  # type: ignore[arg-type]
    third = rekeying.next_due(store, "KS-08", ids["cúc"])
    page = {"child_full_name": Value("Lý Văn Páo", "Lý Văn Páo")}
    secondkeying.settle(store, third.entry_id, page, base_revision=third.revision, account_id=ids["cúc"])
    (charge,) = stocked("review", "second", "faults", "--json").document
    assert charge == {"clerk": "mai", "class": "tone", "count": 1}
    assert stocked("review", "second", "faults", "--clerk", "lan", "--json").document == []
    assert "sai dấu" in stocked("review", "second", "faults").out
    back = stocked("review", "second", "back", "KS-08", "--account", "hương", "--json")
    assert back.document == {"book": "KS-08", "entries": 1, "freed": 0}
    assert rekeying.give_out(store, "KS-08", Scope.ALL, by=ids["hương"], random=Random(1)).entries == 1
