"""What the centre notices across entries, and what it must not take for one person."""

from __future__ import annotations

from typing import Any

import pytest

from registers.plan import plan_3510
from sync.centre import feeds, tokens
from sync.centre.database import Database
from sync.centre.findings import notice
from sync.centre.ingest import ingest
from tests.sync.revisions import OFFICE, OTHER_OFFICE, batch, birth, entry_id, written


def _noticed(database: Database, *bodies: dict[str, Any]) -> set[tuple[str, str, str]]:
    for office in (OFFICE, OTHER_OFFICE):
        tokens.issue(database, office)
        mine = [body for body in bodies if body["office"] == office]
        if mine:
            assert {answer.outcome for answer in ingest(database, plan_3510(), office, batch(*mine))} == {"stored"}
    while notice(database):
        pass
    assert notice(database) == 0
    found = {office: feeds.findings(database, office, "", 100).items for office in (OFFICE, OTHER_OFFICE)}
    return {(one.rule, one.entry_id[-1], one.other_entry_id[-1]) for items in found.values() for one in items}


def _born(number: int, name: str = "Nông Thị Hiền", office: str = OTHER_OFFICE, **values: str) -> dict[str, Any]:
    facts = {
        "child_full_name": name,
        "child_birth_date": "01.03.1980",
        "child_sex": "2",
        "registration_date": "12.03.1980",
    }
    return birth(number, office=office, values=written(**facts | values))


def _death(number: int, office: str = OFFICE, **values: str) -> dict[str, Any]:
    facts = {
        "deceased_full_name": "Nông Thị Hiền", "deceased_birth_date": "01.03.1980", "deceased_sex": "2",
        "death_date": "05.06.2007", "registration_date": "08.06.2007",
    }  # fmt: skip
    return birth(number, office=office, kind="KT", values=written(**facts | values))


def _marriage(number: int, office: str = OFFICE, **values: str) -> dict[str, Any]:
    facts = {
        "wife_full_name": "Nông Thị Hiền", "wife_birth_date": "01.03.1980", "husband_full_name": "Lý Văn An",
        "husband_birth_date": "02.02.1979", "registration_date": "10.10.2008",
    }  # fmt: skip
    return birth(number, office=office, kind="KH", values=written(**facts | values))


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        (_born(1), _born(2, office=OFFICE), {"duplicate_birth"}),
        (_born(1), _born(2, "NÔNG THI HIỀN", office=OFFICE), {"duplicate_birth"}),
        (_born(1), _born(2, "Nông Thị Hoa", office=OFFICE), set()),  # twins have different given names
        (_born(1), _born(2, office=OFFICE, child_birth_date="1980"), set()),  # name and year alone are nobody
        (_born(1), _born(2, office=OFFICE, registration_kind="2"), set()),  # a repeat registration is meant
        (_born(1), _born(2, office=OFFICE, child_sex="1"), set()),
        (_death(1), _death(2, office=OTHER_OFFICE), {"two_deaths"}),
        (_death(1), _marriage(2, office=OTHER_OFFICE), {"already_dead"}),
        (_death(1), _marriage(2, office=OTHER_OFFICE, registration_date="01.01.2005"), set()),
        (_death(1, death_date="2008"), _marriage(2, office=OTHER_OFFICE), set()),  # may have been later that year
        (
            _marriage(1),
            _marriage(2, office=OTHER_OFFICE, husband_full_name="Hoàng Văn Ba", husband_birth_date="1975"),
            {"married_twice"},
        ),
        (
            _marriage(1, marriage_status="Đã ly hôn"),
            _marriage(
                2,
                office=OTHER_OFFICE,
                husband_full_name="Hoàng Văn Ba",
                husband_birth_date="1975",
                registration_date="01.01.2010",
            ),
            set(),
        ),
        (
            _born(1, mother_full_name="Lý Thị Mai"),
            _born(2, office=OFFICE, mother_full_name="Ma Thị Én", registration_kind="2"),
            {"other_parent"},
        ),
    ],
)
def test_what_two_entries_say_of_one_person(
    database: Database, first: dict[str, Any], second: dict[str, Any], rules: set[str]
) -> None:
    found = _noticed(database, first, second)
    assert found == {(rule, a, b) for rule in rules for a, b in (("1", "2"), ("2", "1"))}


def test_a_withdrawn_entry_speaks_of_nobody(database: Database) -> None:
    gone = _born(1) | {"revision": 2, "state": "withdrawn", "act": "withdraw"}
    assert _noticed(database, _born(1), gone, _born(2, office=OFFICE)) == set()


