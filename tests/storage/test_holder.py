"""Whether the process that holds a claim is still there."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from storage.holder import AWAY, is_gone, this_process

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_process_is_there_until_it_ends() -> None:
    code = "from storage.holder import this_process; print(this_process(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        holder = child.stdout.readline().strip()
        assert not is_gone(holder, NOW - timedelta(days=9), NOW)
        child.kill()
        child.wait()
        assert is_gone(holder, NOW, NOW)
    assert not is_gone(this_process(), NOW, NOW)


def test_a_process_of_the_same_number_is_another_one() -> None:
    machine, pid, began = this_process().rsplit("/", 2)
    assert is_gone(f"{machine}/{pid}/{int(began) + 1}", NOW, NOW)
    assert is_gone("", NOW, NOW)


def test_another_machine_is_given_its_time() -> None:
    assert not is_gone("elsewhere/boot/1/1", NOW - AWAY, NOW)
    assert is_gone("elsewhere/boot/1/1", NOW - AWAY - timedelta(seconds=1), NOW)
