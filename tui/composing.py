"""Vietnamese typed with the account's input method on a screen that is no page: which method, and the next one by its key."""

from __future__ import annotations

from registers.catalogue import say
from tui.desk import Desk
from tui.listing import Item, ListScreen
from tui.rows import Rows
from tui.typing.compose import METHODS, Composer
from tui.typing.words import method_label


def next_method(desk: Desk) -> str:
    """The input method behind the account's own, round and round."""
    names = list(METHODS)
    return names[(names.index(desk.preferences.method) + 1) % len(names)]


class ComposingList(ListScreen[Item]):
    """A list whose line takes Vietnamese. Its action `words.method` goes on to the next input method, as while keying."""

    def __init__(self, desk: Desk, rows: Rows[Item]) -> None:
        super().__init__(desk, rows)
        self.composer = Composer(METHODS[desk.preferences.method])

    @property
    def status(self) -> str:
        """How letters are typed here."""
        return method_label(self.desk.preferences.method)

    def do_method(self) -> None:
        """Type with the next input method from the next key on, and keep it for the account; what is typed stays as it is."""
        method, account = next_method(self.desk), self.desk.account
        self.composer = Composer(METHODS[method])
        self.desk.choose("method", method)
        self.behind(lambda: self.desk.keep_choices(account), lambda _: None)
        key = self.desk.keymap.written("words.method")
        self.tell(say("keying.method_now", method=method_label(method), key=key))
