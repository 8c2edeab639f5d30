"""Keys a clerk spends on whole books with every help the program gives, beside keying them plainly and in CSPro's way.

    python -m bench keystrokes --books ../shared/books/sample [--limit ENTRIES] [--office CODE] [--json]

A simulated clerk keys every book in a real terminal, in the order the program's own queue gives them, in one session that has
learned nothing at its start. `docs/keying.md` has his policy. What is stored is then compared with the truth, value by value.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.clerk import COLUMNS, ROWS, Clerk
from bench.eye import QUEUE, Eye
from bench.keyed import Ledger
from bench.machine import machine
from bench.office import PASSWORD, PROGRAM, ScratchOffice, make_office
from bench.paper import read_book, read_inventory
from bench.paperread import Reader
from bench.plainkeys import Baselines
from bench.quiet import QuietTerminal
from bench.stored import differences
from bench.terminal import Terminal
from bench.thrifty import ThriftyClerk
from registers.form import kinds_in_book, load
from registers.kinds import Layout
from storage.queue import queue

_CLERK = "lan"
_TOLD = 60
"""Wrong values named one by one, and fields whose keys are told."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--books", type=Path, required=True, help="a folder of paper books with truth")
    parser.add_argument("--limit", type=int, default=0, help="stop after the book that reaches so many entries")
    parser.add_argument("--office", default="", help="only the books of these office codes, with commas")
    parser.add_argument("--progress", action="store_true", help="tell each finished book on stderr")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Key the books and report."""
    offices = args.office.split(",") if args.office else ()
    rows = read_inventory(args.books)
    ids = [row["book_id"] for row in rows.values() if not offices or row["office_code"] in offices]
    with tempfile.TemporaryDirectory() as folder:
        office = make_office(Path(folder), args.books, ids, settings={"method": "telex"})
        return _report(*keyed(office, args.books, limit=args.limit, progress=args.progress))


def keyed(
    office: ScratchOffice, books: Path, *, limit: int = 0, progress: bool = False
) -> tuple[Ledger, list[dict[str, str]]]:
    """Key the office's books until `limit` entries are done (0: all of them); what it cost, and what is stored wrong."""
    ledger, reader, wrong = Ledger(), Reader(), []
    with Terminal(PROGRAM, env=office.environment, columns=COLUMNS, rows=ROWS) as terminal:
        Clerk(terminal).sign_in(_CLERK, PASSWORD)
        board = QuietTerminal(terminal)
        clerk = ThriftyClerk(board)
        while (book_id := _next_book(office)) and not (limit and ledger.overall().entries >= limit):
            book = read_book(books, book_id)
            layout = Layout(book.row["layout"])
            forms = {str(kind): load(str(kind), layout) for kind in kinds_in_book(book.row["kind"], layout)}
            plain = Baselines(book, forms)
            board.press("enter")
            terminal.wait(lambda: bool(Eye(board).position))
            board.press()
            pages = {}
            for entry in book.entries:
                page = reader.read(book, entry, forms[entry.kind]) if entry.state.has_values else None
                pages[str(entry.position)] = page
                tally = clerk.key_entry(page, entry, forms, mixed=not book.row["kind"])
                ledger.add(entry, page.form if page else None, tally, *plain.keys(entry))
            wrong += ledger.judge(book, differences(office, book), pages)
            terminal.wait(QUEUE)
            board.press()
            if progress:
                print(book_id, ledger.overall().to_json(), len(wrong), file=sys.stderr, flush=True)
    return ledger, wrong


def _next_book(office: ScratchOffice) -> str:
    """The book that stands chosen in the queue, "" where every one is done."""
    store = office.store()
    try:
        rows = queue(store, today=store.today())
    finally:
        store.close()
    return next((row.book.id for row in rows if not row.book.complete), "")


def _report(ledger: Ledger, wrong: list[dict[str, str]]) -> dict[str, Any]:
    per_1000, quarters = ledger.lookalikes()
    by = Counter(one["by"] for one in wrong)
    whose = {"suggestions_wrongly_accepted": by["suggestion"], "wrong_on_the_page_itself": by["page"]}
    return {
        "overall": ledger.overall().to_json() | whose,
        "kinds": {kind: one.to_json() for kind, one in sorted(ledger.kinds.items())},
        "names": {"keys_per_character": round(ledger.name_keys / max(1, ledger.letters), 3)},
        "persons": ledger.persons.to_json(),
        "lookalikes_per_1000_fields": per_1000,
        "lookalikes_by_quarter": quarters,
        "flags": ledger.flags,
        "wrong": wrong[:_TOLD],
        "fields": dict(list(ledger.fields().items())[:_TOLD]),
        "machine": machine(),
    }
