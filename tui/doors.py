"""Which screens there are and how one gets to them. A new screen is a line here, an action of the same name, and its texts.

The queue's actions that open a screen are looked up here, so the queue knows no other screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from registers.workflow import Role

EVERYBODY = frozenset(Role)
LEADERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
KEYERS = EVERYBODY - {Role.AUDITOR}
LOG_READERS = frozenset({Role.ADMIN, Role.AUDITOR})
REVIEWERS = EVERYBODY - {Role.CLERK}


@dataclass(frozen=True, slots=True)
class Door:
    """A screen: `place` is its `module:class`, imported when it is first opened; the desk is its first argument.

    `opened_by` is the queue's action that opens it, "" for one only other screens open; `of_book` gives it the chosen book's
    id as second argument. `roles` may pass.
    """

    place: str
    opened_by: str = ""
    of_book: bool = False
    roles: frozenset[Role] = EVERYBODY


DOORS: dict[str, Door] = {
    "queue": Door("tui.screens.queue:QueueScreen"),
    "keying": Door("tui.screens.keying:KeyingScreen", "queue.open", of_book=True, roles=KEYERS),
    "ledger": Door("tui.screens.ledger:LedgerScreen", "queue.ledger", of_book=True),
    "carried": Door("tui.screens.carried:CarriedScreen", roles=REVIEWERS),
    "review": Door("tui.screens.review:ReviewScreen", "queue.review", roles=REVIEWERS),
    "rekeying": Door("tui.screens.rekeying:RekeyingScreen", "queue.rekeying"),
    "second": Door("tui.screens.second:SecondKeyingScreen", roles=KEYERS),
    "lots": Door("tui.screens.lots:LotsScreen", "queue.lots", roles=REVIEWERS),
    "plants": Door("tui.screens.plants:PlantsScreen", "queue.plants", roles=REVIEWERS),
    "accounts": Door("tui.screens.accounts:AccountsScreen", "queue.accounts", roles=REVIEWERS),
    "log": Door("tui.screens.log:LogScreen", "queue.log", roles=LOG_READERS),
    "account_books": Door("tui.screens.account_books:AccountBooksScreen", roles=LEADERS),
    "lot": Door("tui.screens.lot:LotScreen"),
    "lot_entry": Door("tui.screens.lot_entry:LotEntryScreen"),
    "compare": Door("tui.screens.compare:CompareScreen"),
    "standardise": Door("tui.screens.standardise:StandardiseScreen"),
    "search": Door("tui.screens.search:SearchScreen", "queue.search"),
    "person": Door("tui.screens.person:PersonScreen"),
    "outbox": Door("tui.screens.outbox:OutboxScreen", "queue.outbox"),
    "macros": Door("tui.screens.macros:MacrosScreen", "queue.macros", roles=KEYERS),
    "mirror": Door("tui.screens.mirror:MirrorScreen", "queue.mirror", roles=KEYERS),
    "settings": Door("tui.screens.settings:SettingsScreen", "queue.settings"),
    "help": Door("tui.screens.help:HelpScreen"),
    "palette": Door("tui.screens.palette:PaletteScreen"),
}
"""Every screen behind the sign-in, by name."""


def opened_by(action_id: str) -> str | None:
    """The name of the screen the queue's action opens, None where it opens none."""
    return next((name for name, door in DOORS.items() if door.opened_by == action_id), None)
