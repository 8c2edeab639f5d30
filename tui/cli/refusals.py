"""Why a command refuses what it was told on the command line."""

from __future__ import annotations

from typing import ClassVar

from registers.errors import HotichError


class PasswordUnasked(HotichError):
    """There is no terminal to ask for a password at, and `--password-stdin` was not given."""

    key: ClassVar[str] = "cli.password_unasked"


class FileUnusable(HotichError):
    """A file cannot be read or written. Values: `path`, `problem`."""

    key = "cli.file_unusable"


class FileTaken(HotichError):
    """There is a file a command must not overwrite. Values: `path`."""

    key = "cli.file_taken"


class FileOfTheHome(HotichError):
    """A file would be written among those the program keeps for the office. Values: `path`."""

    key = "cli.file_of_the_home"


class FolderTaken(HotichError):
    """A folder for the demo holds something else. Values: `path`."""

    key = "cli.folder_taken"


class RestoreFromWhat(HotichError):
    """Neither a backup nor the centre was named to restore from, or both were."""

    key = "push.restore_from_what"
