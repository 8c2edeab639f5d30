"""The log as it is read: by whom, of whom, about what, from day to day, page by page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from registers.workflow import Role
from storage import decisions, log, lots, plants
from storage.decisions import StillPlanted
from storage.engine import Store
from storage.log import Wanted
from storage.lotrows import MARKED
from storage.permissions import OPERATOR, NotAllowed
from tests.storage.conftest import Ticking
from tests.storage.office import BIRTHS, birth, found, hire, key
from tui import logwords

ROOT = Path(__file__).parent.parent.parent


def test_who_did_what_about_what_is_read_in_words(store: Store, clock: Ticking) -> None:
    found(store)
    lan, huong, sep = hire(store, "Lan"), hire(store, "Hương", Role.SUPERVISOR), hire(store, "Sếp", Role.ADMIN)
    xem = hire(store, "Xem", Role.AUDITOR)
    first = key(store, lan, birth("Nông Thị Hoa"))
    clock.forward(timedelta(days=1).total_seconds())
    key(store, lan, birth("Lý Thị Mẩy"))
    plants.plant(store, first.entry_id, huong, by=sep, random=Random(1))
    with pytest.raises(StillPlanted):
        decisions.send_back(store, first.entry_id, base_revision=1, account_id=huong, reason="mờ")
    lot = lots.draw(store, BIRTHS.id, lan, aql="4.0", by=huong, random=Random(1))

    def read(**wanted: object) -> list[tuple[str, str, str]]:
        return [(line.who, line.act, line.about) for line in log.lines(store, Wanted(**wanted), by=xem)]  # type: ignore[arg-type]

    for nobody in (lan, huong):
        with pytest.raises(NotAllowed):
            log.lines(store, by=nobody)
    assert log.lines(store, by=sep) == log.lines(store, by=OPERATOR)
    number = f"{BIRTHS.id} 1/2016"
    of_first = [("Hương", "plant.missed", number), ("Sếp", "plant.make", number), ("Lan", "entry.key", number)]
    assert read(about="1/2016") == read(about=first.entry_id) == of_first
    assert [act for _, act, _ in read(about=BIRTHS.id)] == [
        *("lot.draw", "plant.missed", "plant.make", "entry.key", "entry.key"),
    ]
    assert read(about=lot.id) == [("Hương", "lot.draw", BIRTHS.id)]
    assert {who for who, *_ in read(who="hương")} == {"Hương"}
    assert [act for _, act, _ in read(act="plant.")] == ["plant.missed", "plant.make"]
    assert ("operator", "account.add", "Lan") in read(about="lan", act="account")
    day = log.lines(store, Wanted(act="entry.key"), by=xem)[1].at.date()
    assert read(act="entry.key", last=day) == read(act="entry.key", first=day)[1:] == [("Lan", "entry.key", number)]
    (made,) = log.lines(store, Wanted(act="plant.make"), by=xem)
    assert made.detail["reviewer"] == "Hương"
    every = log.lines(store, by=xem)
    pages = log.lines(store, by=xem, limit=3)
    while len(pages) < len(every):
        pages += log.lines(store, by=xem, before=pages[-1].seq, limit=3)
    assert pages == every


def test_every_act_that_is_recorded_has_its_words() -> None:
    text = "".join(
        file.read_text(encoding="utf-8") for room in ("storage", "tui") for file in (ROOT / room).rglob("*.py")
    )
    acts = set(re.findall(r'(?:record|_change)\(\s*\w+,[^"]*?"([a-z]+\.[a-z_]+)"', text))
    acts |= {MARKED, decisions.COMMENTED, "standardise.refuse", "person.taken", "person.refused", "account.barred"}
    acts |= {f"lot.{made}" for made in ("accepted", "rejected")} | {
        f"plant.{came}" for came in ("caught", "missed", "lifted")
    }
    assert len(acts) > 30
    assert [act for act in sorted(acts) if str(logwords.act(act)) == act] == []
