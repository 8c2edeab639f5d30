"""The command `hotich`: without arguments the program itself, with arguments one command for scripts and operators."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the installed command. The program starts without the command line's library, and the other way round."""
    if len(sys.argv) == 1:
        from tui.program import run

        sys.exit(run())
    from tui.cli import usage
    from tui.cli.app import build

    sys.exit(usage.run(build(sys.argv[1]), sys.argv[1:]))
