"""The wire under TLS: the office trusts the authority it was told, the centre lets in machines with a certificate of its own."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bench.offices import OFFICE, office_with
from storage import outboxstatus
from storage.engine import Store
from sync.attention import reason
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.centre.serve import tls
from sync.centre.tokens import issue
from sync.link import Link, LinkWrong
from sync.pusher import Backoff, push_once
from sync.transport import Failed
from tests.sync.serving import serving

_OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(_OPENSSL is None, reason="no openssl to make certificates with")
_EXTENSIONS = """
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[end]
subjectAltName = IP:127.0.0.1
authorityKeyIdentifier = keyid
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, a certificate of the centre and one of the office by it, and one by a stranger."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "extensions").write_text(_EXTENSIONS)
    for name, authority in (
        ("ca", "ca"),
        ("centre", "ca"),
        ("office", "ca"),
        ("other", "other"),
        ("stranger", "other"),
    ):
        _certify(folder, name, authority)
    return folder


def _certify(folder: Path, name: str, authority: str) -> None:
    """Make `name`.key and `name`.pem, signed by `authority`, which may be itself."""
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]
    signed = [] if name == authority else ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key"]
    _openssl(
        folder, "req", "-x509", *made, *signed, "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}",
        "-config", "extensions", "-extensions", "ca" if name == authority else "end",
    )  # fmt: skip


def _openssl(folder: Path, *arguments: str) -> None:
    assert _OPENSSL is not None
    subprocess.run([_OPENSSL, *arguments], cwd=folder, check=True, capture_output=True)


def test_only_machines_with_a_certificate_of_the_authority_push(
    office: Store, database: Database, papers: Path
) -> None:
    office_with(office, 2)
    app = create_app(database, rate=1e6, burst=10**6)
    with serving(app, **tls(papers / "centre.pem", papers / "centre.key", papers / "ca.pem")) as address:
        bare = Link(address, {OFFICE: issue(database, OFFICE)}, authority=str(papers / "ca.pem"))
        good = _with(bare, papers, "office")
        for link in (bare, _with(bare, papers, "stranger"), replace(good, authority=str(papers / "other.pem"))):
            assert _pushed(office, link) == (1, 0)
        assert outboxstatus.status(office).waiting == 2
        assert _pushed(office, good) == (0, 2)


def _with(link: Link, papers: Path, name: str) -> Link:
    return replace(link, certificate=str(papers / f"{name}.pem"), key=str(papers / f"{name}.key"))


def _pushed(store: Store, link: Link) -> tuple[int, int]:
    """Failures of the line, and revisions stored."""
    (line,) = link.lines()
    sent = push_once(store, line, pusher="a", backoff=Backoff(lambda _low, _high: 0.0))
    line.close()
    return sent.failures, sent.stored


def test_an_authority_the_system_does_not_know_is_no_broken_line(database: Database, papers: Path) -> None:
    app = create_app(database, rate=1e6, burst=10**6)
    with serving(app, **tls(papers / "centre.pem", papers / "centre.key", None)) as address:
        (line,) = Link(address, {OFFICE: issue(database, OFFICE)}, authority=str(papers / "other.pem")).lines()
        failed = line.revisions("", 1)
        line.close()
    assert isinstance(failed, Failed)
    assert "--authority" in reason(failed.why)


def test_a_certificate_that_is_none_is_told(papers: Path) -> None:
    link = Link("https://127.0.0.1", {OFFICE: "t"}, certificate=str(papers / "extensions"))
    with pytest.raises(LinkWrong):
        link.lines()
