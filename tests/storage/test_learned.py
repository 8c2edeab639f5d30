"""The file of what keying taught: counted, kept, read by other sessions, begun anew where it cannot be used."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from storage.learned import RECALLED, Learned
from storage.sqlite import library

PLACE, OTHER = ("field/place", "who=x"), ("field/other", "")


@pytest.fixture
def learned(tmp_path: Path) -> Learned:
    return Learned.open(tmp_path / "learned")


def test_what_one_session_adds_the_next_one_reads(learned: Learned) -> None:
    for value in ("Nà Kinh", "Nà Roác", "Nà Kinh"):
        with learned.adding() as pen:
            pen.count([(PLACE, value)])
            pen.learned_upto(pen.cursor + 2, "abc")
            assert pen.recall([PLACE])[PLACE][-1] == (value, 2 if pen.clock == 3 else 1, pen.clock)
    again = Learned.open(learned.folder)
    assert again.recall([PLACE, OTHER]) == {PLACE: [("Nà Roác", 1, 2), ("Nà Kinh", 2, 3)]}
    assert again.head()[:3] == (6, "abc", 3)


def test_of_many_values_the_latest_are_given(learned: Learned) -> None:
    with learned.adding() as pen:
        for at in range(RECALLED + 5):
            pen.count([(OTHER, str(at))])
    found = [value for value, _, _ in learned.recall([OTHER])[OTHER]]
    assert found == [str(at) for at in range(5, RECALLED + 5)]


def test_nothing_of_a_unit_that_fails_is_kept(learned: Learned) -> None:
    def fails() -> None:
        with learned.adding() as pen:
            pen.count([(PLACE, "Nà Kinh")])
            pen.name("Lý A", "child", "", "B")
            pen.recall([PLACE])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with learned.adding() as pen:
        pen.count([(PLACE, "Nà Roác")])
    assert learned.recall([PLACE]) == {PLACE: [("Nà Roác", 1, 1)]}
    assert not learned.names_after(0)


def test_names_know_where_they_come_back(learned: Learned) -> None:
    with learned.adding() as pen:
        pen.name("Lý A", "husband", "1", "KH")
        pen.name("Nông Thị B", "wife", "", "KH")
        pen.name("Lý A", "father", "", "KS")
    assert [(one.name, one.role, one.times, one.at, one.sex) for one in learned.names_after(1)] == [
        ("Nông Thị B", "wife", 1, 2, ""),
        ("Lý A", "father", 2, 3, "1"),
    ]
    assert [one.name for one in learned.names_of("KH")] == ["Nông Thị B"]
    assert learned.habits() == {"husband": {"": 1}, "wife": {"": 1}, "father": {"": 1, "husband": 1}}


def test_old_facts_go_and_trust_is_told_by_when_it_changed(learned: Learned) -> None:
    for value in ("a", "b"):
        with learned.adding() as pen:
            pen.count([(PLACE, value)])
            pen.trust({value: (1.0, 2.0)})
    assert learned.trust_since(1) == {"b": (1.0, 2.0)}
    assert learned.forget_before(2) == 1
    assert learned.recall([PLACE]) == {PLACE: [("b", 1, 2)]}
    learned.begin_anew()
    assert not learned.recall([PLACE])
    assert learned.head() == (0, "", 0, 0, 0)


@pytest.mark.parametrize("harm", ["rubbish", "other version"])
def test_a_file_that_cannot_be_used_is_begun_anew(learned: Learned, harm: str) -> None:
    with learned.adding() as pen:
        pen.count([(PLACE, "a")])
    learned.close()
    if harm == "rubbish":
        learned.path.write_bytes(b"no database" * 400)
    else:
        connection = library().connect(str(learned.path))
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    again = Learned.open(learned.folder)
    assert not again.recall([PLACE])
    assert stat.S_IMODE(again.path.stat().st_mode) == 0o600
