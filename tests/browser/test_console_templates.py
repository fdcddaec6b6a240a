"""Every template of the console, drawn from every state in every language, without a browser."""

import re
from datetime import UTC
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from console_inbox_states import FRAGMENTS
from console_samples import NOW
from console_states import CONSOLE

from mostrador.clock import SystemClock
from mostrador.times import Times
from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.page_filters import hit, initials, linked
from mostrador.web.pages import ERROR_PAGES, Pages, Reader
from mostrador.words import Words

WORDS = Words.load()
TEMPLATES = Path("server/mostrador/templates")
SHOWN = {**CONSOLE, **{f"fragment-{name}": state for name, state in FRAGMENTS.items()}}


class NoonClock(SystemClock):
    """It is always the samples' moment."""

    def now(self):
        return NOW


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(WORDS, NoonClock(), ConsoleAssets.gather(), base="/help")


class Markup(HTMLParser):
    """What is wrong with a page's markup, as sentences."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.complaints: list[str] = []
        self.feed(html)
        self.complaints += [f"two elements have the id {id}" for id in set(self.ids) if self.ids.count(id) > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        where = f"<{tag} {given.get('id') or given.get('class') or given.get('name') or ''}>"
        if (
            any(name.startswith("hx-") and name not in {"hx-swap-oob"} for name in given)
            and given.get("hx-nonce") != "a-nonce"
        ):
            self.complaints.append(f"{where} asks htmx for something without the nonce")
        if tag == "script" and given.get("type") != "application/json" and given.get("nonce") != "a-nonce":
            self.complaints.append(f"{where} is a script without the nonce")
        if "style" in given or any(name.startswith("on") for name in given):
            self.complaints.append(f"{where} has an inline style or handler, which the policy forbids")
        for name in ("href", "action", "hx-get", "hx-post"):
            address = given.get(name)
            if address and address.startswith("/") and not address.startswith(("/help/", "/console/")):
                self.complaints.append(f"{where} leads out of the console: {address}")
        if given.get("id"):
            self.ids.append(str(given["id"]))


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize("state", sorted(SHOWN))
def test_a_state_is_drawn_with_every_word_and_nothing_the_policy_forbids(pages: Pages, state: str, language: str):
    shown = SHOWN[state]
    html = pages.render(
        shown.template, Reader(language, ZoneInfo("Europe/Madrid"), "csrf"), shown.context, nonce="a-nonce"
    )
    assert Markup(html).complaints == []


def test_every_template_of_the_console_is_shown_by_a_state():
    directly = {state.template for state in SHOWN.values()}
    sources = {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    reached: set[str] = set()
    waiting = [*directly]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += re.findall(r'{%-? *(?:extends|include|from|import) "([^"]+)"', sources[name])
    console = {name for name in sources if name.startswith(("console/", "pages/error"))}
    previews = {name for name in console if name.endswith("_preview.html")}  # documents of their own, in a sandbox
    assert console - reached - previews == set()


def test_every_error_page_has_a_state():
    assert {f"error-{status}" for status in ERROR_PAGES} <= set(CONSOLE)


def test_all_languages_have_the_same_words():
    first, *others = (phrases.texts for phrases in WORDS.by_language.values())
    for texts in others:
        assert {_stem(key) for key in texts} == {_stem(key) for key in first}


def test_all_languages_fill_the_same_holes():
    spanish, english = WORDS.in_language("es").texts, WORDS.in_language("en").texts
    for key in spanish.keys() & english.keys():
        assert set(re.findall(r"{\w+}", spanish[key])) == set(re.findall(r"{\w+}", english[key])), key


def test_templates_use_words_that_there_are():
    phrases = WORDS.in_language("en")
    for path in TEMPLATES.rglob("*.html"):
        for key in re.findall(r'\bt\("([\w.]+)"(?=[,)])', path.read_text("utf-8")):
            assert phrases.knows(key), f"{path.name} says {key}"


def test_the_browser_says_words_that_there_are():
    known = WORDS.in_language("en").under("browser")
    stems = {_stem(key) for key in known}
    for path in Path("widget/src/console").rglob("*.js"):
        for key in re.findall(r'\bsay\("([\w.]+)"', path.read_text("utf-8")):
            assert key in stems, f"{path.name} says {key}"


def test_times_are_said_as_people_say_them():
    times = Times(WORDS.in_language("es"), ZoneInfo("Europe/Madrid"), NOW)
    assert times.short(NOW) == "ahora"
    assert times.short(NOW.replace(hour=6)) == "8:41"
    assert times.short(NOW.replace(day=13)) == "ayer"
    assert times.short(NOW.replace(day=2)) == "2 sept"
    assert times.long(NOW.replace(day=13, hour=15, minute=20)) == "ayer, 17:20"
    assert times.long(NOW.replace(day=15, hour=7, minute=0)) == "mañana, 9:00"
    assert times.ago(NOW.replace(minute=39)) == "hace 2 min"
    assert times.date(NOW.replace(hour=23)) == NOW.astimezone(UTC).date().replace(day=15)


def test_what_people_wrote_is_escaped_and_only_web_addresses_become_links():
    html = linked('<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/"onclick="x. Fin')
    assert "<img" not in html
    assert html.count("<a ") == 1
    assert 'href="https://a.example/"' in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html


def test_a_search_hit_marks_what_was_found_and_nothing_else():
    assert hit("<b>\ue000pedido\ue001</b>") == "&lt;b&gt;<mark>pedido</mark>&lt;/b&gt;"


def test_a_face_has_at_most_two_letters():
    assert [initials(name) for name in ("Ana García", "bo", "Ana María de la O", "", "🙂")] == [
        "AG",
        "B",
        "AO",
        "?",
        "?",
    ]


def _stem(key: str) -> str:
    """A key without its plural form: languages have different ones."""
    return re.sub(r"\.(zero|one|two|few|many|other)$", "", key)
