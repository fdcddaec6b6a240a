"""What an event of a shop says of itself."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador_sdk import Event, InvalidEvent
from mostrador_sdk.events import decode, encode

SHIPPED = Event(
    id="1042-px9",
    source="https://shop.example",
    type="shop.shipment.created",
    subject="1042",
    time=datetime(2026, 5, 4, 12, tzinfo=UTC),
)

words = st.text(min_size=1).filter(str.strip)
moments = st.datetimes(timezones=st.just(UTC))


def test_an_event_is_cloudevents_json():
    assert json.loads(encode(SHIPPED)) == {
        "specversion": "1.0",
        "id": "1042-px9",
        "source": "https://shop.example",
        "type": "shop.shipment.created",
        "subject": "1042",
        "time": "2026-05-04T12:00:00Z",
    }


@given(st.builds(Event, id=words, source=words, type=words, subject=words, time=moments))
def test_what_is_written_is_what_is_read(event):
    assert decode(encode(event)) == event


@given(st.binary() | st.text())
def test_what_is_no_event_is_refused_whatever_it_is(raw):
    with pytest.raises(InvalidEvent):
        decode(raw)


@pytest.mark.parametrize("name", ["id", "source", "type", "subject"])
def test_an_event_without_a_name_is_refused_where_it_is_made_and_where_it_is_read(name):
    said = json.loads(encode(SHIPPED)) | {name: " "}
    with pytest.raises(InvalidEvent, match=f"An event's {name} must not be empty"):
        decode(json.dumps(said))
    with pytest.raises(InvalidEvent, match=f"An event's {name} must not be empty"):
        Event(**{name: getattr(SHIPPED, name) for name in ("id", "source", "type", "subject", "time")} | {name: ""})


def test_a_time_without_a_zone_is_refused():
    said = json.loads(encode(SHIPPED)) | {"time": "2026-05-04T12:00:00"}
    with pytest.raises(InvalidEvent, match="must have a zone"):
        decode(json.dumps(said))


def test_reading_events_brings_no_http_client_along():
    code = "import sys, mostrador_sdk.events; print({'httpx', 'requests', 'aiohttp', 'mostrador'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
