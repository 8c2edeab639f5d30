"""The rules as a page of documentation, made from their table and the catalogue, so that neither can go its own way."""

from __future__ import annotations

from collections.abc import Iterator

from registers.catalogue import Label, entries
from registers.checks.rule import ALL_LAYOUTS, Rule
from registers.checks.rules import RULES

_HEAD = """# Checks

Made from the table of rules by `python -m registers.checks > docs/checks.md`; do not edit by hand.

The paper wins, so a rule raises a flag and leaves the value alone. **E** stops saving until the value is put right, a
reason is given, or the value is marked doubtful (the page really says so; it is then a W). **W** is shown to the clerk and
to the reviewer, **I** only informs. A date known in part is flagged only where no reading of it satisfies the rule; what is
illegible, torn or written as unknown is never flagged as missing.

| Rule | Severity | Registers | Layouts | What it demands | Source |
|---|---|---|---|---|---|
"""


def as_markdown() -> str:
    """The page: a table of all rules, then each with its texts in both languages."""
    return _HEAD + "".join(map(_row, RULES)) + "".join(map(_section, RULES))


def _row(rule: Rule) -> str:
    severity = "/".join(severity.value for severity in rule.severities)
    kinds = " ".join(rule.kinds) or "all"
    layouts = "all" if rule.layouts == ALL_LAYOUTS else " ".join(rule.layouts)
    return f"| [{rule.id}](#{rule.id.lower()}) | {severity} | {kinds} | {layouts} | {rule.summary.en} | {rule.source.en} |\n"


def _section(rule: Rule) -> str:
    texts = "".join(f"- {text.vi}\n  *{text.en}*\n" for text in texts_of(rule))
    return f"\n## {rule.id}\n\n{rule.summary.vi} ({rule.source.vi})\n\n{texts}"


def texts_of(rule: Rule) -> Iterator[Label]:
    """The texts of the rule's flags, in the catalogue's order."""
    for name, text in entries("checks").items():
        if name.startswith(f"{rule.id}_") and not name.endswith("_source"):
            yield text
