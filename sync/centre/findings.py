"""What the centre notices across entries and offices, after the pushers have gone on.

A noticer reads new revisions office by office in the order they arrived, keeps who they mention, and looks for entries that do
not go together. Two mentions are the same person only by an identity number, or by folded name *and* full birth date; never
by name and year (registers.md §7). A finding is for people to look at; nothing is changed by one.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import structlog
from sqlalchemy import Connection, bindparam, text

from registers.dates import PartialDate
from registers.form import UnknownForm, load
from registers.kinship import mentions
from registers.revision import read as read_values
from registers.text import fold
from registers.workflow import EntryState
from sync.centre.database import Database, know
from sync.centre.staging import copy_into
from sync.protocol import RevisionBody, read_body

log = structlog.get_logger("hotich.centre")

PAGE = 200  # rows of other offices may be locked while a page is looked at: keep it short
MOST_ALIKE = 50
"""Mentions of one person that are compared with a new one; beyond, the name is no evidence."""
PATIENCE = 5.0
"""Seconds a page waits at most for pushes to be done: they come first, but never for ever. A page in so many seconds is several
times what a whole province keys."""
BREATH = 0.2
"""Seconds without a push after which an office is taken to have sent what it had."""
_ADULTS = frozenset(
    {"husband", "wife", "person", "parent", "guardian", "adoptive_father", "adoptive_mother", "requester"}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One mention of one newest revision, with what the rules ask about its entry."""

    office: str
    entry_id: str
    kind: str
    role: str
    folded: str
    birth: str
    sex: str
    id_no: str


_COLUMNS = tuple(Seen.__slots__)
_FORGET = text("DELETE FROM mention WHERE office = :office AND entry_id IN :entries").bindparams(
    bindparam("entries", expanding=True)
)
_row = attrgetter(*_COLUMNS)
_SAME = tuple(
    text(
        f"SELECT {', '.join(f'one.{name}' for name in _COLUMNS)}, {', '.join(f'other.{name}' for name in _COLUMNS)}"  # noqa: S608 (names are ours)
        f" FROM mention AS one JOIN mention AS other ON {same} AND (other.office <> one.office OR other.entry_id <> one.entry_id)"
        f" WHERE one.office = :office AND one.entry_id IN :entries AND {sure}"
        " ORDER BY one.entry_id, one.role, other.office, other.entry_id, other.role"
    ).bindparams(bindparam("entries", expanding=True))
    for same, sure in (
        ("other.id_no = one.id_no", "length(one.id_no) IN (9, 12)"),
        ("other.folded = one.folded AND other.birth = one.birth", "one.folded <> '' AND length(one.birth) = 10"),
    )
)


class Noticer:
    """Looks for findings in a thread of its own, woken by each push."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._pushes = 0
        self._last_push = 0.0
        self._quiet = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="findings", daemon=True)

    def start(self) -> None:
        """Begin, with what earlier runs left."""
        self._thread.start()
        self.wake()

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While a push is stored, findings step aside; afterwards there may be something new."""
        with self._quiet:
            self._pushes += 1
        try:
            yield
        finally:
            with self._quiet:
                self._pushes -= 1
                self._last_push = time.monotonic()
                self._quiet.notify_all()
            self.wake()

    def stop(self) -> None:
        """Finish the page at hand and end."""
        self._ending.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wake.wait()
            self._wake.clear()
            try:
                while not self._ending.is_set() and self._page():
                    pass
            except Exception as error:  # noqa: BLE001 (the database may be away; the next push wakes us again)
                log.warning("findings", error=type(error).__name__)

    def _page(self) -> int:
        """Look at a page, once no push has been stored for a moment, or patience is at its end."""
        end = time.monotonic() + PATIENCE
        with self._quiet:
            while not self._ending.is_set() and (now := time.monotonic()) < end:
                if not self._pushes and now - self._last_push >= BREATH:
                    break
                self._quiet.wait(BREATH)
        return notice(self._database)


