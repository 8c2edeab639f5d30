"""How far the plan is: the inventory by the phase its books fall due in, entries by their own dates."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from registers.kinds import PositionState
from registers.plan import load_plan, plan_3510
from registers.position import Position
from registers.value import Value
from storage.engine import Store
from storage.entries import save_many
from storage.intake import importer
from storage.inventory import import_inventory
from storage.permissions import OPERATOR
from storage.progress import Count, of_plan
from storage.surroundings import Stated
from tests.conftest import SHARED_BOOKS

TODAY = date(2026, 11, 23)
INVENTORY = (
    "book_id,office_code,office_name,level,kind,layout,book_no,year_from,year_to,first_no,last_no,entries\n"
    "OLD,01693,UBND xã Vĩnh Quang,commune,KS,A,01/1990,1990,1998,1,9,40\n"
    "SPAN,01693,UBND xã Vĩnh Quang,commune,KS,B,01/2004,2004,2007,1,9,30\n"
    "MIXED,01693,UBND xã Vĩnh Quang,commune,,C2,01/2012,2012,2012,1,5,5\n"
)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Store:
    """A store with three books."""
    path = tmp_path / "inventory.csv"
    path.write_text(INVENTORY, encoding="utf-8")
    import_inventory(store, path, by=OPERATOR, today=TODAY)
    return store


def _key(store: Store, book: str, kind: str, year: int, number: int, registered: str) -> None:
    values = {"registration_date": Value(registered, registered)} if registered else {}
    state = PositionState.NORMAL if registered else PositionState.BLANK_PAGE
    stated = Stated(Position(year, number), kind, state, values)
    (answer,) = save_many(store, book, [stated], account_id=importer(store))
    assert not hasattr(answer, "why"), answer


def test_an_entry_counts_in_the_phase_of_its_date_and_else_with_its_book(office: Store) -> None:
    _key(office, "SPAN", "KS", 2005, 1, "10.03.2005")
    _key(office, "SPAN", "KS", 2006, 1, "10.03.2006")
    _key(office, "SPAN", "KS", 2006, 2, "")
    _key(office, "MIXED", "GH", 2012, 1, "10.03.2012")
    counts = {(c.phase, c.kind): c for c in of_plan(office, plan_3510())}
    assert counts == {
        ("2025", "KS"): Count("2025", "KS", inventory=40),
        ("2020-2022", "KS"): Count("2020-2022", "KS", inventory=30, keyed=2),
        ("2024", "KS"): Count("2024", "KS", keyed=1),
        ("2020-2022", ""): Count("2020-2022", "", inventory=5),
        ("2020-2022", "GH"): Count("2020-2022", "GH", keyed=1),
    }


def test_a_phase_may_begin_and_end_within_a_month(office: Store) -> None:
    for number, day in enumerate(("14.03.2005", "15.03.2005", "20.03.2005", "21.03.2005", "03.2005", "2005"), start=1):
        _key(office, "SPAN", "KS", 2005, number, day)
    plan = load_plan(
        'name = "x"\nkinds = [["KS"]]\n[[phase]]\nid = "middle"\nfrom = 2005-03-15\nto = 2005-03-20\n'
        'deadline = 2030-01-01\ntarget = 5\n[[phase]]\nid = "after"\nfrom = 2005-03-21\ndeadline = 2030-01-01\ntarget = 5\n'
    )
    keyed = {(c.phase, c.kind): c.keyed for c in of_plan(office, plan) if c.keyed}
    assert keyed == {("", "KS"): 3, ("middle", "KS"): 2, ("after", "KS"): 1}


def test_books_no_phase_covers_are_counted_apart(office: Store) -> None:
    plan = load_plan(
        'name = "x"\nkinds = [["KS"]]\n[[phase]]\nid = "late"\nfrom = 2010-01-01\ndeadline = 2030-01-01\ntarget = 5\n'
    )
    inventory = {(c.phase, c.kind): c.inventory for c in of_plan(office, plan)}
    assert inventory == {("", "KS"): 70, ("late", ""): 5}


def test_the_province_counts_to_the_plans_targets(sqlite_url: str) -> None:
    path = SHARED_BOOKS / "inventory-cao-bang.csv"
    if not path.is_file():
        pytest.skip("the province's inventory does not lie beside the project")
    store = Store.open(sqlite_url)
    import_inventory(store, path, by=OPERATOR, today=TODAY)
    found: Counter[str] = Counter()
    for count in of_plan(store, plan_3510()):
        found[count.phase] += count.inventory
    store.close()
    assert found == {phase.id: phase.target for phase in plan_3510().phases}
    assert found == {"2019": 109_304, "2020-2022": 409_152, "2024": 102_395, "2025": 13_172}
