"""`python -m tui.keying.freezing FOLDER`: freeze the names an office learned, in a process that gives way to all others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tui.keying.learning import freeze_names

if __name__ == "__main__":
    os.nice(15)
    freeze_names(Path(sys.argv[1]))
