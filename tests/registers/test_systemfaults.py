"""What the machine says of a file is told in the user's language."""

from __future__ import annotations

import errno
import os

import pytest

from registers.systemfaults import _TOLD, problem_of


@pytest.mark.parametrize("number", [*_TOLD, errno.EXDEV, 99999])
def test_the_machines_english_is_never_passed_on(number: int) -> None:
    told = problem_of(OSError(number, os.strerror(number)))
    assert os.strerror(number) not in (told.vi, told.en)
    assert told.vi != told.en


def test_one_nobody_foresaw_is_told_by_its_number() -> None:
    assert "EXDEV" in str(problem_of(OSError(errno.EXDEV, "Invalid cross-device link")))
    assert "OSError" in str(problem_of(OSError("odd")))
