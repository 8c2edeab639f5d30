"""R2: values of a list."""

from __future__ import annotations

import pytest

from registers.value import Mark, Value
from tests.registers.checks.judging import judged


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("person_sex", "1", []),
        ("person_sex", "7", ["W:code"]),
        ("person_sex", "Nam", ["W:code"]),
        ("person_sex", Value("…", "", Mark.ILLEGIBLE), []),
        ("person_id_kind", "8", []),
        ("person_id_kind", "CMND", ["W:code"]),
        ("person_ethnicity", "Dao (Dao Đỏ)", []),
        ("person_ethnicity", "Người nước ngoài", []),
        ("person_ethnicity", "Táy", ["I:name"]),
        ("person_ethnicity", "Việt Nam", ["I:name"]),  # one column off
        ("person_nationality", "Việt Nam", []),
        ("person_nationality", "Tày", ["I:name"]),
        ("signer_title", "Trưởng bản", []),  # a wording may be anything
    ],
)
def test_what_comes_from_a_list_is_in_it(field: str, value: str | Value, says: list[str]) -> None:
    assert judged("HN", "D", "R2", {field: value}) == says