def test_a_newer_revision_is_what_counts(database: Database) -> None:
    corrected = _born(1, "Nông Thị Hoa") | {"revision": 2, "entry_id": entry_id(1)}
    assert _noticed(database, _born(1), corrected, _born(2, office=OFFICE)) == set()


def _recognised(number: int, office: str = OFFICE, **values: str) -> dict[str, Any]:
    facts = {
        "child_full_name": "Nông Thị Hiền", "child_birth_date": "01.03.1980", "child_sex": "2",
        "parent_full_name": "Lý Văn An", "parent_sex": "1", "registration_date": "12.03.1990",
    }  # fmt: skip
    return birth(number, office=office, kind="CMC", values=written(**facts | values))


@pytest.mark.parametrize(
    ("death", "registered", "dead"),
    [
        ("05.06.2007", "05.06.2007", False),  # on the day itself: perhaps in the morning
        ("05.06.2007", "06.06.2007", True),
        ("31.12.2007", "01.01.2008", True),
        ("06.2007", "30.06.2007", False),  # perhaps on the 30th
        ("06.2007", "01.07.2007", True),
        ("2007", "31.12.2007", False),
        ("2007", "01.01.2008", True),
        ("05.06.2007", "06.2007", False),  # perhaps on the 1st
        ("05.06.2007", "07.2007", True),
        ("05.06.2007", "2007", False),
        ("05.06.2007", "2008", True),
        ("", "06.06.2007", False),  # no date of death: nothing is known
        ("05.06.2007", "", False),
    ],
)
def test_somebody_acts_after_death_only_where_the_dates_leave_no_doubt(
    database: Database, death: str, registered: str, dead: bool
) -> None:
    married = _marriage(2, office=OTHER_OFFICE, registration_date=registered)
    found = _noticed(database, _death(1, death_date=death), married)
    assert found == ({("already_dead", "1", "2"), ("already_dead", "2", "1")} if dead else set())


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        # one birth, or two: the name and the very day, nothing less
        (_born(1), _born(2, office=OFFICE, child_birth_date="02.03.1980"), set()),
        (_born(1), _born(2, office=OFFICE, child_birth_date="28.02.1980"), set()),
        (_born(1), _born(2, office=OFFICE, child_birth_date="01.03.1981"), set()),
        (_born(1), _born(2, office=OFFICE, child_birth_date="03.1980"), set()),
        (_born(1, "Nông Thị Hiền"), _born(2, "Nông Thị Hiên", office=OFFICE), {"duplicate_birth"}),  # folded alike
        (_born(1, "Nông Thị Hiền"), _born(2, "Nông Thị Hiềng", office=OFFICE), set()),
        # an older marriage that has ended leaves room for the next; a younger one does not
        (
            _marriage(1, registration_date="09.10.2008", marriage_status="Đã ly hôn"),
            _marriage(2, office=OTHER_OFFICE, husband_full_name="Hoàng Văn Ba", registration_date="10.10.2008"),
            set(),
        ),
        (
            _marriage(1, registration_date="10.10.2008", marriage_status="Đã ly hôn"),
            _marriage(2, office=OTHER_OFFICE, husband_full_name="Hoàng Văn Ba", registration_date="09.10.2008"),
            {"married_twice"},
        ),
        (_marriage(1), _marriage(2, office=OTHER_OFFICE, registration_date="11.10.2008"), set()),  # the same husband
        (_marriage(1), _marriage(2, office=OTHER_OFFICE, husband_full_name="LÝ VĂN AN"), set()),
        (_marriage(1), _marriage(2, office=OTHER_OFFICE, husband_full_name=""), set()),  # unknown is not another
        # a parent of another name, of the same sex
        (
            _born(1, mother_full_name="Lý Thị Mai"),
            _born(2, office=OFFICE, mother_full_name="LÝ THI MAI", registration_kind="2"),
            set(),
        ),
        (_born(1, mother_full_name="Lý Thị Mai"), _born(2, office=OFFICE, registration_kind="2"), set()),
        (_born(1, father_full_name="Lý Văn An"), _recognised(2), set()),
        (_born(1, father_full_name="Ma Văn Bình"), _recognised(2), {"other_parent"}),
        (_born(1, mother_full_name="Ma Thị Bình"), _recognised(2), set()),  # a father recognised, a mother named
        (_born(1, mother_full_name="Ma Thị Bình"), _recognised(2, parent_sex="2"), {"other_parent"}),
    ],
)
def test_each_rule_at_its_limit_and_one_beyond(
    database: Database, first: dict[str, Any], second: dict[str, Any], rules: set[str]
) -> None:
    found = _noticed(database, first, second)
    assert found == {(rule, a, b) for rule in rules for a, b in (("1", "2"), ("2", "1"))}
