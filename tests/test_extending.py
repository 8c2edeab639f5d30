"""What docs/extending.md tells contributors to do is done here, word for word, and works."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from registers.checks import Severity
from registers.checks.entry import Entry
from registers.checks.rule import Rule
from registers.form import Form, FormError, load_folder
from registers.kinds import Layout
from registers.kinship import kinships
from tests.registers.checks.judging import about, values

ROOT = Path(__file__).parent.parent
FORMS = ROOT / "registers" / "forms"


def blocks(language: str) -> list[str]:
    """The document's code blocks in `language`."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's forms, to be edited."""
    return Path(shutil.copytree(FORMS, tmp_path / "forms", ignore=shutil.ignore_patterns("blocks.toml")))


def test_a_field_is_one_line_of_its_block(folder: Path) -> None:
    where, line = blocks("toml")[0].split("\n", 1)
    assert where == '# registers/forms/hn.toml, block "stay"'
    kind = folder / "hn.toml"
    text = kind.read_text(encoding="utf-8")
    before, begin, rest = text.partition('name = "stay"')
    inside, fields, after = rest.partition("fields = [\n")
    kind.write_text(f"{before}{begin}{inside}{fields}  {line}{after}", encoding="utf-8")
    forms = load_folder(folder)
    field = forms["HN", Layout.D]["stay_contact"]
    assert (str(field.label), field.block, field.required) == ("Nơi liên hệ", "stay", False)
    assert [layout for layout in Layout if _prints(forms["HN", layout], "stay_contact")] == [Layout.D, Layout.E]


def _prints(form: Form, name: str) -> bool:
    return name in form and form[name].printed.value != "never"


def test_a_check_is_a_function_a_row_and_three_texts() -> None:
    namespace: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "docs/extending.md", "exec"), namespace)
    rule: Rule = namespace["RULE"]
    form = load_folder(FORMS)["KS", Layout.C1]
    assert rule.applies("KS", Layout.C1)
    around = about("KS", "C1")
    same = values({"child_full_name": "Nông Văn Thành", "signer_name": "Nông Văn Thanh"})
    found = list(rule.judge(Entry(form, same, around)))
    assert [(flag.rule, flag.severity, flag.fields) for flag in found] == [
        ("V90", Severity.W, ("child_full_name", "signer_name"))
    ]
    other = values({"child_full_name": "Nông Văn Thành", "signer_name": "Lý Văn Thành"})
    assert not list(rule.judge(Entry(form, other, around)))
    texts = tomllib.loads(blocks("toml")[1])
    assert set(texts) == {"V90", "V90_source", "V90_flag"}
    assert texts["V90_flag"]["vi"].format_map(found[0].params).startswith("Nông Văn Thanh vừa là")


def test_a_kind_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "godparents.toml").write_text(blocks("toml")[2], encoding="utf-8")
    form = load_folder(tmp_path)["DD", Layout.D]
    assert [role.name for role in form.roles if role.main] == ["child"]
    written = values({"child_full_name": "Nông Văn An", "godparent_full_name": "Lý Thị Mai"})
    assert [(k.subject, k.relation, k.object) for k in kinships(form, written)] == [
        ("godparent", "guardian_of", "child")
    ]


def test_a_slip_in_a_form_is_named(tmp_path: Path) -> None:
    wrong = blocks("toml")[2].replace('"full_name", "birth_date", "sex"', '"full_name", "birth_daet", "sex"')
    (tmp_path / "godparents.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(FormError, match="birth_daet"):
        load_folder(tmp_path)
