"""`hotich push`, `outbox`, `centre token` and `restore --from-centre` against a real centre."""

from __future__ import annotations

import json
import shutil
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
import structlog
from typer.testing import CliRunner

from bench.offices import OFFICE, birth_book, key, office_with
from storage.engine import Store, in_vietnam
from sync.centre.app import create_app
from sync.centre.database import Database
from sync.pusher import push_once
from tests.sync.serving import serving
from tests.tui.cli.conftest import Hotich, Ran
from tui.cli.app import build

app = build()


@pytest.fixture
def centre_url(tmp_path: Path) -> str:
    """A centre's database of one's own."""
    return f"sqlite:///{tmp_path / 'centre.db'}"


@pytest.fixture
def address(centre_url: str) -> Iterator[str]:
    """The centre, served; its log lines would land on the stdout of the command under test."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with serving(create_app(Database.open(centre_url))) as served:
        yield served
    structlog.reset_defaults()


@pytest.fixture
def token(hotich: Hotich, centre_url: str) -> str:
    """A token of the office, as the province's operator issues it."""
    made: str = hotich("centre", "token", "issue", OFFICE, "--database", centre_url, "--json").document["token"]
    return made


def pushing(home: Path, token: str, *arguments: str) -> Ran:
    """`hotich push --token-stdin --json` with the token on stdin."""
    ran = CliRunner().invoke(
        app, ["push", "--token-stdin", "--json", *arguments], input=f"{token}\n", env={"HOTICH_HOME": str(home)}
    )
    return Ran(ran.exit_code, ran.stdout, ran.stderr)


@pytest.fixture
def keyed(home: Path) -> int:
    """Five births wait in the outbox."""
    store = Store.open(f"sqlite:///{home / 'store.db'}")
    office_with(store, 5)
    store.close()
    return 5


