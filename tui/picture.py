"""Pictures of the real program for the documents: `python -m tui.picture docs/pictures` writes one SVG a screen.

A small office is made in a folder that is thrown away, keys are typed at the program without a terminal, and what it would
show is drawn. The clock stands still, so the same program always makes the same pictures.
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from registers.catalogue import Language
from registers.kinds import Layout, Level
from registers.workflow import Role
from tui import terminal

terminal.set_switches()

from rich.console import Console  # noqa: E402  after the switches, like everything that leads to Textual
from rich.segment import Segment, Segments  # noqa: E402
from rich.style import Style  # noqa: E402
from textual.geometry import Offset  # noqa: E402
from textual.strip import Strip  # noqa: E402

from storage import accounts, shelf  # noqa: E402
from storage.engine import Store  # noqa: E402
from storage.home import Home  # noqa: E402
from storage.permissions import OPERATOR  # noqa: E402
from tui.app import HotichApp  # noqa: E402
from tui.desk import Desk  # noqa: E402
from tui.keys import Key  # noqa: E402

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SIZE = (80, 24)
NAME, PASSWORD = "lan", "picture-only"
OFFICE = ("01696", "UBND xã Hồng Việt, huyện Hòa An, tỉnh Cao Bằng")

BOOKS = (
    ("KH", 2016, Layout.D, 42, "A1"),
    ("KS", 2016, Layout.D, 118, "A1"),
    ("KH", 2007, Layout.C1, 31, "A2"),
    ("KS", 2007, Layout.C1, 124, "A2"),
    ("KT", 2008, Layout.C1, 26, "A3"),
    ("KS", 2001, Layout.B, 97, "B1"),
)
"""Kind, year, layout, entries and shelf of each book of the office."""

PICTURES: dict[str, tuple[str, ...]] = {
    "queue": (),
    "keying": ("enter", "=1", "tab", "=05012016", "enter", "=nong thi hien"),
    "ledger": ("f6",),
    "help": ("f1",),
}
"""Keys to each picture from the queue; `=` types what follows."""

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""The drawing would fetch its font from a server on the network; the reader's own monospaced one will do."""


def main(folder: Path) -> None:
    """Write every picture in both languages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in Language:
        for name, keys in PICTURES.items():
            with tempfile.TemporaryDirectory() as place:
                desk = Desk(_office(Path(place)), clock=lambda: NOW, language=language)
                drawn = asyncio.run(_draw(desk, keys))
                desk.close()  # not before every thread that reads from it has ended, or the store would write once more
            (folder / f"{name}-{language}.svg").write_text(drawn, encoding="utf-8")


def _office(place: Path) -> Home:
    home = Home(place)
    home.make()
    store = Store.open(home.store_url, clock=lambda: NOW)
    accounts.add(store, NAME, Role.CLERK, PASSWORD, by=OPERATOR)
    with store.write() as session:
        shelf.add(session, map(_book, BOOKS))
    store.close()
    return home


def _book(row: tuple[str, int, Layout, int, str]) -> shelf.BookRow:
    kind, year, layout, entries, place = row
    return shelf.BookRow(
        id=f"{OFFICE[0]}-{kind}-{year}-01",
        office=OFFICE[0],
        office_name=OFFICE[1],
        level=Level.COMMUNE,
        kind=kind,
        layout=layout,
        book_no=f"01/{year}",
        year_from=year,
        year_to=year,
        first_no=1,
        last_no=entries,
        entries=entries,
        shelf=place,
    )


async def _draw(desk: Desk, keys: Iterable[str]) -> str:
    app = HotichApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        for key in (f"={NAME}", "enter", f"={PASSWORD}", "enter", *keys):
            typed = map(Key.typed, key[1:]) if key.startswith("=") else [Key(key)]
            app.take_keys(typed)
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
        top = app.screen_on_top
        return _svg(_with_cursor(top.canvas.strips, top.cursor), f"hotich · {top.heading}")


def _with_cursor(strips: list[Strip], cursor: Offset | None) -> list[Strip]:
    """The lines with the terminal's cursor drawn in, as a reversed cell."""
    if cursor is None:
        return strips
    line = strips[cursor.y]
    cell = line.crop(cursor.x, cursor.x + 1).apply_style(Style(reverse=True))
    with_cursor = Strip.join([line.crop(0, cursor.x), cell, line.crop(cursor.x + 1)])
    return [*strips[: cursor.y], with_cursor, *strips[cursor.y + 1 :]]


def _svg(strips: list[Strip], title: str) -> str:
    console = Console(record=True, width=SIZE[0], file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in strips:
        console.print(Segments([*line, Segment.line()]), end="")
    return _FONTS.sub("", console.export_svg(title=title, unique_id="hotich"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
