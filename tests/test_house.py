"""The house holds: each room is reachable without the rooms above it, and no text is missing from the catalogue."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from registers import catalogue
from registers.errors import HotichError

ROOT = Path(__file__).parent.parent
ROOMS = ("registers", "storage", "sync", "tui")


def _loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import registers.form, registers.value, registers.kinds", {"storage", "sync", "tui", "sqlmodel", "textual"}),
        ("import storage.engine, storage.tables", {"sync", "tui", "textual", "httpx", "alembic"}),
        ("import tui.keying.state", {"storage", "sync", "textual", "sqlmodel", "httpx"}),
    ],
)
def test_a_room_is_reachable_without_the_rooms_above_it(statement: str, absent: set[str]) -> None:
    assert not _loaded_by(statement) & absent


@pytest.mark.parametrize("area", catalogue.areas())
def test_every_text_is_complete_in_both_languages(area: str) -> None:
    for name, text in catalogue.entries(area).items():
        for written in (text.vi, text.en):
            assert written.strip(), f"{area}.{name} is empty"
            assert unicodedata.is_normalized("NFC", written), f"{area}.{name} is not NFC"
        places = [
            {place.partition("|")[0] for _, place, _, _ in string.Formatter().parse(t) if place}
            for t in (text.vi, text.en)
        ]
        assert places[0] == places[1], f"{area}.{name}: the two languages name different places"


def _keys_said(tree: ast.AST) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"say", "label"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_text_the_code_says_is_in_the_catalogue() -> None:
    missing = []
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for key in sorted(_keys_said(ast.parse(file.read_text(encoding="utf-8")))):
                try:
                    catalogue.label(key)
                except KeyError:
                    missing.append(f"{file.relative_to(ROOT)}: {key}")
    assert not missing


def _errors(of: type[HotichError]) -> list[type[HotichError]]:
    return [of, *(deeper for child in of.__subclasses__() for deeper in _errors(child))]


def test_every_error_a_person_meets_has_its_text() -> None:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if not isinstance(node, ast.ClassDef):
                    continue
                for line in node.body:
                    named = isinstance(line, ast.Assign | ast.AnnAssign) and "key" in {
                        target.id
                        for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
                        if isinstance(target, ast.Name)
                    }
                    if named and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):  # type: ignore[attr-defined]
                        key = line.value.value  # type: ignore[attr-defined]
                        if "." in key:
                            catalogue.label(key)
    for error in _errors(HotichError):  # also those whose key is inherited
        catalogue.label(error.key)
