"""The desk: what every screen works with, in one place. The store comes later than the first screen and is asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from registers.catalogue import Label, Language, set_language
from registers.workflow import Role
from tui.config import NO_NOTICE
from tui.keying.gauge import Gauge
from tui.keymap import Keymap
from tui.preferences import SETTINGS, Preferences

if TYPE_CHECKING:  # the sign-in is painted before the store's libraries are imported (half a second)
    from registers.plan import Plan
    from storage.accounts import SignedIn
    from storage.engine import Store
    from storage.home import Home
    from tui.keying.learning import OfficeSuggester
    from tui.typing.macros import Macros


def utc_now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Desk:
    """What every screen gets. `language` is the one before anybody signs in; `idle` ends a session nobody types in; nothing is
    decided before it was shown for `glance`."""

    home: Home
    keymap: Keymap = field(default_factory=Keymap)
    clock: Callable[[], datetime] = utc_now
    language: Language = Language.VI
    idle: timedelta = timedelta(minutes=15)
    glance: timedelta = timedelta(milliseconds=400)
    notice: Label = NO_NOTICE  # shown under the sign-in
    preferences: Preferences = field(default_factory=Preferences)
    gauge: Gauge = field(default_factory=Gauge)
    _store: Store | None = None
    _reading: Store | None = None  # the same, while an auditor sits here
    _plan: Plan | None = None
    _account: SignedIn | None = None
    _suggester: OfficeSuggester | None = None
    _opening: Lock = field(default_factory=Lock)

    @property
    def store(self) -> Store:
        """The open store, for an auditor to read only. Only screens behind the sign-in ask for it."""
        assert self._store is not None
        return self._reading if self._reading is not None else self._store

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        assert self._plan is not None
        return self._plan

    @property
    def account(self) -> SignedIn:
        """Who is signed in."""
        assert self._account is not None
        return self._account

    @property
    def is_open(self) -> bool:
        """True once the store is open."""
        return self._store is not None

    @property
    def signed_in(self) -> bool:
        """True while somebody is signed in."""
        return self._account is not None

    @property
    def today(self) -> date:
        """The day it is in Vietnam."""
        return self.store.today()

    def may(self, *roles: Role) -> bool:
        """True where the account has one of `roles`."""
        return self.signed_in and self.account.role in roles

    def open_store(self) -> None:
        """Import the store's libraries, open the store and read the plan, unless that is done; of two threads one waits.

        Slow, so it runs behind the first screen. Raises StoreError where the store cannot be used, PlanUnreadable where its
        plan cannot; then the next call tries again.
        """
        with self._opening:
            if not self.is_open:
                self._open()

    def suggester(self) -> OfficeSuggester:
        """Who knows what was keyed at this office, opened at the first call: for a thread. Raises OSError and the library's errors."""
        from tui.keying.learning import OfficeSuggester

        with self._opening:
            if self._suggester is None:
                self._suggester = OfficeSuggester(self.store, self.home.learned)
            return self._suggester

    def sign_in(self, account: SignedIn) -> None:
        """Seat `account` at the desk, with the settings it chose."""
        self._account = account
        self._reading = self._store.read_only() if self._store and account.role is Role.AUDITOR else None
        self.gauge = Gauge()
        self.prefer(Preferences.of({"language": self.language} | account.settings))

    def sign_out(self) -> None:
        """Clear the desk for the next person; the language stays."""
        self._account, self._reading = None, None
        self.preferences = Preferences(language=self.language)

    def prefer(self, preferences: Preferences) -> None:
        """Let `preferences` hold from now on."""
        self.preferences = preferences
        self.language = Language(preferences.language)
        set_language(self.language)

    @property
    def other_language(self) -> Language:
        """The language the screens do not speak now."""
        return Language.EN if self.language is Language.VI else Language.VI

    def choose(self, setting: str, value: str) -> None:
        """Let one preference be `value`; with somebody signed in it is that account's choice."""
        self.prefer(replace(self.preferences, **{setting: value}))
        if self.signed_in:
            self.account.settings[setting] = value

    def keep_choices(self, account: SignedIn) -> None:
        """Store what `account` chose, whoever sits here by now; an auditor's choices hold until he leaves. Raises StoreError."""
        from storage import accounts  # imported long before: the account signed in

        if account.role is Role.AUDITOR:
            return
        chosen = {one.name: account.settings[one.name] for one in SETTINGS if one.name in account.settings}
        accounts.save_settings(self.store, account.account_id, chosen)

    @property
    def macros(self) -> Macros:
        """The abbreviations of who is signed in."""
        from tui.typing import macros

        return macros.from_settings(self.account.settings.get(macros.SETTING))

    def keep_macros(self, account: SignedIn, kept: Macros) -> None:
        """Let `kept` be the abbreviations of `account`, in the store too: for a thread. Raises StoreError."""
        from storage import accounts
        from tui.typing import macros

        accounts.save_settings(self.store, account.account_id, {macros.SETTING: kept.to_settings()})
        account.settings[macros.SETTING] = kept.to_settings()

    def close(self) -> None:
        """Let go of the store."""
        if self._suggester is not None:
            self._suggester.close()
            self._suggester = None
        if self._store is not None:
            self._store.close()
            self._store = None

    def _open(self) -> None:
        from storage.engine import Store
        from storage.queue import plan_in

        store = Store.open(self.home.store_url, clock=self.clock)
        with store.read() as session:
            self._plan = plan_in(session)
        self._store = store
