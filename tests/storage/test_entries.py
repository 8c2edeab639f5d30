"""Saving, correcting and stepping: one unit of work each, nothing overwritten, nothing kept by half."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from registers.canonical import digest
from registers.checks import Severity
from registers.form import UnknownForm
from registers.kinds import PositionState
from registers.position import Position
from registers.revision import FIELDS, body
from registers.value import Mark, Value
from registers.workflow import Act, EntryState, OwnWork, Role, StepRefused
from storage import actions, chain, drafts, entries, positions, shelf, tables
from storage.drafts import ClaimLost
from storage.engine import Store
from storage.entries import NoSuchEntry, ReasonMissing, Saved, Superseded
from storage.judging import EntryBlocked, TextTooLong
from storage.outboxtables import OutboxItem
from storage.positions import PositionKeyed
from storage.surroundings import Stated
from tests.storage.office import BIRTHS, COMBINED, birth, found, hire, key, save

BOOK = BIRTHS.id
TABLES = ("entry", "revision", "mention", "kinship", "name", "signer", "action", "outbox_item", "draft")


@pytest.fixture
def lan(store: Store) -> str:
    """A clerk."""
    found(store, BIRTHS, COMBINED)
    return hire(store, "Lan")


def _counts(store: Store) -> dict[str, int]:
    with store.read() as session:
        return {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES}


def _correct(store: Store, saved: Saved, account_id: str, child: str = "Nông Thị Hiên") -> Saved:
    return entries.correct(
        store,
        saved.entry_id,
        values=birth(child),
        base_revision=saved.revision,
        account_id=account_id,
        page_no=1,
        reason="gõ nhầm",
    )


def test_a_saved_entry_reads_back_as_it_was_keyed(store: Store, lan: str) -> None:
    values = birth() | {
        "child_birth_place": Value("TYT X. Vĩnh Qu…", "", Mark.TORN),
        "notes": Value("", "", Mark.BLANK),
    }
    saved = key(store, lan, values)
    entry = entries.load(store, saved.entry_id)
    assert entry.values == values
    assert (entry.office, entry.book_id, entry.kind, entry.position) == ("01693", BOOK, "KS", Position(2016, 1))
    assert (entry.state, entry.revision, entry.keyer, entry.page_no) == (EntryState.KEYED, 1, lan, 1)
    assert entry.flags == saved.flags
    assert entry.approved_revision is None


def test_all_that_follows_from_an_entry_is_kept_with_it(store: Store, lan: str) -> None:
    before = _counts(store)
    saved = key(store, lan)
    gained = {name: count - before[name] for name, count in _counts(store).items()}
    assert gained == {
        "entry": 1, "revision": 1, "mention": 3, "kinship": 3, "name": 9, "signer": 1, "action": 1, "outbox_item": 1,
        "draft": 0,
    }  # fmt: skip
    line = actions.recent(store, subject=saved.entry_id)[0]
    with store.read() as session:
        revision = session.exec(select(tables.Revision)).one()
        item = session.exec(select(OutboxItem)).one()
        book = session.get_one(tables.Book, BOOK)
        kin = session.exec(select(tables.Kinship.subject, tables.Kinship.relation, tables.Kinship.object)).all()
    assert (line.act, line.account_id, line.detail) == ("entry.key", lan, {"revision": 1, "sha256": revision.sha256})
    assert (item.entry_id, item.revision, item.state) == (saved.entry_id, 1, "waiting")
    assert (book.keyed, book.approved) == (1, 0)
    assert {tuple(row) for row in kin} >= {("mother", "mother_of", "child"), ("father", "father_of", "child")}


def test_a_revisions_hash_is_of_the_body_that_is_pushed(store: Store, lan: str) -> None:
    key(store, lan)
    with store.read() as session:
        row = session.exec(select(tables.Revision)).one()
    facts = row.model_dump() | {"values": json.loads(row.values), "overrides": json.loads(row.overrides)}
    assert digest(body(facts)) == row.sha256
    assert set(body(facts)) == set(FIELDS)


@pytest.mark.parametrize(
    "hostile",
    [
        "\x00",
        "a\x00b",
        "\ud800",
        "\x1b[2J\x1b]0;x\x07",
        "\u202eabc",
        "'; DROP TABLE entry; --",
        "\ufeff\u200b",
        "😀",
        "\x85",
    ],
)
def test_hostile_text_is_cleaned_at_the_door_on_both_engines(store: Store, lan: str, hostile: str) -> None:
    saved = key(store, lan, birth() | {"notes": Value(f"x{hostile}y", hostile)})
    kept = entries.load(store, saved.entry_id).values["notes"].as_written
    assert kept.startswith("x")
    assert kept.endswith("y")
    assert not set(kept) & {"\x00", "\ud800", "\x1b", "\x07", "\u202e", "\ufeff", "\u200b", "\x85"}


def test_what_the_rules_block_is_kept_only_with_a_reason(store: Store, lan: str) -> None:
    values = birth(born="02.03.2116")
    claim = positions.claim_next(store, BOOK, lan)
    drafts.put(store, claim, {"typed": 1})
    before = _counts(store)

    def attempt(overrides: dict[str, str]) -> Saved:
        return entries.save(
            store, claim, kind="KS", position_state=PositionState.NORMAL, values=values, page_no=1, account_id=lan,
            overrides=overrides,
        )  # fmt: skip

    with pytest.raises(EntryBlocked) as blocked:
        attempt({})
    rules = {flag.rule for flag in blocked.value.blocking}
    assert rules
    assert set(blocked.value.blocking) == {flag for flag in blocked.value.flags if flag.severity is Severity.E}
    for lacking in (dict.fromkeys(rules, " \x00 "), {"V1": "lý do"}):
        with pytest.raises(EntryBlocked):
            attempt(lacking)
    assert _counts(store) == before
    assert drafts.get(store, claim) is not None

    saved = attempt(dict.fromkeys(rules, "trong sổ ghi đúng như vậy") | {"V1": "không ai hỏi"})
    keys = {flag.key for flag in blocked.value.blocking}
    assert entries.load(store, saved.entry_id).overrides == dict.fromkeys(keys, "trong sổ ghi đúng như vậy")


def test_a_reason_is_kept_with_the_flag_it_explains_a_warnings_too(store: Store, lan: str) -> None:
    values = {name: value for name, value in birth().items() if name not in ("mother_full_name", "signer_name")}
    claim = positions.claim_next(store, BOOK, lan)
    said = {"R0:mother_full_name": "Sổ bỏ trống", "R0:child_full_name": "không có cờ này", "R0": "không chặn gì"}
    saved = entries.save(
        store, claim, kind="KS", position_state=PositionState.NORMAL, values=values, page_no=1, account_id=lan,
        overrides=said,
    )  # fmt: skip
    warned = {flag.key for flag in saved.flags if flag.severity is Severity.W}
    assert {"R0:mother_full_name", "R0:signer_name"} <= warned
    assert entries.load(store, saved.entry_id).overrides == {"R0:mother_full_name": "Sổ bỏ trống"}
    minh = hire(store, "Minh", Role.SUPERVISOR)
    entries.step(store, saved.entry_id, Act.APPROVE, base_revision=1, account_id=minh)
    kept = entries.history(store, saved.entry_id)[-1]
    assert kept.overrides == {"R0:mother_full_name": "Sổ bỏ trống"}, "a step leaves what was said"
    assert chain.verify(store).ok


def test_positions_without_a_page_keep_no_values(store: Store, lan: str) -> None:
    for state in (PositionState.BLANK_PAGE, PositionState.MISSING_PAGE, PositionState.SKIPPED):
        claim = positions.claim_next(store, BOOK, lan)
        saved = entries.save(
            store, claim, kind="KS", position_state=state, values=birth(), page_no=None, account_id=lan, reason="rách"
        )
        entry = entries.load(store, saved.entry_id)
        assert (entry.position_state, entry.values, entry.page_no) == (state, {}, None)
    with store.read() as session:
        assert session.exec(select(func.count()).select_from(tables.Mention)).one() == 0


def test_a_lost_page_of_a_combined_book_has_no_kind(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, COMBINED.id, lan)
    lost = PositionState.MISSING_PAGE
    saved = entries.save(store, claim, kind="", position_state=lost, values={}, page_no=None, account_id=lan)
    assert entries.load(store, saved.entry_id).kind == ""


def test_entries_of_a_combined_book_name_their_kind(store: Store, lan: str) -> None:
    values = {"registration_date": Value("11.05.2010", "11.05.2010")}
    saved = key(store, lan, values, book=COMBINED, kind="CDGH")
    assert entries.load(store, saved.entry_id).kind == "CDGH"
    with pytest.raises(UnknownForm):
        key(store, lan, values, book=COMBINED, kind="")


@pytest.mark.parametrize(
    ("values", "refused"),
    [({"notes": Value("x" * 20_001)}, TextTooLong), ({"no_such_field": Value("x")}, ValueError)],
)
def test_what_no_page_holds_is_refused(
    store: Store, lan: str, values: dict[str, Value], refused: type[Exception]
) -> None:
    before = _counts(store)
    with pytest.raises(refused):
        key(store, lan, birth() | values)
    assert _counts(store) == before | {"draft": before["draft"] + 1}


def test_a_claim_saves_once(store: Store, lan: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    save(store, claim, birth())
    with pytest.raises(ClaimLost):
        save(store, claim, birth())


def test_nobody_saves_under_anothers_claim(store: Store, lan: str, huong: str) -> None:
    claim = positions.claim_next(store, BOOK, lan)
    with pytest.raises(ClaimLost):
        save(store, dataclasses.replace(claim, account_id=huong), birth())
    assert positions.list_positions(store, BOOK)[0].keyer == lan


def test_a_correction_is_one_more_revision(store: Store, lan: str) -> None:
    first = key(store, lan)
    second = _correct(store, first, lan)
    assert (second.entry_id, second.revision) == (first.entry_id, 2)
    rows = entries.history(store, first.entry_id)
    assert [(row.revision, row.act, row.reason, row.values["child_full_name"].normalised) for row in rows] == [
        (1, Act.KEY, "", "Nông Thị Hiền"),
        (2, Act.CORRECT, "gõ nhầm", "Nông Thị Hiên"),
    ]
    assert entries.load(store, first.entry_id).values == birth("Nông Thị Hiên")
    with store.read() as session:
        names = set(session.exec(select(tables.Mention.full_name)).all())
        waiting = session.exec(select(func.count()).select_from(OutboxItem)).one()
        assert session.get_one(tables.Book, BOOK).keyed == 1
    assert names == {"Nông Thị Hiên", "Hoàng Thị Lan", "Nông Văn Bảo"}
    assert waiting == 2


def test_a_correction_that_changes_nothing_writes_nothing(store: Store, lan: str) -> None:
    first = key(store, lan)
    before = _counts(store)
    again = _correct(store, first, lan, "Nông Thị Hiền")
    assert (again.revision, again.flags) == (1, first.flags)
    assert _counts(store) == before


def test_two_corrections_of_one_revision_never_both_count(store: Store, lan: str) -> None:
    first = key(store, lan)
    _correct(store, first, lan)
    with pytest.raises(Superseded, match="2"):
        _correct(store, first, lan, "Nông Thị Hiển")


def test_a_mistyped_number_is_corrected_like_a_value(store: Store, lan: str) -> None:
    first, second = key(store, lan), key(store, lan, birth("Nông Văn Tài"))

    def move(saved: Saved, number: int) -> Saved:
        return entries.correct(
            store, saved.entry_id, values=birth(), base_revision=saved.revision, account_id=lan,
            position=Position(2016, number), page_no=1,
        )  # fmt: skip

    with pytest.raises(PositionKeyed) as taken:
        move(second, 1)
    assert taken.value.entry_id == first.entry_id
    move(second, 7)
    assert [row.position.number for row in positions.list_positions(store, BOOK)] == [1, 7]
    assert positions.claim_next(store, BOOK, lan).position.number == 2


def test_a_clerk_corrects_his_own_until_it_is_approved(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    with pytest.raises(StepRefused):
        _correct(store, saved, hire(store, "Minh"))
    entries.step(store, saved.entry_id, Act.APPROVE, base_revision=1, account_id=huong)
    approved = Saved(saved.entry_id, 2, ())
    with pytest.raises(StepRefused):
        _correct(store, approved, lan)
    corrected = _correct(store, approved, huong)
    entry = entries.load(store, saved.entry_id)
    assert (entry.state, entry.revision, entry.approved_revision, entry.keyer) == (EntryState.KEYED, 3, 2, huong)
    with pytest.raises(OwnWork):  # who keyed the newest values does not approve them
        entries.step(store, saved.entry_id, Act.APPROVE, base_revision=corrected.revision, account_id=huong)


def test_steps_leave_the_values_alone_and_tell_who_took_them(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    entries.step(store, saved.entry_id, Act.RETURN, base_revision=1, account_id=huong, reason="xem lại tên mẹ")
    assert entries.load(store, saved.entry_id).state is EntryState.RETURNED
    resubmitted = _correct(store, Saved(saved.entry_id, 2, ()), lan, "Nông Thị Hiền")  # right as it was
    assert resubmitted.revision == 3
    entries.step(store, saved.entry_id, Act.APPROVE, base_revision=3, account_id=huong)
    rows = entries.history(store, saved.entry_id)
    assert [(row.act, row.state, row.account_id, row.keyer) for row in rows] == [
        (Act.KEY, EntryState.KEYED, lan, lan),
        (Act.RETURN, EntryState.RETURNED, huong, lan),
        (Act.CORRECT, EntryState.KEYED, lan, lan),
        (Act.APPROVE, EntryState.APPROVED, huong, lan),
    ]
    assert all(row.values == birth() for row in rows)
    assert shelf.get(store, BOOK).approved == 1
    with store.read() as session:
        assert session.exec(select(func.count()).select_from(tables.Mention)).one() == 3


def test_sending_back_needs_a_reason(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    with pytest.raises(ReasonMissing):
        entries.step(store, saved.entry_id, Act.RETURN, base_revision=1, account_id=huong, reason=" \x00")


def test_a_withdrawn_entry_frees_its_number_and_mentions_nobody(store: Store, lan: str, huong: str) -> None:
    saved = key(store, lan)
    entries.step(store, saved.entry_id, Act.APPROVE, base_revision=1, account_id=huong)
    entries.step(store, saved.entry_id, Act.WITHDRAW, base_revision=2, account_id=huong, reason="nhập nhầm sổ")
    entry = entries.load(store, saved.entry_id)
    assert (entry.state, entry.approved_revision, entry.values) == (EntryState.WITHDRAWN, None, birth())
    book = shelf.get(store, BOOK)
    assert (book.keyed, book.approved) == (0, 0)
    with store.read() as session:
        assert session.exec(select(func.count()).select_from(tables.Mention)).one() == 0
    again = key(store, lan)
    assert entries.load(store, again.entry_id).position == entry.position
    assert positions.list_positions(store, BOOK)[0].entry_id == again.entry_id


@pytest.mark.parametrize(
    "act",
    [
        lambda store: entries.load(store, "no\x1bbody"),
        lambda store: entries.history(store, ""),
        lambda store: entries.step(store, "x", Act.APPROVE, base_revision=1, account_id="x"),
    ],
)
def test_an_entry_nobody_knows_is_told_as_such(store: Store, act: Callable[[Store], object]) -> None:
    with pytest.raises(NoSuchEntry):
        act(store)


@pytest.mark.parametrize("table", tables.APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = 'x'", "DELETE FROM {}"])
def test_no_statement_changes_what_is_append_only(store: Store, lan: str, table: str, change: str) -> None:
    key(store, lan)

    def tamper() -> None:
        with store.write() as session:
            session.execute(text(change.format(table)))

    with pytest.raises(DBAPIError, match="append-only"):
        tamper()


def test_the_entry_before_is_found_for_what_it_repeats(store: Store, lan: str) -> None:
    for number in (1, 2, 9):
        save(store, positions.claim(store, BOOK, Position(2016, number), lan), birth(f"Nông Thị Hoa {number}"))
    cancelled = positions.claim(store, BOOK, Position(2016, 10), lan)
    entries.save(store, cancelled, kind="KS", position_state=PositionState.CANCELLED, values={}, page_no=None,
                 account_id=lan, reason="sổ ghi như vậy")  # fmt: skip

    def before(position: Position | None) -> int | None:
        entry = entries.last_of_book(store, BOOK, position)
        return entry.position.number if entry else None

    assert [before(at) for at in (None, Position(2016, 9), Position(2016, 2, "bis"), Position(2016, 1))] == [
        9,
        2,
        2,
        None,
    ]


def test_surroundings_are_what_the_rules_ask_for(store: Store, lan: str) -> None:
    first = key(store, lan)
    key(store, lan, birth("Nông Văn Tài", "01.01.2016"))
    claim = positions.claim(store, BOOK, Position(2016, 5), lan)
    about = entries.surroundings(store, claim, birth("Nong Thi Hien"), page_no=5)
    assert about.before is not None
    assert (about.before.number, about.after, about.page) == (2, None, 5)
    assert [other.entry_id for other in about.similar] == [first.entry_id]
    assert about.similar[0].values == birth()
    assert about.known_signers == {("Nguyễn Văn Thượng", "Chủ tịch")}
    assert about.known_entries is not None
    assert about.known_entries("KS", "1", "10.03.2016")
    assert not about.known_entries("KS", "1", "11.03.2016")
    assert not about.known_entries("KS", "no\x00", "10.03.2016")
    own = entries.surroundings(store, claim, birth(), entry_id=first.entry_id)
    assert own.similar == []


def test_many_entries_are_kept_as_one_is(store: Store, lan: str) -> None:
    key(store, lan)
    drafts.put(store, positions.claim(store, BOOK, Position(2016, 3), hire(store, "Minh")), {"x": 1})
    normal = PositionState.NORMAL
    stated = [
        Stated(Position(2016, 1), "KS", normal, birth(), 1),
        Stated(Position(2016, 2), "KS", normal, birth("Nông Văn Tài", "01.01.2016"), 2),
        Stated(Position(2016, 3), "KS", normal, birth(), 3),
        Stated(Position(2016, 4), "KS", normal, birth(born="02.03.2116"), 4),
        Stated(Position(2016, 4), "KS", normal, birth("Lý Thị Mỷ", "03.02.2016"), 4),
        Stated(Position(2016, 4), "KS", normal, birth("Lý Thị Mỷ", "03.02.2016"), 4),
        Stated(Position(2030, 1), "KS", normal, birth(), 1),
        Stated(Position(2016, 6), "KS", PositionState.BLANK_PAGE, {}, 6),
    ]
    answers = entries.save_many(store, BOOK, stated, account_id=lan)
    told = ["kept" if isinstance(one, Saved) else type(one.why).__name__ for one in answers]
    assert told == [
        "PositionKeyed", "kept", "PositionTaken", "EntryBlocked", "kept", "PositionKeyed", "BadPosition", "kept",
    ]  # fmt: skip
    assert [row.position.number for row in positions.list_positions(store, BOOK)] == [1, 2, 3, 4, 6]
    assert shelf.get(store, BOOK).keyed == 4


def test_one_by_one_and_all_at_once_come_to_the_same(store: Store, lan: str) -> None:
    """The same pages into two books of two years: flags, hashes of values and mentions do not tell the ways apart."""
    other = dataclasses.replace(BIRTHS, id="01693-KS-2017-01", office="01694")
    found(store, other)
    pages = [birth(name, born) for name, born in _PAGES]
    for number, values in enumerate(pages, start=1):
        save(store, positions.claim(store, BOOK, Position(2016, number), lan), values)
    stated = [
        Stated(Position(2016, number), "KS", PositionState.NORMAL, values, number)
        for number, values in enumerate(pages, start=1)
    ]
    answers = entries.save_many(store, other.id, stated, account_id=lan)
    assert all(isinstance(one, Saved) for one in answers)

    def kept(book: str) -> list[tuple[object, ...]]:
        rows = positions.list_positions(store, book)
        loaded = [entries.load(store, row.entry_id or "") for row in rows]
        return [(row.position, row.title, row.flags, entry.values) for row, entry in zip(rows, loaded, strict=True)]

    assert kept(BOOK) == kept(other.id)
    assert any(flag.rule == "V32" for row in positions.list_positions(store, BOOK) for flag in row.flags)


_PAGES = [
    ("Nông Thị Hiền", "02.03.2016"),
    ("Nông Văn Tài", "01.01.2016"),
    ("Nông Thị Hiền", "02.03.2016"),
    ("Lý Thị Mỷ", "03.02.2016"),
]
