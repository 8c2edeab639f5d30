"""The table of screens: each line leads to a screen, each action it names exists."""

from __future__ import annotations

from importlib import import_module

import pytest

from tui.actions import ACTIONS, SCOPES
from tui.doors import DOORS, opened_by
from tui.screen import DeskScreen


@pytest.mark.parametrize("name", DOORS)
def test_a_door_leads_to_a_screen_whose_keys_are_known(name: str) -> None:
    module, _, screen = DOORS[name].place.partition(":")
    found = getattr(import_module(module), screen)
    assert issubclass(found, DeskScreen)
    assert found.scope in SCOPES


def test_what_opens_a_door_is_an_action_of_the_queue() -> None:
    queue = {action.id for action in ACTIONS if action.group == "queue"}
    openers = [door.opened_by for door in DOORS.values() if door.opened_by]
    assert set(openers) <= queue
    assert len(set(openers)) == len(openers)
    assert opened_by("queue.pin") is None
