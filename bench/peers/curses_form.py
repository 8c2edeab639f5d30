"""The least a terminal form can be: twenty fields in raw curses. Tab goes on, Ctrl+U clears, Ctrl+Q ends."""

import curses

FIELDS = 20
LEFT = 12
WIDTH = 64


def _draw(window: "curses.window", fields: list[str], at: int) -> None:
    window.erase()
    window.addstr(0, 0, "Form".ljust(79), curses.A_REVERSE)
    for row, value in enumerate(fields):
        window.addstr(1 + row, 0, f"Field {row + 1:02d}:")
        window.addstr(1 + row, LEFT, value.ljust(WIDTH), curses.A_UNDERLINE)
    window.move(1 + at, LEFT + len(fields[at]))


def _run(window: "curses.window") -> None:
    fields, at = [""] * FIELDS, 0
    _draw(window, fields, at)
    window.refresh()
    while True:
        key = window.get_wch()
        if key == "\x11":
            return
        if key == "\t":
            at = (at + 1) % FIELDS
            window.move(1 + at, LEFT + len(fields[at]))
        elif key == "\x15":
            fields[at] = ""
            window.addstr(1 + at, LEFT, " " * WIDTH, curses.A_UNDERLINE)
            window.move(1 + at, LEFT)
        elif key in ("\x7f", "\b", curses.KEY_BACKSPACE):
            fields[at] = fields[at][:-1]
            window.addstr(1 + at, LEFT + len(fields[at]), " ", curses.A_UNDERLINE)
            window.move(1 + at, LEFT + len(fields[at]))
        elif isinstance(key, str) and key.isprintable() and len(fields[at]) < WIDTH:
            fields[at] += key
            window.addstr(key, curses.A_UNDERLINE)
        window.refresh()


if __name__ == "__main__":
    curses.wrapper(_run)
