"""What an account may be called. A name is typed at every sign-in, read aloud, and put into lists, file names and shell lines."""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from registers.errors import HotichError

LONGEST = 64
"""Characters of a name at most."""

_NAME = re.compile(r"[^\W_](?:[^\W_]|[._-](?=[^\W_]))*")


class BadAccountName(HotichError):
    """A name is empty, too long, or has more in it than letters, digits and single `.`, `-`, `_` between them."""

    key: ClassVar[str] = "storage.bad_account_name"


def account_name(text: str) -> str:
    """`text` composed (NFC) and without blanks around it, if an account may be called so. Raises BadAccountName.

    Nothing inside is mended: `../x`, a blank, a control or an unseen character are told, not dropped, for what is dropped
    silently makes two names alike.
    """
    name = unicodedata.normalize("NFC", text).strip()
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise BadAccountName(longest=LONGEST)
    return name
