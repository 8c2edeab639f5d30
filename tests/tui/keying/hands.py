"""Keys as a clerk presses them, all at once as a fast hand or a slow line delivers them, and one whole page to key."""

from __future__ import annotations

import re

from tests.tui.conftest import Hand
from tui.keys import Key

_KEYS = re.compile(r"<(?P<name>[a-z0-9+]+)>|(?P<letter>.)", re.DOTALL)
_SHORT = {"bs": "backspace", "back": "shift+tab"}

BIRTH = (
    "nông thị hiền<enter>050107<enter>2tày<enter>việt nam<enter>"
    "trạm y tế xã hồng việt<enter>xã hồng việt, huyện hòa an, tỉnh cao bằng<enter>"
    "nông văn pá<enter>1980<enter>tày<enter>việt nam<enter>xóm Nà Kinh, xã hồng việt, huyện hòa an, tỉnh cao bằng<enter>1"
    "hoàng thị mỷ<enter>1982<enter>tày<enter>việt nam<enter>xóm Nà Kinh, xã hồng việt, huyện hòa an, tỉnh cao bằng<enter>1"
    "nông văn pá<enter>c<enter>1" + "080123456<enter><enter><enter>"
    "xóm Nà Kinh, xã hồng việt, huyện hòa an, tỉnh cao bằng<enter>"
    "đàm văn nguyên<enter>ct<enter>hà văn thượng<enter>1<enter>"
)
"""A birth from the child's name to the end of the page, in a book that teaches nothing yet."""


def keys(text: str) -> list[Key]:
    """The keys of the notation: `120107<enter>nông<f5>`."""
    return [
        Key(_SHORT.get(found["name"], found["name"])) if found["name"] else Key.typed(found["letter"])
        for found in _KEYS.finditer(text)
    ]


async def press(hand: Hand, text: str) -> None:
    """Press them all in one go, and wait until the program has done what they say."""
    hand.app.take_keys(keys(text))
    await hand.settled()
