"""The JSON Schema of a form: its shape, and that what is stored of the sample books fits it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from registers.form import Form, all_forms, load, load_folder
from registers.kinds import Layout
from registers.schema import DIALECT, json_schema

FICTIONAL = Path(__file__).parent / "fictional"


def fits(schema: dict[str, Any], text: str) -> bool:
    allowed = schema.get("enum")
    return (allowed is None or text in allowed) and re.search(schema.get("pattern", ""), text) is not None


def test_the_schema_of_a_birth() -> None:
    schema = json_schema(load("KS", "D"))
    assert schema["$schema"] == DIALECT
    assert schema["title"] == "Sổ đăng ký khai sinh"
    sex = schema["properties"]["child_sex"]
    assert sex["properties"]["normalised"] == {"type": "string", "enum": ["", "1", "2", "3"]}
    assert sex["title"] == "Giới tính (người được khai sinh)"
    assert sex["x-hotich"]["ministry"] == "nksGioiTinh"
    assert schema["properties"]["child_birth_date"]["properties"]["mark"]["enum"][0] == ""
    assert "other_columns" not in schema["properties"]


@pytest.mark.parametrize("form", [*all_forms(), *load_folder(FICTIONAL).values()], ids=lambda f: f"{f.kind}-{f.layout}")
def test_every_field_has_its_place_in_the_schema(form: Form) -> None:
    schema = json_schema(form)
    assert list(schema["properties"]) == [field.name for field in form.fields]
    assert json.loads(json.dumps(schema, ensure_ascii=False)) == schema


@pytest.mark.parametrize(
    ("field", "text", "good"),
    [
        ("child_birth_date", "02.03.2008", True),
        ("child_birth_date", "03.2008", True),
        ("child_birth_date", "2008", True),
        ("child_birth_date", "", True),
        ("child_birth_date", "2.3.2008", False),
        ("child_birth_date", "02/03/2008", False),
        ("entry_no", "17bis", True),
        ("entry_no", "17/2008", False),
        ("child_sex", "4", False),
        ("declarant_id_no", "080 123 456", False),
        ("declarant_name", "Nông Văn An", True),
    ],
)
def test_what_a_stored_value_looks_like(field: str, text: str, good: bool) -> None:
    schema = json_schema(load("KS", Layout.D))
    assert fits(schema["properties"][field]["properties"]["normalised"], text) is good


def test_the_truth_of_the_sample_books_fits(sample_books: Path) -> None:
    with (sample_books / "inventory.csv").open(encoding="utf-8", newline="") as file:
        layouts = {row["book_id"]: row["layout"] for row in csv.DictReader(file)}
    schemas = {(form.kind, form.layout): json_schema(form)["properties"] for form in all_forms()}
    for path in sorted((sample_books / "entries").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            properties = schemas[entry["kind"], Layout(layouts[entry["book_id"]])]
            for name, text in entry["truth"].items():
                assert fits(properties[name]["properties"]["normalised"], text), (name, text)
