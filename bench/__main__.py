"""`python -m bench NAME [--json] …`: run one bench and print its figures with the machine, the seed and its peers."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import Any

BENCHES = {
    "latency": "paint time, bytes per key, start, memory and a burst of 1,000 keys, beside bare forms",
    "faults": "kill -9 at random moments while keying: what is missing afterwards",
}


def main(argv: list[str] | None = None) -> int:
    """Run the bench named in `argv`; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = parser.add_subparsers(dest="bench", required=True)
    for name, purpose in BENCHES.items():
        bench = names.add_parser(name, help=purpose, description=purpose)
        bench.add_argument("--json", action="store_true", help="one JSON document on stdout")
        importlib.import_module(f"bench.{name}").arguments(bench)
    args = parser.parse_args(argv)
    result: dict[str, Any] = importlib.import_module(f"bench.{args.bench}").run(args)
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
