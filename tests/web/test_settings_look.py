"""An owner chooses how the widget looks."""

import base64
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from console_agent import BASE, ConsoleAgent, console
from mostrador.domain.shop import Shop
from mostrador.storage import shops
from shopping import Counter


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, console(counter), "Lola", "administrator") as lola:
        yield lola


def shop_now(counter: Counter) -> Shop:
    shop = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop)))
    assert shop is not None
    return shop


def saves(agent: ConsoleAgent, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
    return agent.posts(f"/settings/{path}", {"version": shop_now(agent.counter).version, **(fields or {})})


def uploads(agent: ConsoleAgent, picture: bytes) -> httpx.Response:
    """Send a logo as the browser does."""
    headers = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": agent.csrf, "HX-Request": "true"}
    sent = agent._http.post(
        "/console/settings/look/logo",
        data={"version": str(shop_now(agent.counter).version)},
        files={"logo": ("logo.png", picture, "image/png")},
        headers=headers,
    )
    return agent.counter.run(sent)


def test_a_colour_that_cannot_be_read_is_kept_and_its_correction_explained(
    counter: Counter, lola: ConsoleAgent
) -> None:
    answer = saves(lola, "look", {"color": "#FFEE00", "position": "left", "greeting_es": " ¡Hola! ", "greeting_en": ""})
    assert answer.status_code == 200, answer.text
    assert "Saved." in answer.text
    assert "So that it reads well" in answer.text
    look = shop_now(counter).profile.look
    assert (look.color, look.position, look.greeting) == ("#ffee00", "left", {"es": "¡Hola!"})


def test_what_was_wrong_stands_at_its_field_with_what_was_typed(counter: Counter, lola: ConsoleAgent) -> None:
    answer = saves(lola, "look", {"color": "teal", "position": "left", "greeting_es": "¡Hola!"})
    assert answer.status_code == 422
    assert 'id="wrong-color"' in answer.text
    assert "¡Hola!" in answer.text
    assert shop_now(counter).profile.look.color == "#0f766e"


def test_a_logo_is_drawn_anew_and_small(counter: Counter, lola: ConsoleAgent) -> None:
    answer = uploads(lola, picture(1200, 600, comment="taken by Ana in Calle Mayor 3"))
    assert answer.status_code == 200, answer.text
    logo = shop_now(counter).profile.look.logo
    drawn = base64.b64decode(logo.removeprefix("data:image/png;base64,"))
    assert b"Ana" not in drawn
    with Image.open(io.BytesIO(drawn)) as small:
        assert (small.format, small.size) == ("PNG", (192, 96))
    assert logo in answer.text.replace("&#43;", "+")
    saves(lola, "look/logo/remove")
    assert shop_now(counter).profile.look.logo == ""


@pytest.mark.parametrize("kind", ["svg", "gif", "bomb", "nothing", "broken"])
def test_what_is_no_picture_of_ours_never_becomes_a_logo(counter: Counter, lola: ConsoleAgent, kind: str) -> None:
    """S-4"""
    sent = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "gif": picture(10, 10, kind="GIF"),
        "bomb": bomb(60_000, 60_000),
        "nothing": b"",
        "broken": picture(100, 100)[:60],
    }[kind]
    answer = uploads(lola, sent)
    assert answer.status_code == 422
    assert 'id="wrong-logo"' in answer.text
    assert shop_now(counter).profile.look.logo == ""


def test_a_picture_that_is_too_large_is_refused_before_it_is_read(lola: ConsoleAgent) -> None:
    assert uploads(lola, b"\x89PNG" + bytes(2_000_000)).status_code == 413


def test_the_preview_shows_what_stands_in_the_form_and_can_do_nothing(lola: ConsoleAgent) -> None:
    answer = lola.opens("/settings/look/preview?color=%23ffee00&position=left&greeting_es=%3Cb%3EHola")
    assert answer.status_code == 200
    assert "&lt;b&gt;Hola" in answer.text
    assert "flex-start" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "}body{" not in lola.opens("/settings/look/preview?color=%23fff;}body{").text


def picture(width: int, height: int, *, kind: str = "PNG", comment: str = "") -> bytes:
    written = io.BytesIO()
    drawn = Image.new("RGB", (width, height), "#0f766e")
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", comment)
        drawn.save(written, kind, pnginfo=info)
    else:
        drawn.save(written, kind)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
