"""The demo's paper: its books and their pages, as a folder of transcribed books and as text a person can key from.

A page is a line of `entries/<book>.jsonl`, with what is written and how it can be read; `render` draws it like the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from registers.form import Field, FieldType, Form, Printed, load
from registers.kinds import PositionState, RegisterKind
from registers.value import Mark
from tui.demo.events import Events
from tui.demo.people import Commune

SEED = 3510
OFFICE, OFFICE_NAME = "01687", "UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng"
HAMLETS = ("Nà Vường", "Lam Sơn", "Nà Mè", "Cốc Lùng", "Bản Nưa", "Vò Rài", "Kéo Thin")
_SIGNERS = ("Nông Văn Thành", "Hoàng Thị Bích", "Lương Đình Sáng")
_REGISTRARS = ("Bế Thị Thu", "Triệu Văn Quý")
WIDTH = 78


@dataclass(frozen=True, slots=True)
class Book:
    """One book of the demo: `kinds` are those of its entries, `keyed` of which the demo starts with so many done."""

    id: str
    kind: str
    layout: str
    year: int
    entries: int
    keyed: int = 0
    approved: int = 0
    kinds: tuple[str, ...] = ()
    notes: str = ""

    @property
    def book_no(self) -> str:
        """Volume and year."""
        return f"01/{self.year}"


BOOKS = (
    Book("01687-KH-2017-01", "KH", "D", 2017, 8, keyed=5, approved=2),
    Book("01687-KS-2017-01", "KS", "D", 2017, 10, keyed=3),
    Book("01687-KT-2017-01", "KT", "D", 2017, 5),
    Book("01687-KH-2008-01", "KH", "C1", 2008, 10, keyed=10, approved=6),
    Book("01687-KS-2008-01", "KS", "C1", 2008, 12, keyed=4),
    Book("01687-HN-2008-01", "HN", "C1", 2008, 6),
    Book("01687-HTK-2012-01", "", "C2", 2012, 6, kinds=("CMC", "GH", "TDCC")),
    Book("01687-KH-2003-01", "KH", "B", 2003, 6),
    Book("01687-KS-2003-01", "KS", "B", 2003, 8),
    Book("01687-KS-1996-01", "KS", "A", 1996, 8),
)
"""The demo's books; marriages come before births within a period, so that couples are known when their children are."""


@dataclass(frozen=True)
class Page:
    """One numbered place of a book: what is written, by field, and how a field can be read."""

    book: Book
    number: int
    kind: str
    state: PositionState
    page_no: int
    values: Mapping[str, str]
    marks: Mapping[str, Mark] = field(default_factory=dict)


def pages(seed: int = SEED) -> dict[str, list[Page]]:
    """Every page of every book, by book. The same seed gives the same pages."""
    random = Random(seed)  # noqa: S311  nothing secret is drawn
    events = Events(random, Commune(random, HAMLETS))
    # Older books first, so that who marries in one is a parent in a later one.
    return {book.id: list(_pages(book, events, random)) for book in sorted(BOOKS, key=lambda book: book.year)}


