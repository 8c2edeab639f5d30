"""What the machine said when a file could not be used, in the user's language: its own words are English, whatever is spoken here."""

from __future__ import annotations

import errno

from registers.catalogue import Label, label

_TOLD = {
    errno.ENOENT: "file_missing",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "is_folder",
    errno.EEXIST: "file_there",
    errno.EACCES: "no_rights",
    errno.EPERM: "no_rights",
    errno.EROFS: "disk_read_only",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ELOOP: "name_loops",
    errno.EBUSY: "file_busy",
    errno.ETXTBSY: "file_busy",
    errno.EMFILE: "too_many_files",
    errno.ENFILE: "too_many_files",
    errno.EIO: "disk_fails",
    errno.EADDRINUSE: "port_taken",
    errno.EADDRNOTAVAIL: "no_such_address",
}


def problem_of(wrong: OSError) -> Label:
    """The fault in a few words that fit into a sentence; one nobody foresaw is told by its number."""
    name = _TOLD.get(wrong.errno or 0)
    if name is not None:
        return label(f"errors.{name}")
    known = label("errors.system_fault")
    number = errno.errorcode.get(wrong.errno or 0, type(wrong).__name__)
    return Label(known.vi.format(number=number), known.en.format(number=number))
