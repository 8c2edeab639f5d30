"""`hotich macros`: in, listed, out, removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Hotich

PASSWORD = "một mật khẩu dài"


@pytest.fixture
def with_lan(hotich: Hotich) -> Hotich:
    """An office with a clerk."""
    assert hotich("accounts", "add", "lan", "--role", "clerk", "--password-stdin", stdin=PASSWORD).code == 0
    return hotich


def test_files_come_in_beside_what_is_there_and_go_out_again(with_lan: Hotich, tmp_path: Path) -> None:
    file, more = tmp_path / "mine.toml", tmp_path / "more.csv"
    file.write_text('tyt = "trạm y tế {commune_full}"\nbv = "bệnh viện"\n', encoding="utf-8")
    done = with_lan("macros", "import", file, "--account", "lan", "--json")
    assert done.document == {"account": "lan", "added": ["tyt", "bv"], "changed": [], "unchanged": 0}
    more.write_text("abbreviation,text\nbv,bệnh viện tỉnh\ntyt,trạm y tế {commune_full}\n", encoding="utf-8")
    done = with_lan("macros", "import", more, "--account", "lan", "--json")
    assert done.document == {"account": "lan", "added": [], "changed": ["bv"], "unchanged": 1}
    listed = with_lan("macros", "list", "--account", "lan", "--json").document
    assert listed[0] == {"abbreviation": "bv", "text": "bệnh viện tỉnh"}
    out = tmp_path / "out.csv"
    assert with_lan("macros", "export", out, "--account", "lan").code == 0
    assert "bv,bệnh viện tỉnh\n" in out.read_text(encoding="utf-8")
    assert with_lan("macros", "export", out, "--account", "lan").code == 2  # never overwritten by surprise
    printed = with_lan("macros", "export", "-", "--account", "lan").out
    assert 'tyt = "trạm y tế {commune_full}"' in printed
    done = with_lan("macros", "import", "-", "--account", "lan", "--json", stdin=printed)
    assert done.document == {"account": "lan", "added": [], "changed": [], "unchanged": 2}


def test_some_are_removed_or_none(with_lan: Hotich, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('tyt = "trạm y tế"\nbv = "bệnh viện"\n', encoding="utf-8")
    with_lan("macros", "import", file, "--account", "lan")
    refused = with_lan("macros", "remove", "bv", "xyz", "--account", "lan")
    assert (refused.code, "xyz" in refused.err) == (2, True)
    assert with_lan("macros", "remove", "bv", "--account", "lan", "--json").document["removed"] == ["bv"]
    listed = with_lan("macros", "list", "--account", "lan", "--json").document
    assert [one["abbreviation"] for one in listed] == ["tyt"]


def test_a_wrong_file_changes_nothing(with_lan: Hotich, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("abbreviation,text\ntyt,trạm\nt y,x\n", encoding="utf-8")
    refused = with_lan("macros", "import", file, "--account", "lan", "--json")
    assert refused.code == 2
    assert "3" in refused.err
    assert with_lan("macros", "list", "--account", "lan", "--json").document == []
    file.write_text(
        "abbreviation,text\ntyt,trạm y tế, xã\n", encoding="utf-8"
    )  # what stands behind the comma would be lost
    refused = with_lan("macros", "import", file, "--account", "lan")
    assert (refused.code, "2: " in refused.err, "ngoặc kép" in refused.err) == (2, True, True)
    assert "hotich macros import" in with_lan("macros", "list", "--account", "lan").out
    assert with_lan("macros", "list", "--account", "nobody").code == 2