def _pages(book: Book, events: Events, random: Random) -> Iterator[Page]:
    signer, registrar = random.choice(_SIGNERS), random.choice(_REGISTRARS)
    kinds = book.kinds or (book.kind,)
    sometimes = {name for kind in kinds for name in _printed_here(load(kind, book.layout), random)}
    day = date(book.year, 1, 3)
    last_day = date(book.year, 12, 28)
    lost = book.entries - 1 if not book.keyed else 0  # one page of a book nobody began is crossed out
    for number in range(1, book.entries + 1):
        day += timedelta(days=random.randint(1, (last_day - day).days // (book.entries - number + 1)))
        kind = kinds[(number - 1) % len(kinds)]
        head = {
            "entry_no": f"{number:02}",
            "book_no": book.book_no,
            "registration_date": f"{day.day:02}/{day.month:02}/{day.year}",
            "signer_name": signer,
            "signer_title": "Chủ tịch",
            "registrar_name": registrar,
            "page_no": str(number),
        }
        said = events.of(kind, day) | head
        if number == lost:
            yield Page(book, number, kind, PositionState.BLANK_PAGE, number, {})
            continue
        written = _on_the_page(load(kind, book.layout), said, sometimes)
        yield _aged(Page(book, number, kind, PositionState.NORMAL, number, written), random)


def _printed_here(form: Form, random: Random) -> set[str]:
    """Of the fields only some books of a layout have, those this book has."""
    return {f.name for f in form.fields if f.printed is Printed.SOMETIMES and random.random() < 0.5}


def _on_the_page(form: Form, said: Mapping[str, str], sometimes: set[str]) -> dict[str, str]:
    written = {}
    for one in form.fields:
        if one.printed is Printed.ALWAYS or one.name in sometimes:
            text = said.get(_source(one), "")
            if text:
                written[one.name] = text
    return written


def _source(one: Field) -> str:
    """The name under which an event says what the field holds: old layouts print an age where later ones print a year."""
    return f"{one.role}_age" if one.type is FieldType.AGE_OR_YEAR else one.name


def _aged(page: Page, random: Random) -> Page:
    """The page as decades left it: old clerks wrote in capitals and abbreviated, here and there something is lost."""
    values, marks = dict(page.values), dict(page.marks)
    main = next((name for name in values if name.endswith("_full_name")), "")
    if page.book.layout in ("A", "B"):
        for name, text in values.items():
            if name.endswith("_residence"):
                values[name] = text.replace("Xóm ", "x. ").replace("xã ", "").replace("huyện ", "").replace("tỉnh ", "")
        values[main] = values[main].upper()
    if page.number == 3 and "father_full_name" in values:
        values["father_full_name"] = f"{values['father_full_name'].split()[0]} …"
        marks["father_full_name"] = Mark.ILLEGIBLE
    if page.kind == "KH" and page.number == 4:
        values["notes"] = (
            f"Đã ly hôn theo Quyết định số 1{page.number}/{page.book.year + 1}/QĐST-HNGĐ ngày "
            f"{random.randint(10, 28)}/6/{page.book.year + 1} của TAND huyện Hòa An"
        )
    return Page(page.book, page.number, page.kind, page.state, page.page_no, values, marks)


def render(page: Page) -> str:
    """The page as text, in the order of the paper. What a clerk cannot read is said in brackets."""
    form = load(page.kind, page.book.layout)
    title = form.title.vi.upper()
    lines = [OFFICE_NAME, f"{title}  ·  Quyển số {page.book.book_no}  ·  Trang {page.page_no}", "=" * WIDTH]
    if page.state is not PositionState.NORMAL:
        return "\n".join([*lines, f"Số: {page.number:02}", "", f"[{page.state.label.vi}]".center(WIDTH), ""]) + "\n"
    block = ""
    for one in form.fields:
        if one.name not in page.values:
            continue
        if one.block != block:
            block = one.block
            heading = form.blocks.get(block)
            lines += ["", f"— {heading.vi} —"] if heading and block != "head" else []
        mark = page.marks.get(one.name)
        lines.append(f"{one.label.vi}: {page.values[one.name]}" + (f"  [{mark.label.vi}]" if mark else ""))
    return "\n".join([*lines, ""]) + "\n"


def inventory() -> Iterator[dict[str, str]]:
    """A row of the inventory for each book."""
    for book in BOOKS:
        yield {
            "book_id": book.id,
            "office_code": OFFICE,
            "office_name": OFFICE_NAME,
            "level": "commune",
            "kind": book.kind,
            "layout": book.layout,
            "book_no": book.book_no,
            "year_from": str(book.year),
            "year_to": str(book.year),
            "opened": f"02.01.{book.year}",
            "closed": f"31.12.{book.year}",
            "first_no": "1",
            "last_no": str(book.entries),
            "entries": str(book.entries),
            "pages": str(book.entries),
            "shelf": f"Tủ 1, ngăn {1 + BOOKS.index(book) // 4}",
            "notes": "đánh số lại từ 01 mỗi năm",
        }


def cover(book: Book) -> str:
    """The first lines of a book's file of pages."""
    name = RegisterKind(book.kind).label.vi if book.kind else "Sổ đăng ký các việc hộ tịch khác"
    return f"{name} – quyển {book.book_no} – mẫu {book.layout} – {book.entries} số, đã nhập {book.keyed}\n"
