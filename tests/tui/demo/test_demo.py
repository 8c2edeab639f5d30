"""The demo: invented pages the program takes as they are, accounts that work, an office that opens; nothing outside needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

from registers.catalogue import Language
from registers.checks import Severity
from registers.form import load
from registers.kinds import PositionState
from registers.workflow import EntryState, Role
from storage import accounts, books, chain, decisions, entries, positions
from storage.engine import Store
from storage.intake import Intake
from tui import config
from tui.demo import office, paper
from tui.demo.people import MAN, WOMAN, Commune


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> office.Office:
    """A demo."""
    return office.make(tmp_path_factory.mktemp("demo") / "home")


@pytest.fixture
def store(made: office.Office) -> Store:
    """Its store."""
    return Store.open(made.home.store_url, create=False)


def test_the_same_seed_gives_the_same_pages_and_another_others() -> None:
    assert paper.pages() == paper.pages()
    assert paper.pages() != paper.pages(seed=1)


def test_people_fit_each_other() -> None:
    commune = Commune(Random(5), paper.HAMLETS)
    for _ in range(200):
        couple = commune.couple(date(2008, 5, 5))
        assert (couple.man.sex, couple.woman.sex) == (MAN, WOMAN)
        assert 19 <= 2008 - couple.woman.born.year <= 27
        child = commune.child(couple, date(2009, 5, 5))
        assert child.name.split()[0] == couple.man.name.split()[0]
        assert (child.group, child.hamlet, child.id_no) == (couple.man.group, couple.man.hamlet, "")
        assert couple.at_home.woman.hamlet == child.hamlet  # one home on the child's page, as the keying expects


@pytest.mark.parametrize("book", paper.BOOKS, ids=lambda book: book.id)
def test_every_page_can_be_read_as_text(book: paper.Book) -> None:
    for page in paper.pages()[book.id]:
        text = paper.render(page)
        form = load(page.kind, book.layout)
        for name, value in page.values.items():
            assert f"{form[name].label.vi}: {value}" in text
        if page.state is not PositionState.NORMAL:
            assert page.state.label.vi in text


def test_the_pages_lie_beside_the_store_one_file_a_book(made: office.Office) -> None:
    assert {path.stem for path in made.pages.glob("*.txt")} == {book.id for book in paper.BOOKS}
    text = (made.pages / "01687-KH-2017-01.txt").read_text(encoding="utf-8")
    assert text.count("SỔ ĐĂNG KÝ KẾT HÔN") == 8


def test_the_office_has_books_at_every_stage(made: office.Office, store: Store) -> None:
    assert (made.keyed, made.approved) == (22, 8)
    kept = {book.id: (book.keyed, book.approved) for book in books.list_books(store)}
    assert kept == {book.id: (book.keyed, book.approved) for book in paper.BOOKS}
    first = books.next_book(store, today=store.today())
    assert first is not None
    assert first.book.id == paper.BOOKS[0].id
    states = {row.state for book in paper.BOOKS for row in positions.list_positions(store, book.id)}
    assert states == {EntryState.KEYED, EntryState.APPROVED, EntryState.RETURNED}
    assert chain.verify(store).ok
    store.close()


def test_everybody_can_sign_in_with_what_the_sign_in_shows(made: office.Office, store: Store) -> None:
    notice = config.load(made.home.config, {}).notice
    assert "Bản dùng thử" in notice.vi
    assert "Bản dùng thử" not in notice.en
    for language in Language:
        said = notice.within(language)
        assert office.PASSWORD in said
        assert str(made.pages) in said
        assert all(f"{name} ({role.label.within(language)})" in said for name, role in office.ACCOUNTS)
    for name, role in office.ACCOUNTS:
        assert accounts.sign_in(store, name, office.PASSWORD).role is role
    assert {role for _, role in office.ACCOUNTS} == set(Role)
    store.close()


def test_every_page_can_be_keyed_and_no_check_stops_it(store: Store) -> None:
    lan = accounts.get(store, "lan").account_id
    intake = Intake(store, lan, reason="")
    written = paper.pages()
    for book in paper.BOOKS:
        intake.take(book.id, [office._as_file_page(page) for page in written[book.id]])
    assert len(intake.report.refused) == 1, "of the entry sent back the page says something else than what is stored"
    assert intake.report.imported + intake.report.unchanged == sum(book.entries for book in paper.BOOKS) - 1
    rows = [row for book in paper.BOOKS for row in positions.list_positions(store, book.id)]
    assert not [flag for row in rows for flag in row.flags if flag.severity is not Severity.I]
    for row in rows:
        for name, value in entries.load(store, str(row.entry_id)).values.items():
            assert value.normalised or value.mark, f"{row.position} {name}: {value.as_written}"
    store.close()


def test_the_entry_sent_back_says_something_else_than_its_page(store: Store) -> None:
    page = paper.pages()[office.RETURNED][office.SLIP - 1]
    row = positions.list_positions(store, office.RETURNED)[office.SLIP - 1]
    entry = entries.load(store, str(row.entry_id))
    assert entry.state is EntryState.RETURNED
    assert set(decisions.comments(store, entry.id)) == {office.SLIP_IN}
    differing = [name for name, text in page.values.items() if entry.values[name].as_written != text]
    assert differing == [office.SLIP_IN]
    store.close()


def test_a_demo_that_fails_halfway_leaves_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(office, "_send_one_back", broken)
    with pytest.raises(OSError, match="no space"):
        office.make(tmp_path / "home")
    assert not office.is_one(tmp_path / "home")


def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parent.parent.parent.parent
    return subprocess.run(
        [sys.executable, "-c", "from tui.cli import main; main()", "demo", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(cwd), "HOTICH_LANG": "en"},
        check=False,
        timeout=120,
    )


def test_without_a_terminal_it_says_how_to_open_the_demo(tmp_path: Path) -> None:
    done = _run("--keep", "mine", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"HOTICH_HOME={tmp_path / 'mine'} hotich" in done.stdout
    assert office.PASSWORD in done.stdout
    again = _run("--keep", "mine", "--print", "--json", cwd=tmp_path)
    document = json.loads(again.stdout)
    assert document["home"] == str(tmp_path / "mine")
    assert [account["name"] for account in document["accounts"]] == ["lan", "minh", "admin", "auditor"]
    assert Path(document["pages"]).is_dir()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    done = _run("--keep", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
