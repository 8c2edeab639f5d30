"""Books: one door to what is kept of them. The shelf (inventory), the queue (which is next), the closing (ledger, end)."""

from __future__ import annotations

from storage.closing import BookOpen, BookUnexplained, Closed, close, ledger, reopen
from storage.queue import QueueRow, next_book, plan_in, queue
from storage.shelf import BookClosed, BookRow, NoSuchBook, add, get, list_books, pin, save_profile

__all__ = [
    "BookClosed",
    "BookOpen",
    "BookRow",
    "BookUnexplained",
    "Closed",
    "NoSuchBook",
    "QueueRow",
    "add",
    "close",
    "get",
    "ledger",
    "list_books",
    "next_book",
    "pin",
    "plan_in",
    "queue",
    "reopen",
    "save_profile",
]
