"""How this office's books spell their hamlets: what brings back the marks of a place written without any."""

from __future__ import annotations

from sqlmodel import col, select

from registers.kinds import Layout, Level
from registers.placefields import hamlets_of
from registers.reading import Context
from storage.engine import Store
from storage.tables import Mention, Office


def spellings(store: Store, office: str) -> dict[str, str]:
    """The spellings of hamlets in every stored residence of `office`, as `Context.hamlets` wants them."""
    with store.read() as session:
        level = session.exec(select(Office.level).where(Office.code == office)).one()
        residences = session.exec(
            select(Mention.residence).where(Mention.office == office, col(Mention.residence) != "").distinct()
        ).all()
    # A place is stored written out, so neither year nor layout matter for reading it.
    context = Context(office, Level(level), "", Layout.D, store.today().year)
    return {
        key: name
        for residence in sorted(residences)
        for key, name in hamlets_of({"_residence": residence}, context).items()
    }
