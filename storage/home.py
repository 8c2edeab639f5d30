"""Where one office's program keeps everything: the folder HOTICH_HOME and the addresses inside it."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from storage.errors import StoreFull, StoreReadOnly

PRIVATE_FOLDER = 0o700
"""Personal data lies inside: nobody but the service account looks in."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one office; `database` is HOTICH_DATABASE, "" where the store lies in the folder."""

    path: Path
    database: str = ""

    @classmethod
    def find(cls, environment: Mapping[str, str] = os.environ) -> Home:
        """The home HOTICH_HOME names, else the platform's place for this program's data."""
        named = environment.get("HOTICH_HOME", "")
        path = Path(named).expanduser() if named else Path(platformdirs.user_data_dir("hotich", appauthor=False))
        return cls(path.absolute(), environment.get("HOTICH_DATABASE", ""))

    @property
    def store_url(self) -> str:
        """The store's address: HOTICH_DATABASE, else the file `store.db` of this folder."""
        return self.database or f"sqlite:///{self.path / 'store.db'}"

    @property
    def drafts(self) -> Path:
        """Journals of what is being typed, one file a position."""
        return self.path / "drafts"

    @property
    def logs(self) -> Path:
        """The program's own logs, without personal data."""
        return self.path / "logs"

    @property
    def learned(self) -> Path:
        """What suggestions learned from the entries; made anew from them where it is missing."""
        return self.path / "learned"

    @property
    def config(self) -> Path:
        """Settings of this installation (TOML)."""
        return self.path / "config.toml"

    @property
    def keymap(self) -> Path:
        """The keys a user changed (TOML)."""
        return self.path / "keymap.toml"

    def make(self) -> None:
        """Make the folders that are missing, private to this account of the machine. Raises StoreReadOnly, StoreFull."""
        for folder in (self.path, self.drafts, self.logs):
            try:
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            except OSError as error:
                full = error.errno in (errno.ENOSPC, errno.EDQUOT)
                raise (StoreFull if full else StoreReadOnly)(where=folder) from error
