"""The real `hotich centre serve`, a process of its own: what it does when it is told to end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import pytest

from sync.centre.database import CentreUnreachable, Database
from sync.centre.serve import AddressUnusable, CertificateMissing, CertificateWrong, serve
from sync.centre.tokens import issue
from sync.protocol import BatchAnswer, encode
from tests.sync.revisions import OFFICE, batch, birth

_START = "import sys; from tui.cli import main; main()"
_ROOT = Path(__file__).parent.parent.parent.parent


@dataclass(frozen=True)
class Served:
    """A centre in a process of its own, its port, and a token of an office."""

    process: subprocess.Popen[bytes]
    port: int
    token: str


@pytest.fixture
def served(centre_url: str) -> Iterator[Served]:
    """The centre over HTTP, once it answers."""
    database = Database.open(centre_url)
    token = issue(database, OFFICE)
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    environment = os.environ | {
        "HOTICH_CENTRE_DATABASE": centre_url,
        "HOTICH_LANG": "en",
        "PYTHONPATH": str(_ROOT),
    }
    command = [sys.executable, "-c", _START, "centre", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while refuses(port):
            assert process.poll() is None
            time.sleep(0.02)
        assert httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=60).is_success
        yield Served(process, port, token)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def under_way(served: Served, body: bytes) -> Iterator[socket.socket]:
    """A push whose head the centre has read; it has said that it waits for `body`."""
    head = (
        f"POST /v1/offices/{OFFICE}/revisions HTTP/1.1\r\nHost: centre\r\nAuthorization: Bearer {served.token}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
        line.sendall(head.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 100 ")
        yield line


def read_all(line: socket.socket) -> bytes:
    """What comes until the other end closes."""
    told = bytearray()
    while chunk := line.recv(65536):
        told += chunk
    return bytes(told)


def refuses(port: int) -> bool:
    """True where nobody listens any more."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except ConnectionError:
        return True
    return False


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_finishes_what_is_under_way_and_takes_nothing_new(
    served: Served, centre_url: str, told: signal.Signals
) -> None:
    body = encode(batch(*(birth(number) for number in range(1, 21))))
    with under_way(served, body) as first, under_way(served, body) as second:
        first.sendall(body[:1000])
        served.process.send_signal(told)
        while not refuses(served.port):
            pass
        assert served.process.poll() is None  # it waits for those it has begun with
        answers = []
        for line, rest in ((first, body[1000:]), (second, body)):
            line.sendall(rest)
            head, _, answer = read_all(line).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            answers.append({one.outcome for one in msgspec.json.decode(answer, type=BatchAnswer).answers})
    assert answers == [{"stored"}, {"already"}]
    _, said = served.process.communicate(timeout=60)
    assert served.process.returncode == 0
    assert b"every request under way was finished" in said
    kept = Database.open(centre_url)
    with kept.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM revision").scalar_one() == 20
    kept.close()


def test_a_port_in_use_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(AddressUnusable, match=f"127.0.0.1:{port}: cổng đang có chương trình khác dùng"):
            serve(url, port=port)
    with pytest.raises(AddressUnusable, match="máy này không có địa chỉ đó"):
        serve(url, host="192.0.2.1", port=0)
    assert not (tmp_path / "centre.db").exists()


def test_without_a_certificate_there_is_no_authority_for_clients(tmp_path: Path) -> None:
    """It was plain HTTP with anybody."""
    paper = tmp_path / "paper.pem"
    paper.write_text("none", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with pytest.raises(CertificateMissing):
        serve(url, port=0, client_ca=paper)
    with pytest.raises(CertificateMissing):
        serve(url, port=0, key=paper)
    with pytest.raises(CertificateWrong, match="không phải chứng thư hoặc khóa dùng được"):
        serve(url, port=0, certificate=paper, key=paper)


def test_a_database_that_does_not_open_is_named(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but some text", encoding="utf-8")
    for url in (
        f"sqlite:///{tmp_path / 'no folder' / 'centre.db'}",
        f"sqlite:///{tmp_path / 'text'}",
        "postgresql+psycopg://hotich:secret@127.0.0.1:1/centre",
    ):
        with pytest.raises(CentreUnreachable) as told:
            Database.open(url)
        assert "secret" not in str(told.value)


def test_a_trial_database_is_nobody_elses_to_read(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'centre.db'}")
    with database.read():
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    database.close()
