"""
For a shop's own tests: `pytest_plugins = ["mostrador_sdk.testing"]` in its `conftest.py`.

`captured_events` is the list of what the code under test has told; `FakeMostrador` is a server to tell it to.
"""

from collections.abc import Callable
from typing import Any

import pytest

from mostrador_sdk.capture import Capture, Occurrence, invalid, written
from mostrador_sdk.events import Event
from mostrador_sdk.fake import FakeMostrador

__all__ = ["FakeMostrador", "captured_events"]


@pytest.fixture
def captured_events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """
    What is told while the test runs, by whichever client, in its order. Nothing is written or sent.

    Clients without a key tell it too, and what cannot be told raises `InvalidEvent` in the code that tells it.
    """
    events: list[Event] = []

    def tell(capture: Capture, type: str, say: Callable[[], Occurrence], given: Any = None) -> None:
        try:
            event = capture.event(type, say())
            written(event)
        except Exception as error:
            raise invalid(type, error) from error
        events.append(event)

    monkeypatch.setattr(Capture, "tell", tell)
    return events
