"""Three things that must survive: keys while the program is killed, the terminal while it is stopped, revisions on a faulty line."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bench.machine import machine


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be chosen."""
    parser.add_argument("--kills", type=int, default=20, help="kill -9 while keying")
    parser.add_argument("--stops", type=int, default=40, help="stop the program while it paints; 0: never")
    parser.add_argument("--busy", type=int, default=0, help="endless loops beside it meanwhile")
    parser.add_argument("--revisions", type=int, default=10_000, help="revisions to push; 0: none")
    parser.add_argument("--faults", type=int, default=1_000, help="faults of the line, at least")
    parser.add_argument("--wire-kills", type=int, default=20, help="kill -9 of the centre or a pusher")
    parser.add_argument("--centre", default="", help="URL of an empty database for the centre (default: SQLite)")
    parser.add_argument("--seed", type=int, default=7)


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Kill while keying, stop while painting, then push through faults."""
    found: dict[str, Any] = {"machine": machine(args.seed)}
    if args.kills and find_spec("bench.keyingfaults"):
        keyingfaults = import_module("bench.keyingfaults")

        found |= keyingfaults.run_kills(args.kills, args.seed)
    if args.stops:
        from bench.stopfaults import run_stops

        found |= run_stops(args.stops, args.seed, args.busy)
    if args.revisions:
        from bench.pushfaults import run_push

        found |= run_push(args.revisions, args.faults, args.wire_kills, args.seed, args.centre)
    return found
