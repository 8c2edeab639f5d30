"""Which office a store belongs to: said once, when the store is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from registers.errors import HotichError
from registers.units import gazetteer, official_name
from storage import actions, offices, settings
from storage.engine import Store
from storage.offices import OfficeRow
from storage.permissions import OPERATOR


class OfficeUnknown(HotichError):
    """No unit has that code. Values: `code`."""

    key: ClassVar[str] = "cli.office_unknown"


class OtherOffice(HotichError):
    """The store belongs to another office already. Values: `code`."""

    key = "cli.other_office"


def office_of(code: str, today: date) -> OfficeRow:
    """The office of that code, by the last name it had: one that was merged away keeps its books. Raises OfficeUnknown."""
    states = gazetteer().states(code)
    if not states:
        raise OfficeUnknown(code=code)
    last = states[-1]
    day = last.valid_to - timedelta(days=1) if last.valid_to else today
    return OfficeRow(code, official_name(code, day), last.level)


def found(store: Store, code: str) -> OfficeRow:
    """Make the store that of office `code`; again for the same office changes nothing. Raises OfficeUnknown, OtherOffice."""
    office = office_of(code, store.today())
    with store.write() as session:
        present = settings.get_in(session, settings.OFFICE)
        if present not in (None, code):
            raise OtherOffice(code=present)
        if present is None:
            offices.put(session, office)
            settings.put_in(session, settings.OFFICE, code)
            actions.record(session, OPERATOR, "office.found", code, {"name": office.name})
    return office
