"""V23: who signed."""

from __future__ import annotations

import pytest

from registers.kinds import Level
from tests.registers.checks.judging import judged

KNOWN = frozenset(
    {("Nguyễn Văn Thuận", "Chủ tịch"), ("Nông Văn Hòa", "Phó Chủ tịch"), ("Nông Văn Hòa", "Quyền Chủ tịch")}
)


@pytest.mark.parametrize(
    ("name", "title", "says"),
    [
        ("Nguyễn Văn Thuận", "Chủ tịch", []),
        ("NGUYỄN VĂN THUẬN", "Chủ tịch", []),
        ("Nguyễn Văn Thuậ", "Chủ tịch", ["I:name"]),
        ("Nguyễn Văn Thuân", "Chủ tịch", ["I:name"]),
        ("Nguyễn Văn Thuận", "Phó Chủ tịch", ["I:title"]),
        ("Nông Văn Hòa", "Quyền Chủ tịch", []),
        ("Nông Văn Hòa", "", []),
        ("", "Chủ tịch", []),
    ],
)
def test_signers_of_the_office(name: str, title: str, says: list[str]) -> None:
    assert judged("KS", "C2", "V23", {"signer_name": name, "signer_title": title}, known_signers=KNOWN) == says


def test_a_title_never_seen_is_nothing_to_compare_with() -> None:
    written = {"signer_name": "Nông Văn Hòa", "signer_title": "Chủ tịch"}
    assert judged("KS", "C2", "V23", written, known_signers=frozenset({("Nông Văn Hòa", "")})) == []


def test_silent_while_nobody_is_known() -> None:
    assert judged("KS", "C2", "V23", {"signer_name": "Ai Đó", "signer_title": "Chủ tịch"}) == []


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Giám đốc Sở Tư pháp", Level.PROVINCE),
        ("Phó Giám đốc Sở Tư pháp", Level.PROVINCE),
        ("Chủ tịch UBND tỉnh", Level.PROVINCE),
        ("Trưởng phòng Tư pháp", Level.DISTRICT),
        ("Phó Trưởng phòng Tư pháp", Level.DISTRICT),
        ("Phó Chủ tịch UBND huyện", Level.DISTRICT),
        ("Trưởng công an xã", Level.COMMUNE),
        ("Ủy viên thư ký UBND", Level.COMMUNE),
    ],
)
def test_a_title_sits_at_its_level(title: str, level: Level) -> None:
    for office in Level:
        says = [] if office is level else ["I:level"]
        assert judged("KS", "C2", "V23", {"signer_title": title}, level=office) == says


@pytest.mark.parametrize("level", list(Level))
def test_a_chairman_sits_anywhere(level: Level) -> None:
    assert judged("KS", "C2", "V23", {"signer_title": "Chủ tịch"}, level=level) == []
