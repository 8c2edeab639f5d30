"""Comparing: one entry in page order beside the paper, with flags and their rules, what changed, and comments at fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from registers.catalogue import label, say
from registers.errors import HotichError
from registers.form import Form
from registers.value import Value
from registers.workflow import Act, Role, allowed
from tui.actions import Action
from tui.booknames import kind_name
from tui.desk import Desk
from tui.ink import Ink, Line, Span
from tui.listing import ListScreen
from tui.paint import fit
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from registers.checks import Flag
    from storage.decisions import StillPlanted
    from storage.records import RevisionRow, StoredEntry
    from storage.review import Order, Waiting, Wanted

_LABEL = 30
_BLANK = Value()


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the page: what is kept of it, what was before, its flags, and what was said about it at the last return."""

    name: str
    label: str
    value: Value
    before: Value | None
    flags: tuple[Flag, ...] = field(hash=False)
    said: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An entry as its reviewer sees it, with every state it has been in."""

    entry: StoredEntry
    lines: tuple[FieldLine, ...]
    history: tuple[RevisionRow, ...] = field(hash=False)
    names: dict[str, str] = field(hash=False)


_DONE = {
    Act.APPROVE: "review.approved_one",
    Act.RETURN: "review.returned_one",
    Act.WITHDRAW: "review.withdrawn_one",
}


class CompareScreen(ListScreen[FieldLine]):
    """The entry `row` of the queue, then the ones that follow it there."""

    scope = "compare"

    def __init__(self, desk: Desk, row: Waiting, wanted: Wanted, order: Order) -> None:
        super().__init__(desk, Rows(lambda line: f"{line.label} {line.value.as_written}"))
        self._waiting, self._wanted, self._order = row, wanted, order
        self._page: Page | None = None
        self._comments: dict[str, str] = {}
        self._only_changed = False
        self._done: Span | None = None  # what was decided last, told beside the entry that follows

    @property
    def heading(self) -> str:
        """Which entry is compared."""
        return f"{super().heading} · {kind_name(self._waiting.kind)} {self._waiting.position}"

    def arrive(self) -> None:
        """Read the entry, as it is now."""
        self.away(self._read, self._show, say("shell.reading"))

    def allows(self, action: Action) -> bool:
        """What the workflow lets this account do with the entry as it stands."""
        acts = {"compare.approve": Act.APPROVE, "compare.return": Act.RETURN, "compare.comment": Act.RETURN}
        if action.id == "compare.withdraw":
            return self.desk.may(Role.SUPERVISOR, Role.ADMIN)
        if action.id not in acts or self._page is None:
            return True
        entry, account = self._page.entry, self.desk.account
        return allowed(acts[action.id], entry.state, account.role, entry.keyer == account.account_id)

    # ---- keys

    def do_approve(self) -> None:
        """Approve the entry and open the next."""
        self._decide(Act.APPROVE, "")

    def do_comment(self) -> None:
        """Say what is wrong at the chosen field."""
        line = self.rows.chosen
        if line is None:
            return
        answers = [Answer("keep", label("review.comment_keep"))]
        question = say("review.comment_which", field=line.label)

        def then(_: str, text: str) -> None:
            self._comments.pop(line.name, None)
            if text.strip():
                self._comments[line.name] = text

        self.hotich.push(AskScreen(self.desk, question, answers, then, reason=say("review.comment")))

    def do_return(self) -> None:
        """Return the entry with the comments made, or with a reason, and open the next."""
        if self._comments:
            self._decide(Act.RETURN, "")
        else:
            self._ask_reason(Act.RETURN, "review.return_which", "review.return_do")

    def do_withdraw(self) -> None:
        """Say that this entry should not be."""
        self._ask_reason(Act.WITHDRAW, "review.withdraw_which", "review.withdraw_do")

    def do_next(self) -> None:
        """Open the next entry of the queue, this one left as it is."""
        self.away(self._read_next, self._show_next)

    def do_changes(self) -> None:
        """Show only the fields that changed, or all."""
        self._only_changed = not self._only_changed
        self._fill()

    def _ask_reason(self, act: Act, question: str, answer: str) -> None:
        self.hotich.push(
            AskScreen(
                self.desk,
                say(question, count=1),
                [Answer("do", label(answer))],
                lambda _, why: self._decide(act, why),
                reason=say("review.reason"),
            )
        )

    def _decide(self, act: Act, reason: str) -> None:
        if self._page is None:
            return
        entry, store, account = self._page.entry, self.desk.store, self.desk.account.account_id
        comments = dict(self._comments)

        def work() -> Waiting | StillPlanted | None:
            from storage import decisions

            base = {"base_revision": entry.revision, "account_id": account}
            try:
                if act is Act.APPROVE:
                    decisions.approve(store, entry.id, **base)  # type: ignore[arg-type]
                elif act is Act.RETURN:
                    decisions.send_back(store, entry.id, reason=reason, comments=comments, **base)  # type: ignore[arg-type]
                else:
                    decisions.withdraw(store, entry.id, reason=reason, **base)  # type: ignore[arg-type]
            except decisions.StillPlanted as planted:
                return planted
            return self._read_next()

        def then(found: Waiting | StillPlanted | None) -> None:
            if isinstance(found, HotichError):
                self._show_as_it_is(found)
                return
            self._done = say(_DONE[act], position=entry.position), Ink.GOOD
            self._show_next(found)

        self.away(work, then)

    def _show_as_it_is(self, planted: StillPlanted) -> None:
        """What was shown was a planted error: say so, and show the entry as it is. Other comments made on it stay."""
        self._comments.pop(planted.values["name"], None)
        self._done = str(planted), Ink.WARN
        self.arrive()

    # ---- drawing

    def row(self, item: FieldLine, cells: int) -> Line:
        """One field: its label, what the page says, what is stored where that differs, its marks."""
        ink = Ink.PLAIN
        if any(flag.severity.value != "I" for flag in item.flags):
            ink = Ink.WARN
        sign = "!" if item.flags else "±" if item.before is not None else " "
        sign = "✎" if item.name in self._comments or item.said else sign
        return [
            (f"{sign} ", Ink.STRONG),
            (fit(item.label, _LABEL - 1) + " ", Ink.LABEL),
            (fit(_shown(item.value), max(8, cells - _LABEL - 2)), ink),
        ]

    def detail(self, item: FieldLine, cells: int) -> list[Line]:
        """The chosen field in full: its flags with their rule, what stood there before, what is said about it."""
        told: list[tuple[str, Ink]] = []
        for flag in item.flags:
            told.append((f"{flag.rule} ({flag.severity.label}): {flag.message}", Ink.WARN))
            told.append((f"    {say('review.source', text=label(f'checks.{flag.rule}_source'))}", Ink.DIM))
            if self._page is not None and (reason := flag.explained(self._page.entry.overrides)):
                told.append((f"    {say('review.explained', text=reason)}", Ink.PLAIN))
        if item.before is not None:
            told.append((say("review.before", text=_shown(item.before) or "–"), Ink.DIM))
        said = self._comments.get(item.name) or item.said
        if said:
            told.append((say("review.said", text=said), Ink.STRONG))
        told = (told or [(say("review.field_quiet"), Ink.DIM)])[:5]
        lines: list[Line] = [[(fit(f" {text}", cells), ink)] for text, ink in told]
        return [*lines, [(fit(f" {self._stands()}", cells), Ink.DIM)]]

    def _stands(self) -> str:
        page = self._page
        if page is None:
            return ""
        last, entry = page.history[-1], page.entry
        who = page.names.get(last.account_id, "?")
        reason = f" – {last.reason}" if last.reason else ""
        stands = say("review.stands", state=entry.state.label, revision=entry.revision, act=last.act.label, who=who)
        return f"{stands}{reason}"

    # ---- reading

    def _read(self) -> Page:
        from registers.form import load as load_form
        from storage import accounts, decisions, entries, plants

        store, account = self.desk.store, self.desk.account.account_id
        entry = plants.shown_to(store, entries.load(store, self._waiting.entry_id), account)
        history = entries.history(store, entry.id)
        said = decisions.all_comments(store, entry.id)
        comments = said[max(said)] if said else {}
        form = load_form(entry.kind, entry.layout) if entry.kind else None
        lines = _lines(form, entry, history, comments) if form else ()
        return Page(entry, lines, tuple(history), accounts.names(store))

    def _show(self, page: Page) -> None:
        self._page = page
        self._fill()
        if self._done:
            self.tell(*self._done)
            self._done = None

    def _fill(self) -> None:
        lines = self._page.lines if self._page else ()
        shown = [line for line in lines if line.before is not None or not self._only_changed]
        self.rows.fill(shown, same=lambda a, b: a.name == b.name)

    def _read_next(self) -> Waiting | None:
        from storage import review

        store, wanted, order = self.desk.store, self._wanted, self._order
        found = review.queue(store, wanted, order=order, after=self._waiting.place, limit=1)
        return found[0] if found else None

    def _show_next(self, row: Waiting | None) -> None:
        if row is None:
            self.hotich.close_screen()
            self.hotich.screen_on_top.tell(say("review.end_of_queue"), Ink.GOOD)
            return
        self._waiting, self._page, self._comments = row, None, {}
        self.rows.choose(0)
        self.arrive()


def _lines(
    form: Form, entry: StoredEntry, history: list[RevisionRow], comments: dict[str, str]
) -> tuple[FieldLine, ...]:
    """The fields in page order; those with nothing, no flag and no change are left out where the page need not have them."""
    earlier = next((row.values for row in reversed(history[:-1]) if row.values != history[-1].values), None)
    lines = []
    for one in form.fields:
        value = entry.values.get(one.name, _BLANK)
        was = None if earlier is None else earlier.get(one.name, _BLANK)
        changed = was if was is not None and was != history[-1].values.get(one.name, _BLANK) else None
        flags = tuple(flag for flag in entry.flags if one.name in flag.fields)
        if not value.empty or flags or changed is not None or one.name in comments or one.required:
            lines.append(FieldLine(one.name, str(one.full_label), value, changed, flags, comments.get(one.name, "")))
    return tuple(lines)


def _shown(value: Value) -> str:
    """What was keyed, what it is stored as where that is another text, and its mark."""
    stored = f" → {value.normalised}" if _tells_more(value) else ""
    mark = f" [{value.mark.label}]" if value.mark else ""
    return f"{value.as_written}{stored}{mark}"


def _tells_more(value: Value) -> bool:
    """False where what is stored is only another form of what is seen: a date with dots, a code, a number without its zeros."""
    written, stored = value.as_written, value.normalised
    forms = (written, written.replace("/", "."), written.lstrip("0"))
    is_code = stored.isdecimal() and not any(letter.isdecimal() for letter in written)
    return bool(stored) and stored not in forms and not is_code
