"""Which fields of a book were only carried and never differed."""

from __future__ import annotations

from registers.carried import Page, never_changed
from registers.form import load
from registers.position import Position
from registers.value import Value

BIRTH = load("KS", "D")


def page(number: int, carried: str | None = "", **texts: str) -> Page:
    """A page with these texts; `carried` names the fields nobody typed, None where that is not known."""
    known = None if carried is None else dict.fromkeys(carried.split(), "constant")
    return Page(Position(2016, number), BIRTH, {name: Value(text, text) for name, text in texts.items()}, known)


def test_a_constant_is_listed_with_the_pages_nobody_typed_it_at() -> None:
    pages = [page(1, signer_name="Lục A")]
    pages += [page(number, "signer_name", signer_name="Lục A") for number in (2, 3, 4, 6)]
    (found,) = never_changed(pages)
    assert (found.name, found.how, found.value, found.pages) == ("signer_name", "constant", "Lục A", 5)
    assert found.ranges == "2/2016–4/2016, 6/2016"


def test_a_code_is_listed_in_the_words_of_the_page() -> None:
    paper = {"declarant_id_kind": Value("Giấy CMND", "1")}
    pages = [Page(Position(2016, number), BIRTH, paper, {"declarant_id_kind": "carried"}) for number in (1, 2)]
    (found,) = never_changed(pages)
    assert (found.value, found.written) == ("1", "Giấy CMND")


def test_one_page_that_differs_takes_the_field_off() -> None:
    pages = [page(number, "signer_name", signer_name="Lục A") for number in (1, 2)]
    assert never_changed([*pages, page(3, signer_name="Lục B")]) == []
    assert never_changed([*pages, page(3, None, signer_name="Lục B")]) == []


def test_what_nobody_carried_or_nobody_knows_is_not_listed() -> None:
    assert never_changed([page(1, signer_name="Lục A"), page(2, signer_name="Lục A")]) == []
    assert never_changed([page(1, None, signer_name="Lục A")]) == []
    assert never_changed([]) == []


def test_a_value_that_follows_may_differ_but_not_be_typed_over() -> None:
    words = {1: "ngày một", 2: "ngày hai"}
    pages = [page(number, "child_birth_date_words", child_birth_date_words=text) for number, text in words.items()]
    (found,) = never_changed(pages)
    assert (found.name, found.value, len(found.positions)) == ("child_birth_date_words", "", 2)
    assert never_changed([*pages, page(3, child_birth_date_words="mồng ba")]) == []


def test_those_carried_most_come_first() -> None:
    pages = [page(1, "signer_name", signer_name="A", signer_title="B")]
    pages += [page(2, "signer_name signer_title", signer_name="A", signer_title="B")]
    assert [one.name for one in never_changed(pages)] == ["signer_name", "signer_title"]
