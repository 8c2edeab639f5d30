"""`python -m bench NAME [--json] …`: run one bench and print its figures with the machine, the seed and its peers."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import Any

BENCHES = {
    "keystrokes": "keys a clerk spends on whole books in a real terminal, beside plain and CSPro-style keying; what is stored wrong",
    "latency": "paint time, bytes per key, start, memory and a burst of 1,000 keys, beside bare forms",
    "faults": "kill -9 while keying, stopped while painting, revisions through a line that fails, both ends killed: what is missing then",
    "push": "the whole path from an office to the centre, beside staged COPY alone and one request an entry",
    "persons": "whom a name brings up while it is typed: time of a key and memory at the size of a commune and of a province",
    "persons-offline": "whom a block is offered, and whose pages are joined, over paper books whose truth names the persons",
    "suggest-offline": "keys a clerk spends through the suggestions alone, by kind, field and type; no screen",
    "suggest-scale": "a million names learned: time of a key, and memory of the host with many sessions",
    "review": "the review queue at ten and a hundred thousand waiting entries: time of a page, of a count, of a decision",
    "scale": "what clerks, supervisors and the pusher do while the store grows to a hundred thousand entries",
    "store": "saving an entry, one writer and several, and bulk import, beside raw sqlite3 inserts of the same rows",
    "search": "finding entries and persons by kind of question, beside a plain LIKE scan",
    "second-keying": "second keying by policy: errors found, errors left, and the keys it takes",
}


def main(argv: list[str] | None = None) -> int:
    """Run the bench named in `argv`; 0 when it ran."""
    given = sys.argv[1:] if argv is None else argv
    names = "\n".join(f"  {name:<14}{purpose}" for name, purpose in BENCHES.items())
    chooser = argparse.ArgumentParser(
        prog="python -m bench",
        description=f"{__doc__}\n\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    chooser.add_argument("bench", choices=BENCHES, metavar="NAME")
    name = chooser.parse_args(given[:1]).bench
    bench = importlib.import_module(f"bench.{name.replace('-', '_')}")  # the others need not be importable
    parser = argparse.ArgumentParser(prog=f"python -m bench {name}", description=BENCHES[name])
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    bench.arguments(parser)
    args = parser.parse_args(given[1:])
    result: dict[str, Any] = bench.run(args)
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(result)
    return 0


def _print(result: dict[str, Any], indent: str = "") -> None:
    for key, value in result.items():
        if isinstance(value, dict):
            print(f"{indent}{key}")
            _print(value, indent + "  ")
        else:
            print(f"{indent}{key}: {value}")


if __name__ == "__main__":
    sys.exit(main())
