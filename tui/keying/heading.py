"""The line above a page that is keyed: the book, the position, what stands there, how many are left."""

from __future__ import annotations

from registers.catalogue import say
from registers.kinds import PositionState
from tui.booknames import kind_name
from tui.keying.sitting import Laid
from tui.keying.state import FormState


def heading(laid: Laid, state: FormState) -> str:
    """The book, the position, the page, what is done here, how many are left."""
    draft, book = state.draft, laid.sheet.book
    parts = [
        f"{kind_name(draft.kind or book.kind)} {book.book_no}",
        say("keying.head_position", position=draft.position),
    ]
    if draft.state is not PositionState.NORMAL:
        parts.append(str(draft.state.label))
    elif "page_no" in state.page.form and (page := state.cell("page_no").text):
        parts.append(say("keying.head_page", page=page))
    if laid.entry is not None:
        parts.append(say("keying.head_returned" if laid.sheet.comments else "keying.head_correcting"))
    if laid.left is not None:
        parts.append(say("keying.head_left", left=laid.left))
    return " · ".join(parts)
