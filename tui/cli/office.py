"""The office a command works on: its home and its open store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `hotich --help` need not wait for the store's libraries
    from storage.engine import Store


@contextmanager
def opened(*, create: bool = False) -> Iterator[Store]:
    """The store of HOTICH_HOME or HOTICH_DATABASE, closed at the end. Raises StoreError; StoreMissing where `hotich init` is due."""
    from storage.engine import Store
    from storage.home import Home

    store = Store.open(Home.find().store_url, create=create)
    try:
        yield store
    finally:
        store.close()