def test_a_push_of_several_batches_tells_how_far_it_is(
    home: Path, keyed: int, address: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert push_once.__kwdefaults__
    monkeypatch.setitem(push_once.__kwdefaults__, "batch", 2)
    told = pushing(home, token, "--centre", address).err.splitlines()
    assert [line for line in told if "/" in line] == [f"Đang gửi: {done}/{keyed} lần ghi." for done in (2, 4)]


def test_pushing_sends_what_waits_and_remembers_the_centre(
    hotich: Hotich, home: Path, keyed: int, address: str, token: str
) -> None:
    assert hotich("outbox", "--json").document["waiting"] == keyed
    first = pushing(home, token, "--centre", address)
    assert (first.code, first.document["stored"], first.document["waiting"]) == (0, keyed, 0)
    assert set(first.document) == {
        "waiting", "sent", "stored", "already", "refused", "conflict", "attention", "next_try",
        "log_differs",
    }  # fmt: skip
    kept = home / "centre.toml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert tomllib.loads(kept.read_text()) == {"address": address, "tokens": {OFFICE: token}}
    assert token not in first.out + first.err
    again = hotich("push", "--json")  # nothing to say about centre or token any more
    assert (again.code, again.document["stored"], again.document["sent"]) == (0, 0, keyed)


def test_pushing_without_a_centre_says_how_to_get_one(hotich: Hotich, keyed: int) -> None:
    ran = hotich("push", "--json")
    assert (ran.code, ran.document["why"]) == (2, "push.no_centre")
    assert hotich("outbox", "--json").document["waiting"] == keyed
    told = hotich("outbox").out
    assert "Chưa khai báo trung tâm" in told
    assert "Gửi được ngay" not in told


def test_how_the_outbox_stands_is_told_whatever_is_wrong_with_the_centre(
    hotich: Hotich, home: Path, keyed: int
) -> None:
    (home / "centre.toml").write_text("address = [", encoding="utf-8")
    assert hotich("push", "--json").document["why"] == "push.link_wrong"
    assert hotich("outbox", "--json").document["waiting"] == keyed


@pytest.mark.parametrize("given", ["", "secret", "hotich_01693_xyz"])
def test_a_token_that_is_none_is_not_kept(home: Path, keyed: int, address: str, given: str) -> None:
    ran = pushing(home, given, "--centre", address)
    assert (ran.code, ran.document["why"]) == (2, "push.bad_token")
    assert not (home / "centre.toml").exists()


def test_a_revoked_token_stops_with_three_and_everything_waits(
    hotich: Hotich, home: Path, keyed: int, address: str, token: str, centre_url: str
) -> None:
    revoked = hotich("centre", "token", "revoke", OFFICE, "--database", centre_url, "--json")
    assert revoked.document == {"office": OFFICE, "revoked": 1}
    ran = pushing(home, token, "--centre", address)
    assert (ran.code, ran.document["why"]) == (3, "push.stopped")
    assert hotich("outbox", "--json").document["waiting"] == keyed


def test_a_line_that_fails_is_one_and_says_when_it_goes_on(hotich: Hotich, home: Path, keyed: int, token: str) -> None:
    ran = pushing(home, token, "--centre", "http://127.0.0.1:9")
    assert (ran.code, ran.document["waiting"], ran.document["why"]) == (1, keyed, "ConnectError")
    assert ran.document["next_try"]


def test_a_corrected_address_or_token_is_tried_at_once(
    hotich: Hotich, home: Path, keyed: int, address: str, token: str
) -> None:
    no_token = f"hotich_{OFFICE}_{'0' * 12}_{'0' * 64}"
    assert pushing(home, no_token, "--centre", address).document["why"] == "push.stopped"
    waits = hotich("push")
    assert (waits.code, "không nhận khóa truy cập" in waits.out) == (1, True)  # nothing was sent, and why
    assert pushing(home, token, "--centre", "http://127.0.0.1:9").document["why"] == "ConnectError"
    mended = pushing(home, token, "--centre", address)
    assert (mended.code, mended.document["stored"], mended.document["waiting"]) == (0, keyed, 0)


def test_a_file_of_tls_is_found_from_another_folder(
    home: Path, keyed: int, address: str, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service begins elsewhere than who typed the command."""
    shutil.copy(certifi.where(), tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    assert pushing(home, token, "--centre", address, "--authority", "ca.pem").code == 0
    monkeypatch.chdir("/")
    assert pushing(home, token).code == 0


def test_tokens_are_listed_without_their_secret(hotich: Hotich, token: str, centre_url: str) -> None:
    ran = hotich("centre", "token", "list", "--database", centre_url, "--json")
    [row] = ran.document
    assert (row["office"], row["revoked_at"]) == (OFFICE, "")
    issued = f"{in_vietnam(row['issued_at']):%d/%m/%Y %H:%M:%S}"
    assert issued in hotich("centre", "token", "list", "--database", centre_url).out
    assert token.rsplit("_", 1)[1] not in ran.out
    unknown = hotich("centre", "token", "issue", "99999", "--database", centre_url, "--json")
    assert (unknown.code, unknown.document["why"]) == (2, "centre.unknown_office")


def test_a_lost_office_comes_back_from_the_centre(
    hotich: Hotich, home: Path, keyed: int, address: str, token: str, tmp_path: Path
) -> None:
    pushing(home, token, "--centre", address)
    for file in home.glob("store.db*"):
        file.unlink()
    ran = hotich("restore", "--from-centre", "--json")
    [office] = ran.document["offices"]
    assert (ran.code, office["entries"], office["revisions"], office["gaps"]) == (0, keyed, keyed, [])
    assert hotich("audit", "verify", "--json").document["ok"]
    again = hotich("restore", "--from-centre", "--json")
    assert (again.code, again.document["why"]) == (2, "push.rebuild_in_work")
    assert hotich("restore").code == 2


def test_an_office_that_lost_its_folder_says_where_the_centre_is_and_rebuilds(
    home: Path, keyed: int, address: str, token: str, tmp_path: Path
) -> None:
    """`restore` asked to name the centre with `push`, and `push` asked for a store."""
    pushing(home, token, "--centre", address)
    empty = tmp_path / "empty"
    kept = pushing(empty, token, "--centre", address)
    assert (kept.code, kept.document) == (0, {"kept": True})
    assert "hotich restore --from-centre" in kept.err
    ran = CliRunner().invoke(app, ["restore", "--from-centre", "--json"], env={"HOTICH_HOME": str(empty)})
    assert (ran.exit_code, json.loads(ran.stdout)["offices"][0]["entries"]) == (0, keyed)


def test_more_that_is_keyed_waits_for_the_next_push(
    hotich: Hotich, home: Path, keyed: int, address: str, token: str
) -> None:
    pushing(home, token, "--centre", address)
    store = Store.open(f"sqlite:///{home / 'store.db'}")
    from storage import accounts

    key(store, birth_book().id, accounts.get(store, f"lan-{OFFICE}").account_id, [6, 7])
    store.close()
    assert hotich("push", "--json").document["stored"] == 2
