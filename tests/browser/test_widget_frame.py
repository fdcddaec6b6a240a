"""Who may hold the frame, and who may speak to it."""

import httpx
import pytest
from playwright.sync_api import Page, expect
from widget_shopper import Shopper
from widget_stage import SHOP, Stage

from services.chromium import PageErrors

INTRUDE = """() => new Promise(done => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => done(data)
    window.frames[0]?.postMessage({ type: "greeting", page: "" }, "*", [port2])
    setTimeout(() => done("silence"), 500)
})"""


def frame_of(stage: Stage, **headers: str) -> httpx.Response:
    return httpx.get(f"{stage.counter.url}/widget/frame/{SHOP}", headers=headers)


def test_the_frame_is_for_the_shops_own_pages_alone(stage: Stage) -> None:
    answer = frame_of(stage, **{"Sec-Fetch-Dest": "iframe", "Referer": f"{stage.shop.url}/"})
    policy = answer.headers["content-security-policy"]
    assert f"frame-ancestors {stage.shop.url};" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["document", "embed", "empty", "object"])
def test_the_frame_is_no_page_of_its_own(stage: Stage, kind: str) -> None:
    assert frame_of(stage, **{"Sec-Fetch-Dest": kind}).status_code == 403


def test_a_browser_that_says_nothing_of_its_purpose_is_served(stage: Stage) -> None:
    answer = frame_of(stage, Referer=f"{stage.shop.url}/a/page")
    assert answer.status_code == 200
    assert '"boot":""' not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "iframe", "Referer": "https://evil.example/"},
        {"Sec-Fetch-Dest": "iframe", "Referer": "http://[broken"},
        {"Referer": "https://evil.example/"},
        {},
    ],
    ids=["another shop", "no address", "an old browser elsewhere", "nothing at all"],
)
def test_a_navigation_from_elsewhere_gets_no_boot_token(stage: Stage, headers: dict[str, str]) -> None:
    assert '"boot":""' in frame_of(stage, **headers).text


def test_an_unknown_shop_has_no_frame_and_no_loader(stage: Stage) -> None:
    nobody = "shop_zzzzzzzzzzzzzzzz"
    assert httpx.get(f"{stage.counter.url}/widget/frame/{nobody}").status_code == 404
    assert httpx.get(f"{stage.counter.url}/widget.js?shop={nobody}").status_code == 404
    assert httpx.get(f"{stage.counter.url}/widget.js").status_code == 404


def test_what_a_shop_is_called_is_text(stage: Stage) -> None:
    stage.renames("</script><img src=x onerror=alert(1)>")
    document = frame_of(stage, **{"Sec-Fetch-Dest": "iframe"}).text
    assert "<img" not in document
    assert "&lt;/script&gt;" in document


def test_a_loader_that_has_not_changed_is_not_sent_again(stage: Stage) -> None:
    url = f"{stage.counter.url}/widget.js?shop={SHOP}"
    first = httpx.get(url)
    again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert first.headers["cache-control"] == "public, max-age=300"


def test_files_of_another_version_are_not_there(stage: Stage) -> None:
    assert httpx.get(f"{stage.counter.url}/widget/000000000000/app/main.js").status_code == 404
    assert httpx.get(f"{stage.counter.url}/widget/000000000000/../../etc/passwd").status_code == 404


def test_another_origin_cannot_take_the_frame_by_the_hand(page: Page, stage: Stage, page_errors: PageErrors) -> None:
    """The policy already keeps it out; were it inside, its greeting would be ignored."""
    page_errors.expect("frame-ancestors")
    page.goto(f"{stage.counter.url}/healthz")
    page.evaluate(
        "src => new Promise(done => document.body.append(Object.assign(document.createElement('iframe'), "
        "{src, onload: done})))",
        f"{stage.counter.url}/widget/frame/{SHOP}",
    )
    assert page.evaluate(INTRUDE) == "silence"
    expect(page.frame_locator("iframe").locator("#app")).to_have_count(0)


def test_the_page_hears_only_its_own_frame(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens()
    answered = page.evaluate(
        """() => new Promise(done => {
            addEventListener("message", ({ ports }) => ports.length && done("taken"))
            window.postMessage("mostrador:ready", "*")
            setTimeout(() => done("ignored"), 300)
        })"""
    )
    assert answered == "ignored"
    ana.is_at("home")


def test_the_set_up_page_will_know_that_the_widget_called(page: Page, stage: Stage) -> None:
    Shopper(page, stage).opens()
    assert stage.widget_seen_from() == stage.shop.url
