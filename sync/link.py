"""Where the centre is and what this installation's offices push with: `centre.toml` in HOTICH_HOME, readable by nobody else."""

from __future__ import annotations

import os
import re
import socket
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from registers.catalogue import label
from registers.errors import HotichError
from registers.systemfaults import problem_of
from sync.transport import Line

_FILE = "centre.toml"
_PRIVATE = 0o600
_TOKEN = re.compile(r"hotich_([0-9]{2,5})_[0-9a-f]{12}_[0-9a-f]{64}")


class NoCentre(HotichError):
    """Nobody has told this installation where the centre is."""

    key: ClassVar[str] = "push.no_centre"


class BadToken(HotichError):
    """What was given is no token of a centre."""

    key = "push.bad_token"


class LinkWrong(HotichError):
    """The file, or a certificate it names, cannot be used. Values: `file`, `problem`."""

    key = "push.link_wrong"


@dataclass(frozen=True, slots=True)
class Link:
    """The centre's address, one token an office, and files of TLS: the authority to trust, this client's own certificate."""

    address: str = ""
    tokens: Mapping[str, str] = field(default_factory=dict)
    authority: str = ""
    certificate: str = ""
    key: str = ""

    def with_token(self, token: str) -> Link:
        """The same with one more token; it names the office it is for. Raises BadToken."""
        shape = _TOKEN.fullmatch(token.strip())
        if shape is None:
            raise BadToken
        return replace(self, tokens={**self.tokens, shape[1]: token.strip()})

    @property
    def known(self) -> bool:
        """True once the centre's address and a token of it were given."""
        return bool(self.address and self.tokens)

    def lines(self) -> list[Line]:
        """A line for each office. Raises NoCentre, BadCentreAddress, LinkWrong."""
        if not self.known:
            raise NoCentre
        trust = self._trust()
        return [Line(self.address, office, token, verify=trust) for office, token in sorted(self.tokens.items())]

    def _trust(self) -> ssl.SSLContext | bool:
        if not self.authority and not self.certificate:
            return True
        try:
            trust = ssl.create_default_context(cafile=self.authority or None)
            if self.certificate:
                trust.load_cert_chain(self.certificate, self.key or None)
        except OSError as wrong:  # an ssl.SSLError is one
            problem = label("errors.no_certificate") if isinstance(wrong, ssl.SSLError) else problem_of(wrong)
            raise LinkWrong(file=self.certificate or self.authority, problem=problem) from wrong
        return trust


def load(home: Path) -> Link:
    """The link kept in `home`; an empty one where none is. Raises LinkWrong."""
    path = home / _FILE
    if not path.is_file():
        return Link()
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        tokens = {str(office): str(token) for office, token in table.pop("tokens", {}).items()}
        return Link(tokens=tokens, **table)
    except OSError as wrong:
        raise LinkWrong(file=path, problem=problem_of(wrong)) from wrong
    except (ValueError, TypeError, AttributeError) as wrong:
        raise LinkWrong(file=path, problem=label("errors.content_wrong")) from wrong


def is_known(home: Path) -> bool:
    """True where somebody told the installation in `home` of a centre, rightly or wrongly: what is wrong a push says."""
    try:
        return load(home).known
    except LinkWrong:
        return True


def save(home: Path, link: Link) -> None:
    """Keep `link` in `home`, whole or not at all, for this account of the machine only. Raises LinkWrong."""
    path = home / _FILE
    fresh = path.with_name(f"{_FILE}.new")
    lines = [
        f"{name} = {_quoted(value)}"
        for name in ("address", "authority", "certificate", "key")
        if (value := getattr(link, name))
    ]
    lines += ["", "[tokens]", *(f"{office} = {_quoted(token)}" for office, token in sorted(link.tokens.items()))]
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        fresh.replace(path)
    except OSError as wrong:
        raise LinkWrong(file=path, problem=problem_of(wrong)) from wrong


def pusher_name() -> str:
    """A name no other pusher of the store has, now or later."""
    return f"{socket.gethostname()} {os.getpid()} {os.urandom(4).hex()}"


def _quoted(value: str) -> str:
    if any(ord(letter) < ord(" ") for letter in value):
        raise LinkWrong(file=_FILE, problem=repr(value))
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