def notice(database: Database, *, page: int = PAGE) -> int:
    """Look at up to `page` new revisions of every office; how many were looked at."""
    with database.read() as connection:
        behind = (
            connection.execute(text("SELECT office FROM office WHERE examined < received ORDER BY office"))
            .scalars()
            .all()
        )
    return sum(_notice_office(database, str(office), page) for office in behind)


def _notice_office(database: Database, office: str, page: int) -> int:
    with database.write() as connection:
        start, received = connection.execute(
            text("SELECT examined, received FROM office WHERE office = :office"),
            {"office": office},
        ).one()
        rows = connection.execute(
            text(
                "SELECT revision.arrival, revision.revision, entry.revision, revision.body FROM revision"
                " JOIN entry ON entry.office = revision.office AND entry.entry_id = revision.entry_id"
                " WHERE revision.office = :office AND revision.arrival > :start ORDER BY revision.arrival LIMIT :page"
            ),
            {"office": office, "start": start, "page": page},
        ).all()
        bodies = [read_body(bytes(raw)) for _, revision, newest, raw in rows if revision == newest]
        if bodies:
            _look_at(connection, office, bodies, database.now())
        examined = rows[-1][0] if len(rows) == page else received
        connection.execute(
            text("UPDATE office SET examined = :examined WHERE office = :office"),
            {"examined": examined, "office": office},
        )
    return len(rows)


def _look_at(connection: Connection, office: str, bodies: Sequence[RevisionBody], now: str) -> None:
    """Keep whom these newest revisions mention, a few statements for all of them, and see what does not go together."""
    page = {"office": office, "entries": [body.entry_id for body in bodies]}
    connection.execute(_FORGET, page)
    seen = [one for body in bodies if _speaks(body) for one in _mentions(body)]
    if not seen:
        return
    copy_into(connection, "mention", dict.fromkeys(_COLUMNS, "TEXT"), map(_row, seen))
    said = {body.entry_id: body for body in bodies}
    for one, other in _same_persons(connection, page):
        for rule in _rules(connection, said[one.entry_id], one, other):
            _write(connection, rule, one, other, now)


def _speaks(body: RevisionBody) -> bool:
    return body.state is not EntryState.WITHDRAWN and body.position_state.has_values


def _mentions(body: RevisionBody) -> Iterator[Seen]:
    try:
        form = load(body.kind, body.layout)
    except UnknownForm:
        return
    for one in mentions(form, read_values(body.values)):
        birth = one.birth.normalised if one.birth else ""
        yield Seen(body.office, body.entry_id, body.kind, one.role, one.folded, birth, one.sex, one.id_no)


def _same_persons(connection: Connection, page: Mapping[str, Any]) -> list[tuple[Seen, Seen]]:
    """Mentions of the page with mentions elsewhere of surely the same person, at most MOST_ALIKE each.

    That is: the same identity number, or the same folded name and full birth date; and not of the other sex.
    """
    found: dict[tuple[Seen, Seen], None] = {}
    alike: Counter[Seen] = Counter()
    for ask in _SAME:
        for row in connection.execute(ask, page):
            one, other = Seen(*map(str, row[: len(_COLUMNS)])), Seen(*map(str, row[len(_COLUMNS) :]))
            if one.sex and other.sex and one.sex != other.sex:
                continue
            if (one, other) not in found and alike[one] < MOST_ALIKE:
                alike[one] += 1
                found[one, other] = None
    return list(found)


