"""Comparing: one entry in page order beside the paper, with flags and their rules, what changed, and comments at fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from registers.catalogue import label, say
from registers.errors import HotichError
from registers.kinds import PositionState
from registers.workflow import Act, Role, allowed
from tui.actions import Action
from tui.booknames import kind_name
from tui.desk import Desk
from tui.fieldlines import FieldLine, lines_of, shown
from tui.glance import Glance
from tui.ink import Ink, Line, Span
from tui.listing import ListScreen
from tui.paint import fit, width, wrapped
from tui.rows import Rows
from tui.screens.ask import Answer, AskScreen

if TYPE_CHECKING:  # the store's libraries are imported behind the sign-in
    from storage.decisions import StillPlanted
    from storage.records import RevisionRow, StoredEntry
    from storage.review import Order, Waiting, Wanted

_LABEL = 30
_DETAIL = 8
"""Lines about the chosen field."""


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
    sends_back = "compare.return"
    """The action that says without a comment that the book has it otherwise."""
    deciding: ClassVar[tuple[str, ...]] = ("compare.approve", "compare.return", "compare.withdraw")
    """Actions that are about an entry somebody has seen."""

    def __init__(self, desk: Desk, row: Waiting, wanted: Wanted, order: Order) -> None:
        super().__init__(desk, Rows(lambda line: f"{line.label} {line.value.as_written}"))
        self._waiting, self._wanted, self._order = row, wanted, order
        self._page: Page | None = None
        self._comments: dict[str, str] = {}
        self._sent: dict[str, str] = {}  # what of them is kept already
        self._warned = ""  # by which key it was said that leaving loses comments
        self._only_changed = False
        self._done: Span | None = None  # what became of the last decision, told beside what follows
        self._glance = Glance(desk)

    @property
    def heading(self) -> str:
        """Which entry is compared, and what stands at its number where that is no normal page."""
        row = self._waiting
        what = f"{super().heading} · {kind_name(row.kind)} {row.position}"
        return what if row.position_state is PositionState.NORMAL else f"{what} · {row.position_state.label}"

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

    @property
    def nothing(self) -> str:
        """No field changed, or none is so."""
        return say("review.nothing_changed") if self._only_changed and not self.line.value else super().nothing

    # ---- keys

    def act(self, action: Action) -> None:
        """Decide only what has been in sight."""
        if action.id in self.deciding and (why := self._glance.refuses()):
            self.tell(why, Ink.WARN)
        else:
            super().act(action)

    def do_approve(self) -> None:
        """Approve the entry and open the next; what was found wrong is to be sent back or taken away before."""
        if self._comments:
            self.tell(say("review.comments_unsent", count=len(self._comments)), Ink.WARN)
        else:
            self._decide(Act.APPROVE, "")

    def do_back(self) -> None:
        """Go back to the queue; comments that were not sent are only left at the second time."""
        if self._may_leave("back"):
            super().do_back()

    def do_comment(self) -> None:
        """Say what is wrong at the chosen field."""
        line = self.rows.chosen
        if line is None:
            return
        if not line.name:
            self.tell(say("review.comment_nowhere", key=self.desk.keymap.written(self.sends_back)), Ink.WARN)
            return
        answers = [Answer("keep", label("review.comment_keep"))]
        question = say("review.comment_which", field=line.label)

        def then(_: str, text: str) -> None:
            self._warned = ""
            self._comments.pop(line.name, None)
            if text.strip():
                self._comments[line.name] = text

        comment = self._comments.get(line.name, "")
        self.hotich.push(AskScreen(self.desk, question, answers, then, reason=say("review.comment"), typed=comment))

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
        if self._may_leave("next"):
            self.away(self._read_next, self._show_next)

    def do_changes(self) -> None:
        """Show only the fields that changed, or all."""
        self._only_changed = not self._only_changed
        self._fill()

    def _may_leave(self, how: str) -> bool:
        """True unless comments would be lost; then it is said first, and the same key leaves at the second time."""
        if self._comments == self._sent or self._warned == how:
            return True
        self._warned = how
        self.tell(say("review.comments_left", count=len(self._comments)), Ink.WARN)
        return False

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

        def work() -> tuple[str, Ink, Waiting | None] | StillPlanted:
            from storage import decisions
            from storage.entries import Superseded

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
            except Superseded:
                return self._overtaken(act)
            return say(_DONE[act], position=entry.position), Ink.GOOD, self._read_next()

        def then(became: tuple[str, Ink, Waiting | None] | StillPlanted) -> None:
            if isinstance(became, HotichError):
                self._show_as_it_is(became)
                return
            told, ink, row = became
            self._done = told, ink
            self._show_next(row)

        self.away(work, then)

    def _show_as_it_is(self, planted: StillPlanted) -> None:
        """What was shown was a planted error: say so, and show the entry as it is. Other comments made on it stay."""
        self._comments.pop(planted.values["name"], None)
        self._done = str(planted), Ink.WARN
        self.arrive()

    def _overtaken(self, act: Act) -> tuple[str, Ink, Waiting | None]:
        """Another was quicker: who and with what. The entry itself follows where it is still to be decided, else the next one."""
        from storage import accounts, entries, review

        store, place, account = self.desk.store, self._waiting.place, self.desk.account
        last = entries.history(store, self._waiting.entry_id)[-1]
        now = replace(review.row_of(store, self._waiting.entry_id), place=place)
        again = allowed(act, now.state, account.role, now.keyer == account.account_id)
        who = accounts.names(store).get(last.account_id, "?")
        told = say(
            "review.overtaken_again" if again else "review.overtaken",
            position=now.position,
            who=who,
            act=last.act.label,
            revision=last.revision,
        )
        return told, Ink.WARN, now if again else self._read_next()

    # ---- drawing

    def row(self, item: FieldLine, cells: int) -> Line:
        """One field: its label, what the page says, what is stored where that differs, its marks."""
        ink = Ink.PLAIN
        if any(flag.severity.value != "I" for flag in item.flags):
            ink = Ink.WARN
        sign = "!" if item.flags else "±" if item.before else " "
        sign = "✎" if item.name in self._comments or item.said else sign
        return [
            (f"{sign} ", Ink.STRONG),
            (fit(item.label, _LABEL - 1) + " ", Ink.LABEL),
            (fit(shown(item.value), max(8, cells - _LABEL - 2)), ink),
        ]

    def detail(self, item: FieldLine, cells: int) -> list[Line]:
        """The chosen field in full: its flags with their rule, what stood there before, what is said about it."""
        told: list[tuple[str, Ink]] = []
        if width(item.label) > _LABEL - 1 or width(shown(item.value)) > cells - _LABEL - 2:
            told.append((f"{item.label}: {shown(item.value)}", Ink.STRONG))
        for flag in item.flags:
            told.append((f"{flag.rule} ({flag.severity.label}): {flag.message}", Ink.WARN))
            told.append((say("review.source", text=label(f"checks.{flag.rule}_source")), Ink.DIM))
            if self._page is not None and (reason := flag.explained(self._page.entry.overrides)):
                told.append((say("review.explained", text=reason), Ink.PLAIN))
        for was in item.before:
            who = self._page.names.get(was.keyer, "?") if self._page else "?"
            told.append((say("review.before", revision=was.revision, who=who, text=shown(was.value) or "–"), Ink.DIM))
        said = self._comments.get(item.name) or item.said
        if said:
            told.append((say("review.said", text=said), Ink.STRONG))
        if not item.flags and not item.before and not said:
            told.append((self._quiet(), Ink.DIM))
        broken = [(line, ink) for text, ink in told for line in wrapped(text, cells - 2)]
        lines: list[Line] = [[(fit(f" {text}", cells), ink)] for text, ink in broken[:_DETAIL]]
        return [*lines, [(fit(f" {self._stands()}", cells), Ink.DIM)]]

    def _quiet(self) -> str:
        """Nothing about this field; which flags the entry has, and where."""
        flags = self._page.entry.flags if self._page else ()
        if not flags:
            return say("review.field_quiet")
        labels = {line.name: line.label for line in self._page.lines} if self._page else {}
        where = (
            f"{flag.rule} ({', '.join(labels[name] for name in flag.fields if name in labels) or flag.message})"
            for flag in flags
        )
        return say("review.flags_elsewhere", flags=", ".join(where))

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
        lines = lines_of(form, entry, history, comments)
        return Page(entry, lines, tuple(history), accounts.names(store))

    def _show(self, page: Page) -> None:
        self._page = page
        self._fill()
        self._glance.begins(self._done[0] if self._done else "")
        if self._done:
            self.tell(*self._done)
            self._done = None

    def _fill(self) -> None:
        lines = self._page.lines if self._page else ()
        shown = [line for line in lines if line.before or not self._only_changed]
        self.rows.fill(shown, same=lambda a, b: a.name == b.name)

    def _read_next(self) -> Waiting | None:
        from storage import review

        store, wanted, order = self.desk.store, self._wanted, self._order
        found = review.queue(store, wanted, order=order, after=self._waiting.place, limit=1)
        return found[0] if found else None

    def _show_next(self, row: Waiting | None) -> None:
        if row is None:
            told, ink = self._done or ("", Ink.GOOD)
            self.hotich.close_screen()
            self.hotich.screen_on_top.tell(f"{told} {say('review.end_of_queue')}".strip(), ink)
            return
        self._waiting, self._page, self._comments, self._sent = row, None, {}, {}
        self._warned, self._only_changed = "", False
        self.line.clear()  # what was looked for here would hide fields of the next entry, which is then approved unseen
        self.line_changed()
        self.rows.choose(0)
        self.arrive()
