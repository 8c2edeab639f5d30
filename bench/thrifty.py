"""A clerk who keys whole books with every help the program shows. `docs/keying.md` says his policy in words.

He knows what stands on the paper, sees only the screen, and presses only real keys. What the form has filled in he compares
with the paper, field by field, before the page is saved, and pays for every correction.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.eye import FLAG_BOX, KIND_BOX, Board, Eye, Offer, lookalikes
from bench.handwork import cost, keys_for, place_initials, shortest
from bench.paper import PaperEntry
from bench.paperread import PageRead
from registers.form import Field, FieldType, Form, Printed
from registers.kinds import PositionState
from registers.position import Position
from registers.text import fold
from tui.keying.choices import is_chosen
from tui.typing.suggest.pieces import next_piece

_MARK_KEYS = {"illegible": "f7", "torn": "ctrl+t", "doubtful": "f8", "struck": "ctrl+w"}
_STATE_DIGITS = {s: str(n) for n, s in enumerate((s for s in PositionState if s is not PositionState.NORMAL), 1)}
_TO_NUMBER = str(len(_STATE_DIGITS) + 3)  # "another number of this book" in the box of positions
CUT = "…"
"""What the end of a value looks like that has no room in its row; under the cursor it has more."""

TAKEN_BY_DIGIT = (FieldType.NAME, FieldType.ETHNIC, FieldType.NATION)
"""Types in which a digit takes the suggestion it stands before."""

_YEAR = re.compile(r"\d{4}")
_TRIES = 3


@dataclass
class Met:
    """The block of a person: what it cost and who was proposed first for it."""

    keys: int = 0
    proposed: bool = False
    taken_first: bool = False
    taken: bool = False


@dataclass
class Tally:
    """What one entry cost, and what was met on the way."""

    keys: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)  # fields in which a suggestion was taken
    lookalikes: int = 0
    fields: int = 0
    flags: int = 0
    letters: int = 0  # of the names on the page
    name_keys: int = 0
    blocks: dict[str, Met] = field(default_factory=dict)


class ThriftyClerk:
    """Keys pages at `board`, where the program already stands on its keying screen."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.eye = Eye(board)
        self.tally = Tally()
        self._at = ""
        self._rows: dict[int, str] = {}
        self._tries: Counter[int] = Counter()
        self._alike = False
        self._places: set[str] = set()  # he keyed

    def key_entry(self, page: PageRead | None, entry: PaperEntry, forms: Mapping[str, Form], *, mixed: bool) -> Tally:
        """Key one position; it is stored when this returns."""
        self.tally = Tally()
        self._rows, self._at = {}, "position"
        self._tries.clear()
        self._stand_at(entry.position, mixed=mixed)
        if entry.state.has_values and mixed:
            self._press(str(list(forms).index(entry.kind) + 1))
        if entry.state is not PositionState.NORMAL:
            self._press("f9", _STATE_DIGITS[entry.state], "1")
        if page is not None:
            self._walk(page)
        self._answer_flags(str(entry.position))
        return self.tally

    def _stand_at(self, position: Position, *, mixed: bool) -> None:
        if self.eye.position == str(position):
            return
        if mixed and self.eye.sees(KIND_BOX):
            self._press("1")  # another number is asked for from inside a form
        self._press("f9", _TO_NUMBER, *str(position), "enter")
        assert self.eye.position == str(position), "\n".join(self.board.lines)

    def _answer_flags(self, position: str) -> None:
        self._at = "flags"
        while self.eye.position == position:
            assert self.eye.sees(FLAG_BOX), f"{position} does not end:\n" + "\n".join(self.board.lines)
            self.tally.flags += 1
            self._press("1")

    # ---- the page

    def _walk(self, page: PageRead) -> None:
        position = str(page.entry.position)
        notes = next(n for n, one in enumerate(page.form.fields, 1) if one.block == "notes")
        while self.eye.position == position and not self.eye.sees(FLAG_BOX):
            here = self.eye.number
            self._rows |= self.eye.rows()
            wrong = self._first_wrong(page, range(1, here))
            if wrong is not None and not self._brings(page, here, wrong):
                self._go_back(page, wrong, here)
                continue
            below = self._first_wrong(page, range(here + 1, len(page.form.fields) + 1)) if here >= notes else None
            self._key(page, here, leave=below is None)
            if below is not None:
                self._go_to(below, page.form)

    def _first_wrong(self, page: PageRead, numbers: range) -> int | None:
        return next((n for n in numbers if not self._agrees(page, n)), None)

    def _brings(self, page: PageRead, here: int, wrong: int) -> bool:
        """True where a paper's number settles its kind above: blank it takes the kind away, from the list it brings the kind."""
        one, other = page.form.fields[here - 1], page.form.fields[wrong - 1]
        if one.part != "id_no" or (other.role, other.part) != (one.role, "id_kind") or self._tries[here]:
            return False
        blank = not page.entry.values.get(one.name) and one.name not in page.entry.marks
        return blank or any(offer.picked and offer.note and page.says(one, offer.text) for offer in self.eye.offers())

    def _agrees(self, page: PageRead, number: int) -> bool:
        """True where the row says what the paper says there, or all was done about it that can be."""
        one = page.form.fields[number - 1]
        shown = self._rows.get(number, "")
        if one.printed is Printed.NEVER or self._tries[number] >= _TRIES:
            return True
        if shown.endswith(CUT) and self._tries[number]:
            return True  # it was seen whole when it was keyed
        if one.name in page.entry.marks or (page.entry.values.get(one.name) == "" and one.name in page.entry.values):
            return self._tries[number] > 0
        if one.name not in page.entry.values:
            return not shown
        return page.says(one, shown)

    def _go_back(self, page: PageRead, wrong: int, here: int) -> None:
        """Back to a field the cursor passed by, and to the one it stood in: by ↑ where that is near."""
        self._at = page.form.fields[wrong - 1].name
        passed = [n for n in self._rows if wrong <= n < here]
        if len(passed) <= 1:
            self._press("up")
        if self.eye.number != wrong:
            self._go_to(wrong, page.form)
        self._key(page, wrong)

    def _go_to(self, number: int, form: Form) -> None:
        digits = str(number)
        whole = number * 10 > len(form.fields)
        self._press("ctrl+g", *digits, *(() if whole else ("enter",)))
        assert self.eye.number == number, f"not at {number}:\n" + "\n".join(self.board.lines)

    # ---- one field

    def _key(self, page: PageRead, number: int, *, leave: bool = True) -> None:
        one = page.form.fields[number - 1]
        self._at, self._alike = one.name, False
        self._tries[number] += 1
        self.tally.fields += self._tries[number] == 1
        shown = self.eye.rows().get(number, "")
        written, mark = page.entry.values.get(one.name), page.entry.marks.get(one.name, "")
        onward = ("enter",) if leave else ()
        if mark:
            if written and written != "…":
                self._press(*keys_for(one, shortest(one, written, lambda text: page.reads(one, text))))
                if self._went_on(page, one):  # a code that is settled goes on by itself
                    self._press("up")
                    if self.eye.number != number:  # a field that is passed by lies between
                        self._go_to(number, page.form)
            self._press(_MARK_KEYS[mark])
        elif written is None:
            self._press(*(("ctrl+u",) if shown else ()), *onward)
        elif not written:
            self._press("f5")
        elif page.says(one, shown):
            self._press(*onward)
        else:
            if self._tries[number] > 1:
                self._press("ctrl+u")
            self._enter(page, one, written, leave=leave)

    def _enter(self, page: PageRead, one: Field, written: str, *, leave: bool) -> None:
        """Type until the screen shows what is wanted, then take it."""
        if leave and one.type is FieldType.PLACE and self._by_initials(page, one):
            return
        keys = keys_for(one, shortest(one, written, lambda text: page.reads(one, text)))
        before = page.before.get(one.name, "")
        typed, onward = 0, not is_chosen(one)  # a code that is settled goes on by itself
        goal = "" if is_chosen(one) else page.wanted(one)
        while True:
            offers = self.eye.offers()
            self._watch(page, one, offers)
            taking = self._taking(page, one, offers)
            if leave and taking is not None and cost(taking) <= cost(keys[typed:]) + onward:
                self._take(one, taking)
                return
            piece = self._piece(one, offers, goal)
            if (
                piece
                and (rest := self._rest(page, one, piece, goal)) is not None
                and cost(rest) + 1 < cost(keys[typed:])
            ):
                self._press("right")
                typed = 0
                stands = self.eye.typed.lstrip(CUT)
                if stands.endswith(" ") and rest.startswith(" "):
                    piece, rest = f"{piece} ", rest[1:]
                keys = rest
                if not piece.endswith(stands):  # it put in something else than was to be seen
                    self._press("ctrl+u")
                    keys, goal = keys_for(one, shortest(one, written, lambda text: page.reads(one, text))), ""
                continue
            if leave and not typed and before and len(keys) > 1 and self._again(page, one, before):
                self._press("f2")
                return
            if typed == len(keys):
                self._press(*(("enter",) if leave and not self._went_on(page, one) else ()))
                return
            self._press(keys[typed])
            typed += 1

    def _by_initials(self, page: PageRead, one: Field) -> bool:
        """Key a place he keyed before by the first letters of its first name; False where that brings nothing: the field is empty."""
        wanted = page.wanted(one)
        known = wanted in self._places
        self._places.add(wanted)
        keys = place_initials(wanted)
        if not known or not keys or self._again(page, one, page.before.get(one.name, "")):
            return False
        for key in [*keys, ""]:
            offers = self.eye.offers()
            self._watch(page, one, offers)
            taking = self._taking(page, one, offers)
            if taking is not None:
                self._take(one, taking)
                return True
            self._press(*([key] if key else ["ctrl+u"]))
        return False

    def _take(self, one: Field, taking: list[str]) -> None:
        self.tally.accepted.add(one.name)
        self._press(*taking)

    def _piece(self, one: Field, offers: list[Offer], goal: str) -> str:
        """What → would leave in the field, "" where that is not how the wanted text begins."""
        top = next((offer for offer in offers if offer.picked), None)
        if top is None or top.text.endswith(CUT) or not goal:
            return ""
        piece = next_piece(one, self.eye.typed, top.text)
        return piece if goal.startswith(piece) else ""

    def _rest(self, page: PageRead, one: Field, piece: str, goal: str) -> str | None:
        """The keys for what is wanted behind a piece."""
        rest = goal[len(piece) :]
        return keys_for(one, rest.lower() if page.reads(one, piece + rest.lower()) == goal else rest)

    def _again(self, page: PageRead, one: Field, before: str) -> bool:
        """True where the entry before says it, once: a key that brings nothing is not pressed again."""
        tried = self._tries[page.form.index[one.name] + 1]
        return tried == 1 and page.says(one, before) and one.name not in page.entry.marks

    def _went_on(self, page: PageRead, one: Field) -> bool:
        """True where the last letter settled the field, so that the cursor went on by itself."""
        return self.eye.number != page.form.index[one.name] + 1 or self.eye.position != str(page.entry.position)

    def _taking(self, page: PageRead, one: Field, offers: list[Offer]) -> list[str] | None:
        """The keys that take what is wanted from the list, None where it is not there."""
        by_digit = [o for o in offers if o.key.isdecimal() and self._is_it(page, one, o)]
        if by_digit and one.type in TAKEN_BY_DIGIT:  # of a name alone and the person of the page rather him
            return [next((o.key for o in by_digit if o.note), by_digit[0].key)]
        picked = next((at for at, offer in enumerate(offers) if offer.picked), -1)
        wanted = next((at for at, offer in enumerate(offers) if self._is_it(page, one, offer)), None)
        if wanted is None:
            return None
        if wanted < picked:
            return ["pageup"] * (picked - wanted) + ["tab"]
        return ["pagedown"] * (wanted - picked) + ["tab"]

    def _is_it(self, page: PageRead, one: Field, offer: Offer) -> bool:
        if offer.text == CUT or not page.says(one, offer.text):
            return False
        if one.part == "id_kind":
            return not offer.picked or self._is_that_paper(page, one)
        return not offer.note or one.part == "id_no" or self._is_him(page, one, offer.note)

    def _is_that_paper(self, page: PageRead, one: Field) -> bool:
        """True where the line below names no paper that Tab would bring, or the one of the page."""
        number = page.form.part(one.role, "id_no")
        return " · " not in self.eye.info or (
            number is not None and bool(page.wanted(number)) and page.wanted(number) in self.eye.info
        )

    def _is_him(self, page: PageRead, one: Field, note: str) -> bool:
        """True where what stands beside a person's name is not against the page: the year of birth, husband or wife.

        A year more or less is his, too, where somebody of the page is named beside him.
        """
        first, *others = note.split(" · ")
        birth = next((page.form.part(one.role, part) for part in ("birth_date",)), None)
        born = page.wanted(birth) if birth is not None else ""
        year = _YEAR.search(first)
        off = int(self._names_another(page, one, note))
        if birth is not None and born and year is not None and not _born_then(page, birth, born, year[0], off):
            return False
        couple = {"mother": "father", "father": "mother"}.get(one.role, "")
        partner = page.form.part(couple, "full_name") if couple else None
        told = others[0] if others and not _YEAR.search(others[0]) else ""
        named = page.wanted(partner) if partner is not None else ""
        if year is None:
            told = first
        return not (named and _is_name(told) and _sound(told) != _sound(named))

    def _names_another(self, page: PageRead, one: Field, note: str) -> bool:
        """True where the note names somebody else of the page."""
        names = (page.form.part(role.name, "full_name") for role in page.form.roles if role.name != one.role)
        texts = [page.wanted(name) for name in names if name is not None]
        return any(" " in text and _sound(text) in _sound(note) for text in texts)

    def _watch(self, page: PageRead, one: Field, offers: list[Offer]) -> None:
        """Note what the bench reports of the list: a lookalike on top, who was proposed first."""
        top = next((offer for offer in offers if offer.picked), None)
        if top is None:
            return
        if not self._alike and lookalikes(top.text, page.wanted(one)):
            self._alike = True
            self.tally.lookalikes += 1
        met = self.tally.blocks.setdefault(one.role, Met()) if one.role and one.part == "full_name" else None
        if met is not None and not met.proposed and top.note and page.says(one, top.text):
            met.proposed = True
            met.taken_first = self._is_him(page, one, top.note)

    # ---- keys

    def _press(self, *keys: str) -> None:
        if not keys:
            return
        spent = cost(keys)
        self.tally.keys += spent
        self.tally.by_field[self._at] += spent
        self.board.press(*keys)


def _born_then(page: PageRead, birth: Field, born: str, year: str, off: int) -> bool:
    """True where the page has that year of birth, give or take `off`, or an age: that is of one year or of the next."""
    is_age = birth.type is FieldType.AGE_OR_YEAR and year not in page.entry.values.get(birth.name, "")
    return born[-4:].isdecimal() and abs(int(born[-4:]) - int(year)) <= (1 if is_age else off)


def _sound(name: str) -> str:
    """A name as two pages that spell it differently have in common: without marks, Lý as Lí."""
    return fold(name).replace("y", "i")


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and all(word[:1].isupper() for word in words)