def _rules(connection: Connection, body: RevisionBody, one: Seen, other: Seen) -> Iterator[str]:
    """The rules the two mentions of one person break together."""
    pair = {(one.kind, one.role), (other.kind, other.role)}
    if pair == {("KT", "deceased")}:
        yield "two_deaths"
        return
    there = _values_of(connection, other)
    here = {name: value[1] for name, value in body.values.items()}
    if pair == {("KS", "child")} and "2" not in (here.get("registration_kind"), there.get("registration_kind")):
        yield "duplicate_birth"  # a repeat registration (kind 2) is meant to be a second entry of the same birth
    if ("KT", "deceased") in pair:
        death, later = (here, there) if one.kind == "KT" else (there, here)
        living = other if one.kind == "KT" else one
        if living.role in _ADULTS and _after(later.get("registration_date", ""), death.get("death_date", "")):
            yield "already_dead"
    if one.kind == other.kind == "KH" and _other_spouse(one.role, here, there) and not _earlier_ended(here, there):
        yield "married_twice"
    if one.role == other.role == "child" and {one.kind, other.kind} <= {"KS", "CMC"} and _other_parent(here, there):
        yield "other_parent"


def _values_of(connection: Connection, other: Seen) -> dict[str, str]:
    raw = connection.execute(
        text(
            "SELECT revision.body FROM entry JOIN revision ON revision.office = entry.office"
            " AND revision.entry_id = entry.entry_id AND revision.revision = entry.revision"
            " WHERE entry.office = :office AND entry.entry_id = :entry_id"
        ),
        {"office": other.office, "entry_id": other.entry_id},
    ).scalar_one()
    return {name: value[1] for name, value in read_body(bytes(raw)).values.items()}


def _after(later: str, earlier: str) -> bool:
    """True where `later` is surely after `earlier`, whatever their missing days and months."""
    first, second = PartialDate.from_normalised(earlier), PartialDate.from_normalised(later)
    return first is not None and second is not None and second.earliest() > first.latest()


def _other_spouse(role: str, here: Mapping[str, str], there: Mapping[str, str]) -> bool:
    spouse = {"husband": "wife_full_name", "wife": "husband_full_name"}.get(role, "")
    names = fold(here.get(spouse, "")), fold(there.get(spouse, ""))
    return all(names) and names[0] != names[1]


def _earlier_ended(here: Mapping[str, str], there: Mapping[str, str]) -> bool:
    """True where the earlier of two marriages is noted as ended (`marriage_status` read from its notes)."""
    earlier = there if _after(here.get("registration_date", ""), there.get("registration_date", "")) else here
    return bool(earlier.get("marriage_status", ""))


def _other_parent(here: Mapping[str, str], there: Mapping[str, str]) -> bool:
    mine, theirs = _parents(here), _parents(there)
    return any(sex in theirs and theirs[sex] != name for sex, name in mine.items())


def _parents(values: Mapping[str, str]) -> dict[str, str]:
    """Folded names of the parents an entry names, by sex (1 father, 2 mother)."""
    named = {"1": values.get("father_full_name", ""), "2": values.get("mother_full_name", "")}
    if values.get("parent_full_name"):
        named[values.get("parent_sex", "")] = values["parent_full_name"]
    return {sex: fold(name) for sex, name in named.items() if sex and name}


def _write(connection: Connection, rule: str, one: Seen, other: Seen, now: str) -> None:
    """Tell both offices, each once."""
    for mine, theirs in ((one, other), (other, one)):
        place = {
            "office": mine.office, "rule": rule, "entry_id": mine.entry_id,
            "other_office": theirs.office, "other_entry_id": theirs.entry_id,
        }  # fmt: skip
        known = connection.execute(
            text(
                "SELECT 1 FROM finding WHERE office = :office AND rule = :rule AND entry_id = :entry_id"
                " AND other_office = :other_office AND other_entry_id = :other_entry_id"
            ),
            place,
        ).one_or_none()
        if known is not None:
            continue
        know(connection, mine.office)
        seq = connection.execute(
            text("UPDATE office SET found = found + 1 WHERE office = :office RETURNING found"), {"office": mine.office}
        ).scalar_one()
        connection.execute(
            text(
                "INSERT INTO finding (office, seq, rule, entry_id, other_office, other_entry_id, detail, at)"
                " VALUES (:office, :seq, :rule, :entry_id, :other_office, :other_entry_id, :detail, :at)"
            ),
            place | {"seq": seq, "detail": json.dumps({"role": mine.role, "other_role": theirs.role}), "at": now},
        )
