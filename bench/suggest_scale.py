"""Suggestions of names once a million of them are known: time of a key, and what many sessions of one host hold in memory.

Names are drawn from the built-in lists and frozen into one name book. Each session is a process of its own that maps that
file and then learns and types names as clerks do; memory is the sum of their proportional shares (PSS), less what the same
processes hold without the book.
"""

from __future__ import annotations

import argparse
import json
import mmap
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tui.typing.suggest.letters import plain
from tui.typing.suggest.lists import GIVEN, MAN, MIDDLE, SURNAME, WOMAN, name_shares
from tui.typing.suggest.name_book import NameBook, NameRow, freeze
from tui.typing.suggest.name_words import NameWords
from tui.typing.suggest.names import NameModel

_ROLES = ("child_full_name", "father_full_name", "mother_full_name", "husband_full_name", "deceased_full_name")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What this bench takes."""
    parser.add_argument("--names", type=int, default=1_000_000, help="distinct names in the book")
    parser.add_argument("--sessions", type=int, default=8, help="processes that map it at once")
    parser.add_argument("--typed", type=int, default=200, help="names each session types and learns")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Build the book once, then let the sessions loose on it."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "names.book"
        start = time.perf_counter()
        rows = (NameRow(name, _ROLES[i % len(_ROLES)], age=i) for i, name in enumerate(_names(args.names)))
        book.write_bytes(freeze(rows, NameWords([]).sex_of))
        built = time.perf_counter() - start
        bare = _together("", args)
        full = _together(str(book), args)
        times = sorted(each for one in full for each in one["ms"])
        return {
            "names": args.names,
            "sessions": args.sessions,
            "build_s": round(built, 1),
            "book_mb": round(book.stat().st_size / 1e6, 1),
            "keys": len(times),
            "cpu_ms_a_key": {f"p{p}": round(times[int(len(times) * p / 100)], 2) for p in (50, 95, 99)},
            "host_mb_with_book": round(sum(one["pss_mb"] for one in full), 1),
            "host_mb_without": round(sum(one["pss_mb"] for one in bare), 1),
        }


def _together(book: str, args: argparse.Namespace) -> list[dict[str, Any]]:
    """All sessions at once; each waits until the others have typed before it looks at its memory."""
    command = [sys.executable, "-m", "bench.suggest_scale", book, str(args.typed)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    sessions = [subprocess.Popen(command, **pipes) for _ in range(args.sessions)]  # type: ignore[call-overload]
    for one in sessions:
        one.stdout.readline()  # done typing
    for one in sessions:
        one.stdin.write("look\n")
        one.stdin.flush()
    found = [json.loads(one.stdout.readline()) for one in sessions]
    for one in sessions:
        one.communicate("end\n")
    return found


def _session(path: str, typed: int) -> None:
    """One clerk: type names half known, half new, letter by letter, and learn each."""
    if path:
        with Path(path).open("rb") as file:
            model = NameModel(NameBook(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))))
    else:
        model = NameModel()
    rng = random.Random(11)
    names = list(_names(20_000, seed=1))
    times: list[float] = []
    for i in range(typed):
        name = rng.choice(names) if i % 2 else next(_names(1, seed=100_000 + i))
        role = rng.choice(_ROLES)
        for letters in range(len(name) + 1):
            start = time.process_time()
            found = model.suggest(plain(name[:letters]), ("book",), role=role)
            times.append((time.process_time() - start) * 1e3)
            if letters > 4 and found and found[0].name == name:
                break
        model.learn(name, "book", role=role)
    print("typed", flush=True)
    sys.stdin.readline()
    print(json.dumps({"ms": [round(each, 3) for each in times], "pss_mb": _pss_mb()}), flush=True)
    sys.stdin.readline()


def _names(count: int, seed: int = 1) -> Iterator[str]:
    """Distinct names of two to four words, drawn as the lists weigh them."""
    rng = random.Random(seed)
    shares = name_shares()
    seen: set[str] = set()
    while len(seen) < count:
        sex = rng.choice((MAN, WOMAN))
        middles, givens = list(shares[MIDDLE, sex]), list(shares[GIVEN, sex])
        surnames = rng.choices(list(shares[SURNAME, sex]), list(shares[SURNAME, sex].values()), k=1000)
        for surname in surnames:
            words = [surname, *rng.sample(middles, rng.choice((0, 1, 1, 1, 2))), rng.choice(givens)]
            name = " ".join(words)
            if name not in seen and len(seen) < count:
                seen.add(name)
                yield name


def _pss_mb() -> float:
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":  # one session, started by `run`
    _session(sys.argv[1], int(sys.argv[2]))
