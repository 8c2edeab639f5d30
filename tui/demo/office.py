"""The demo's office: a home of its own with inventory, accounts, books partly keyed, and pages to key the rest from."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass, replace
from pathlib import Path

from registers.catalogue import Language, language, say
from registers.inventory import COLUMNS
from registers.position import Position
from registers.workflow import Act, Role
from storage import accounts, decisions, entries, founding, intake, inventory, positions
from storage.engine import Store
from storage.home import Home
from storage.permissions import OPERATOR
from tui.demo import paper
from tui.demo.paper import Page

PASSWORD = "sohotich"  # noqa: S105  of accounts that hold invented people only; shown to whoever opens the demo
ACCOUNTS = (("lan", Role.CLERK), ("minh", Role.SUPERVISOR), ("admin", Role.ADMIN), ("auditor", Role.AUDITOR))
PAGES = "pages"
RETURNED, SLIP, SLIP_IN = "01687-KS-2008-01", 2, "father_full_name"
"""The book and the number of the entry the supervisor has sent back, and the field in which its clerk slipped."""


@dataclass(frozen=True, slots=True)
class Office:
    """A demo that has been made."""

    home: Home
    pages: Path  # the folder of pages to key from, a text file a book
    keyed: int
    approved: int


def make(folder: Path) -> Office:
    """Make the demo in `folder`, which must have no store yet. Raises HotichError, OSError."""
    home = Home(folder.absolute())
    home.make()
    written = paper.pages()
    _write_pages(folder / PAGES, written)
    _write_notice(home)
    store = Store.open(home.store_url)
    try:
        keyed, approved = _fill(store, folder, written)
    except BaseException:
        store.close()
        _undo(folder)
        raise
    store.close()
    return Office(home, folder / PAGES, keyed, approved)


def is_one(folder: Path) -> bool:
    """True where `folder` holds a demo that was made before."""
    return (folder / "store.db").is_file() and (folder / PAGES).is_dir()


def _undo(folder: Path) -> None:
    """Half a demo would be taken for a whole one the next time."""
    for path in folder.glob("store.db*"):
        path.unlink()


def _fill(store: Store, folder: Path, written: dict[str, list[Page]]) -> tuple[int, int]:
    founding.found(store, paper.OFFICE)
    _import_inventory(store, folder / "inventory.csv")
    ids = {name: accounts.add(store, name, role, PASSWORD, by=OPERATOR).account_id for name, role in ACCOUNTS}
    desk = intake.Intake(store, ids["lan"], reason="")
    approved = 0
    for book in paper.BOOKS:
        desk.take(book.id, [_as_file_page(_as_typed(page)) for page in written[book.id][: book.keyed]])
    for book in paper.BOOKS:
        rows = positions.list_positions(store, book.id)
        for row in itertools.islice(rows, book.approved):
            entries.step(store, str(row.entry_id), Act.APPROVE, base_revision=row.revision, account_id=ids["minh"])
            approved += 1
    _send_one_back(store, ids["minh"])
    return desk.report.imported, approved


def _as_typed(page: Page) -> Page:
    """What the clerk typed of it: one name with its last two words in each other's place."""
    if (page.book.id, page.number) != (RETURNED, SLIP):
        return page
    *first, middle, last = page.values[SLIP_IN].split()
    return replace(page, values={**page.values, SLIP_IN: " ".join([*first, last, middle])})


def _send_one_back(store: Store, supervisor: str) -> None:
    row = next(row for row in positions.list_positions(store, RETURNED) if row.position.number == SLIP)
    decisions.send_back(
        store,
        str(row.entry_id),
        base_revision=row.revision,
        account_id=supervisor,
        comments={SLIP_IN: say("cli.demo_return_reason")},
    )


def _as_file_page(page: Page) -> intake.Page:
    return intake.Page(
        row=page.number,
        position=Position(page.book.year, page.number),
        kind=page.kind,
        state=page.state,
        page_no=page.page_no,
        values=page.values,
        marks=page.marks,
    )


def _import_inventory(store: Store, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(paper.inventory())
    inventory.import_inventory(store, path, by=OPERATOR, today=store.today())


def _write_pages(folder: Path, written: dict[str, list[Page]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for book in paper.BOOKS:
        text = paper.cover(book) + "\n" + "\n".join(paper.render(page) for page in written[book.id])
        (folder / f"{book.id}.txt").write_text(text, encoding="utf-8")


def _write_notice(home: Home) -> None:
    """Say the accounts and the password where people sign in, in the language they switch to."""
    texts = []
    for to in Language:
        text = say("cli.demo_notice", to, accounts=names(to), password=PASSWORD, pages=home.path / PAGES)
        texts.append(f"{to} = {json.dumps(text, ensure_ascii=False)}")  # a JSON string is a TOML one
    home.config.write_text(f"notice = {{ {', '.join(texts)} }}\n", encoding="utf-8")


def names(to: Language | None = None) -> str:
    """The accounts with what they are for, in the current language or in `to`: `lan (Người nhập) …`."""
    return ", ".join(f"{name} ({role.label.within(to or language())})" for name, role in ACCOUNTS)
