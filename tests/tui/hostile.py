"""Text that wants to reach the terminal as something else: to be put wherever a screen draws data."""

from __future__ import annotations

_CONTROLS = [chr(code) for code in (*range(1, 0x20), *range(0x7F, 0xA0))]  # no NUL: no database keeps it
_INVISIBLE = [
    chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xAD, 0xFEFF)
]
_NOBODYS = [
    "\ue000",
    "\uf8ff",
    "\U000f0000",
    "\ufdd0",
    "\uffff",
    "\U0010fffe",
    "\u0378",
    "\U000e0001",
    "\u2028",
    "\u2029",
]
_SEQUENCES = [
    "\x1b[2J",
    "\x1b[5m",
    "\x1b[38;5;201m",
    "\x1b[99;99f",
    "\x1b[?1047l",
    "\x1b[?12l",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[20t",
    "\x1b[21t",
    "\x1b[>0q",
    "\x1b[4i",
    "\x1b[3;5r",
    "\x1b[!p",
    "\x1b[10S",
    "\x1b[1@",
    "\x1bc",
    "\x1b7",
    "\x1bM",
    "\x1b(0",
    "\x1b#8",
    "\x1b%@",
    "\x1b]0;owned\x07",
    "\x1b]2;owned\x1b\\",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x1b]4;1;?\x07",
    "\x1b]10;?\x1b\\",
    "\x1b]8;;http://example.invalid\x07link\x1b]8;;\x07",
    "\x1b]1337;File=:AAAA\x07",
    "\x1b]777;notify;a;b\x07",
    "\x1bPq#0;2;0;0;0\x1b\\",
    "\x1bP$qm\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b_Ga=d\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstring\x1b\\",
    "\x9b2J",
    "\x9d0;owned\x9c",
    "\x90q\x9c",
    "\x9fGa=d\x9c",
]
_MARKUP = [
    "[bold red]x[/]",
    "[@click=app.quit]x[/]",
    "[link=http://example.invalid]x[/link]",
    "\\[x]",
    "[/]",
    "{x}",
    "%s",
]
_SHAPES = [
    "e" + "\u0302\u0301" * 40,
    "\u0301lone",
    "שלום",
    "漢" * 60,
    "👩‍👩‍👧",
    "A" * 3000,
    "a\nb\r\nc\td",
    "\x08" * 30 + "x",
    "…",
    "",
]
_TOGETHER = [
    a + b
    for a in ("\x1b", "\x9b", "\x1b]0;")
    for b in ("\u202e2J", "[", "\n2J", "\x1b[2J", "\x07", "\u200b[2J", "Hiền")
]

HOSTILE: tuple[str, ...] = tuple(
    dict.fromkeys(
        f"Nông {evil} Hiền"
        for evil in (*_CONTROLS, *_INVISIBLE, *_NOBODYS, *_SEQUENCES, *_MARKUP, *_SHAPES, *_TOGETHER)
    )
) + tuple(f"{evil}{evil}" for evil in _SEQUENCES)
"""More than two hundred strings, each once."""
