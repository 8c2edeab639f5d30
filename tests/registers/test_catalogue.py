"""The catalogue's files: what is wrong with one is said with the file and the key, before any screen needs it."""

from __future__ import annotations

import string

import pytest

from registers import catalogue
from registers.catalogue import CatalogueWrong, Label, Language

_GOOD = '[a]\nvi = "một"\nen = "one"\n\n[b]\nvi = """\n[a] hai"""\nen = "two"\n'


def test_a_file_is_read_by_name() -> None:
    assert catalogue.read("x.toml", _GOOD)["a"] == Label("một", "one")
    assert catalogue.read("x.toml", _GOOD)["b"] == Label("[a] hai", "two")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_GOOD + '[a]\nvi = "ba"\nen = "three"\n', "x.toml: given twice: a"),
        ('[a]\nvi = "một"\nvi = "hai"\nen = "one"\n', "x.toml: "),
        ('[a]\nvi = "một"\n', "x.toml: a needs vi and en"),
        ('[a]\nvi = "một"\nen = "one"\nfr = "un"\n', "x.toml: a needs vi and en"),
        ('a = "một"\n', "x.toml: a needs vi and en"),
        ("[a\n", "x.toml: "),
    ],
)
def test_a_wrong_file_is_named_with_its_key(text: str, says: str) -> None:
    with pytest.raises(CatalogueWrong) as wrong:
        catalogue.read("x.toml", text)
    assert str(wrong.value).startswith(says)


def test_every_file_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key given twice in one file of many shows without anybody asking for it."""
    real = catalogue.read
    monkeypatch.setattr(
        catalogue,
        "read",
        lambda file, text: real(file, text + ('\n[stopped]\nvi = ""\nen = ""\n' * (file == "push.toml"))),
    )
    catalogue._area.cache_clear()
    try:
        with pytest.raises(CatalogueWrong, match=r"push\.toml: given twice: stopped"):
            catalogue.load_all()
    finally:
        catalogue._area.cache_clear()


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 drafts are"), (1, "1 draft is"), ("1", "1 draft is"), (21, "21 drafts are")]
)
def test_a_word_agrees_with_its_number(count: object, said: str) -> None:
    assert catalogue.say("plan.still_drafts", Language.EN, count=count) == f"{said} not finished."
    assert catalogue.say("plan.still_drafts", Language.VI, count=count).startswith(f"Còn {count}")


@pytest.mark.parametrize("area", catalogue.areas())
def test_words_that_agree_are_two_and_their_number_is_given_beside_them(area: str) -> None:
    for name, text in catalogue.entries(area).items():
        for written in (text.vi, text.en):
            places = [place for _, place, _, _ in string.Formatter().parse(written) if place]
            for place in places:
                number, *words = place.split("|")
                assert len(words) in (0, 2), f"{area}.{name}: {place}"
                assert not words or number in places, f"{area}.{name}: {place}"
