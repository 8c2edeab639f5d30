"""Where the cursor goes. Pure: a page and a draft in, a draft with the cursor elsewhere out; None where there is no way on.

The path is what was really walked. Going back and forth follows it; new ground is the next field in page order that the
form cannot fill. A jump back, or to the notes, is an excursion: Enter there returns to where it set out.
"""

from __future__ import annotations

from dataclasses import replace

from tui.keying.draft import NOWHERE, Draft, Source
from tui.keying.page import Page


def opened(page: Page, draft: Draft) -> Draft:
    """The draft with the cursor in the first field to key; in the first of all where the form can fill every one."""
    first = _next_stop(page, draft, -1) or page.form.fields[0].name
    return _standing(page, draft, (first,), 0)


def forward(page: Page, draft: Draft) -> Draft | None:
    """On to the next field: back from an excursion, along the path already walked, or to new ground."""
    if draft.origin != NOWHERE:
        return _returned(page, draft)
    ahead = next((i for i in range(draft.here + 1, len(draft.path)) if page.is_printed(draft.path[i])), None)
    if ahead is not None:
        return _standing(page, draft, draft.path, ahead)
    following = _next_stop(page, draft, page.form.index[draft.at])
    if following is None:
        return None
    return _standing(page, draft, (*draft.path, following), len(draft.path))


def back(page: Page, draft: Draft) -> Draft | None:
    """Back along the path really walked."""
    if draft.origin != NOWHERE:
        return _returned(page, draft)
    if draft.here:
        return _standing(page, draft, draft.path, draft.here - 1)
    return up(page, draft)


def up(page: Page, draft: Draft) -> Draft | None:
    """Back by one field, also into one the form had passed by on the way here."""
    if draft.origin != NOWHERE:
        return _returned(page, draft)
    order = page.form.index
    walked = order[draft.path[draft.here - 1]] if draft.here else -1
    passed = _passed_by(page, draft, walked, order[draft.at])
    if passed is not None:
        return _standing(page, draft, (*draft.path[: draft.here], passed, *draft.path[draft.here :]), draft.here)
    return _standing(page, draft, draft.path, draft.here - 1) if draft.here else None


def furthest(page: Page, draft: Draft) -> Draft:
    """To the end of the path: where the clerk was before walking back."""
    return _standing(page, replace(draft, origin=NOWHERE), draft.path, len(draft.path) - 1)


def jump(page: Page, draft: Draft, name: str, *, comes_back: bool | None = None) -> Draft:
    """To the field `name`; as an excursion where it lies behind, or where `comes_back` says so."""
    if name == draft.at:
        return _standing(page, draft, draft.path, draft.here)
    if comes_back is None:
        comes_back = page.form.index[name] < page.form.index[draft.at]
    origin = (draft.here if draft.origin == NOWHERE else draft.origin) if comes_back else NOWHERE
    path = draft.path if draft.origin == NOWHERE else draft.path[:-1]
    if origin == NOWHERE and name in path[draft.here :]:
        return _standing(page, replace(draft, origin=NOWHERE), path, path.index(name, draft.here))
    return _standing(page, replace(draft, origin=origin), (*path, name), len(path))


def unwalked(page: Page, draft: Draft) -> list[str]:
    """The fields the cursor would stop in and has not been in yet, in page order."""
    return [
        field.name for field in page.form.fields if field.name not in draft.path and page.is_stop(draft, field.name)
    ]


def _returned(page: Page, draft: Draft) -> Draft:
    """Back where the excursion set out; the place it went to is no part of the path."""
    return _standing(page, replace(draft, origin=NOWHERE), draft.path[:-1], draft.origin)


def _standing(page: Page, draft: Draft, path: tuple[str, ...], here: int) -> Draft:
    """The cursor behind the last letter of a field; a value that was not typed letter by letter stands selected.

    What was taken whole is replaced whole: it is another name, not one with a letter missing.
    """
    name = path[here]
    cell = page.cell(draft, name)
    own = name in draft.cells and cell.source is Source.TYPED
    return replace(draft, path=path, here=here, cursor=len(cell.text), fresh=bool(cell.text) and not own)


def _next_stop(page: Page, draft: Draft, after: int) -> str | None:
    names = (field.name for field in page.form.fields[after + 1 :])
    return next((name for name in names if page.is_stop(draft, name)), None)


def _passed_by(page: Page, draft: Draft, walked: int, at: int) -> str | None:
    """The lowest field between the last one walked and the cursor that the page has."""
    names = (page.form.fields[i].name for i in range(at - 1, walked, -1))
    return next((name for name in names if page.is_printed(name) and name not in draft.path), None)
