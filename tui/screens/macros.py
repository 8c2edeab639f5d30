"""A clerk's own abbreviations: typed in one line, shown as they would be written out today, taken away and put back by one key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from registers.catalogue import say
from tui.composing import ComposingList
from tui.desk import Desk
from tui.ink import Ink, Line
from tui.keys import Key
from tui.paint import column, cut, fit, wrapped
from tui.rows import Rows
from tui.typing.compose import METHODS, Composer
from tui.typing.macros import MacroError, Macros, places_of

_NAME = 16
_BEFORE_THE_MERGERS = date(2015, 1, 1)  # an office of the old units has none today

Pair = tuple[str, str]
"""An abbreviation and its text."""


class MacrosScreen(ComposingList[Pair]):
    """Every abbreviation of who is signed in. The line takes `abbreviation text`; Enter keeps it."""

    scope = "macros"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Rows(" ".join))
        self._before: Macros | None = None
        self._places: Mapping[str, str] = places_of("", desk.today)

    def arrive(self) -> None:
        """Show what the account has, and what places in braces mean at this office."""
        self._fill(self.desk.macros)
        self.behind(self._office, self._know_places)

    # ---- keys

    def typed(self, key: Key) -> None:
        """Text of the abbreviation is Vietnamese and composed; the abbreviation before it is keys as they are."""
        if len(key.text) == 1 and " " in self.line.text[: self.line.cursor].lstrip():
            self.line.compose(key.text, self.composer)
            self.line_changed()
        else:
            super().typed(key)

    def line_changed(self) -> None:
        """The first word finds abbreviations that begin so, or texts that have it."""
        self.rows.filter(self.line.value.partition(" ")[0])

    def do_keep(self) -> None:
        """Keep what the line says; with only an abbreviation in it, or nothing, take the chosen one into the line."""
        name, _, text = self.line.value.partition(" ")
        if not text:
            self._take_up(name)
            return
        try:
            kept = self.desk.macros.with_one(name, text)
        except MacroError as error:
            self.fail(error)
            return
        name = name.lower()
        said = "macros.changed" if name in self.desk.macros.texts else "macros.added"
        if not self._typed_so(name):
            said = "macros.composed"
        self._keep(kept, say(said, name=name))

    def do_remove(self) -> None:
        """Take the chosen one away."""
        if (pair := self.rows.chosen) is not None:
            self._keep(self.desk.macros.without(pair[0]), say("macros.removed", name=pair[0]))

    def do_undo(self) -> None:
        """As it was before the last change; once more: as after it."""
        if self._before is None:
            self.tell(say("macros.nothing_to_undo"), Ink.WARN)
        else:
            self._keep(self._before, say("macros.undone"))

    # ---- drawing

    @property
    def asks(self) -> str:
        """What the typed line is for."""
        return say("macros.asks")

    @property
    def nothing(self) -> str:
        """An empty list says how to begin."""
        return say("macros.none") if not self.rows.total else say("macros.new")

    def headings(self, cells: int) -> Line:
        """Names of the columns."""
        return [(f"  {cut(say('macros.head_name'), _NAME)}{cut(say('macros.head_text'), cells - _NAME - 2)}", Ink.HEAD)]

    def row(self, item: Pair, cells: int) -> Line:
        """One abbreviation."""
        return [(f"  {column(item[0], _NAME)}", Ink.STRONG), (fit(item[1], cells - _NAME - 2), Ink.PLAIN)]

    def detail(self, item: Pair, cells: int) -> list[Line]:
        """What the chosen one would put in, and which places a text may leave open."""
        meant = Macros(dict([item])).expand(item[0], self._places) or item[1]
        would = wrapped(say("macros.would", text=meant), cells - 2)
        places = wrapped(say("macros.places"), cells - 2)
        lines: list[Line] = [[(f" {line}", Ink.PLAIN)] for line in would]
        lines += [[(f" {line}", Ink.DIM)] for line in places]
        return lines

    # ---- inside

    def _take_up(self, name: str) -> None:
        pair = self.rows.chosen
        if pair is None:
            self.tell(say("macros.new") if name else say("macros.none"), Ink.WARN)
            return
        self.line.clear()
        self.line.put(" ".join(pair))
        self.line_changed()

    def _keep(self, kept: Macros, word: str) -> None:
        account, before = self.desk.account, self.desk.macros

        def then(_: None) -> None:
            self._before = before
            self.line.clear()
            self._fill(kept)
            self.tell(word, Ink.GOOD)

        self.away(lambda: self.desk.keep_macros(account, kept), then)

    def _fill(self, macros: Macros) -> None:
        self.rows.fill(sorted(macros.texts.items()), same=lambda a, b: a[0] == b[0])
        self.line_changed()

    def _typed_so(self, name: str) -> bool:
        """True where the account's input method leaves the keys of an abbreviation alone."""
        composer, text = Composer(METHODS[self.desk.preferences.method]), ""
        for key in name:
            text = composer.press(text, key)
        return text == name

    def _office(self) -> str:
        from storage import settings

        return str(settings.get(self.desk.store, settings.OFFICE, ""))

    def _know_places(self, office: str) -> None:
        today = places_of(office, self.desk.today)
        self._places = today if today["province"] else places_of(office, _BEFORE_THE_MERGERS)
