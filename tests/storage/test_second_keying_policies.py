"""The figures behind choosing fields by measured risk: on the sample books it costs less than keying all again, and leaves no more."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bench import second_keying


def test_choosing_by_measured_risk_beats_keying_everything_again(sample_books: Path) -> None:
    told = second_keying.run(Namespace(books=sample_books, seed=second_keying.SEED))
    policies = {policy["name"]: policy for policy in told["policies"]}
    adaptive, full = policies["adaptive"], policies["full"]
    assert adaptive["injected"] == full["injected"] > 50
    assert adaptive["keys_ratio"] < 0.95 * full["keys_ratio"]
    assert adaptive["residual_per_10000_fields"] <= full["residual_per_10000_fields"]
    assert policies["approval only"]["found"] < policies["key fields"]["found"] < adaptive["found"]
    assert policies["sample"]["keys_ratio"] < policies["key fields"]["keys_ratio"] < adaptive["keys_ratio"]
