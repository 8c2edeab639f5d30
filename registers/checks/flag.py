"""What a rule says about an entry: a flag, with its reason in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any

from registers.catalogue import Label, label
from registers.dates import with_slashes
from registers.text import lower_first

_ENGLISH = ".en"  # a place that differs between the languages keeps its English twin under "<place>.en"


class Severity(StrEnum):
    """How grave a flag is. The paper wins, so only what can hardly be anything but a keying slip blocks."""

    E = "E"
    W = "W"
    I = "I"  # noqa: E741  the letter officials and screens use

    @property
    def label(self) -> Label:
        """The severity in words."""
        return label(f"checks.severity_{self.value}")


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `fields` are those it concerns, gravest first; `params` fill the places of its text.

    `case` tells the texts of one rule apart (`late`, `early`). `params` holds plain strings only, so that a flag can be
    kept as JSON and read again in either language.
    """

    rule: str
    severity: Severity
    fields: tuple[str, ...]
    params: Mapping[str, str] = dataclass_field(default_factory=dict, hash=False)
    case: str = ""

    @property
    def key(self) -> str:
        """What a reason is kept under: the rule and the field it speaks of, `V7:child_birth_date`; the rule where it has none."""
        return f"{self.rule}:{self.fields[0]}" if self.fields else self.rule

    def explained(self, reasons: Mapping[str, str]) -> str:
        """The reason given that the value stands, "" where none was. One given for the rule alone speaks for each of its flags."""
        return reasons.get(self.key) or reasons.get(self.rule, "")

    @property
    def message(self) -> Label:
        """What is odd and why, in both languages; `str()` gives it in the current one."""
        text = _text(self.rule, self.case)
        params = {place: with_slashes(said) for place, said in self.params.items()}
        return Label(
            text.vi.format_map(_Places(params)),
            text.en.format_map(_Places({**params, **_english(params)})),
        )

    def to_json(self) -> dict[str, Any]:
        """The flag as plain JSON values."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "fields": list(self.fields),
            "params": dict(self.params),
            "case": self.case,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Flag:
        """The flag `to_json` wrote."""
        return cls(
            kept["rule"], Severity(kept["severity"]), tuple(kept["fields"]), dict(kept["params"]), kept.get("case", "")
        )


def named(place: str, text: Label) -> dict[str, str]:
    """The params that fill `place` with `text`, each language its own."""
    return {place: text.vi, place + _ENGLISH: text.en}


def inside(text: Label) -> Label:
    """The text as it stands inside a sentence: `Mẹ` → `mẹ`."""
    return Label(lower_first(text.vi), lower_first(text.en))


def _text(rule: str, case: str) -> Label:
    """The text of a flag; that of its rule where an older version kept a case this one no longer has."""
    for key in (f"checks.{rule}_{case}" if case else f"checks.{rule}_flag", f"checks.{rule}"):
        try:
            return label(key)
        except KeyError:
            continue
    return Label(rule, rule)


def _english(params: Mapping[str, str]) -> dict[str, str]:
    return {place.removesuffix(_ENGLISH): text for place, text in params.items() if place.endswith(_ENGLISH)}


class _Places(dict[str, str]):
    """Places of a text; one that an older flag does not know shows as an ellipsis instead of failing."""

    def __missing__(self, place: str) -> str:
        return "…"
