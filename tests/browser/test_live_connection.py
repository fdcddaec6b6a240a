"""The live line by itself, on a clock and sockets of the test: when it dials, what it keeps, when it gives up."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

SOURCE = Path(__file__).parents[2] / "widget" / "src"
BENCH = """async () => {
    const { Connection } = await import("/shared/connection.js")
    const { Logs } = await import("/shared/log.js")
    const bench = { time: 0, timers: new Map(), sockets: [], statuses: [], hellos: 0, renewals: 0, logs: new Logs() }
    const means = {
        open() {
            const socket = { readyState: 1, sent: [], send: (text) => socket.sent.push(JSON.parse(text)) }
            socket.close = () => { socket.readyState = 3 }
            bench.sockets.push(socket)
            return socket
        },
        hello: async () => ({ token: `token ${bench.hellos++}` }),
        renew: async () => { bench.renewals++ },
        now: () => bench.time,
        later(work, ms) {
            bench.timers.set(bench.timers.size + 1, { work, at: bench.time + ms })
            return bench.timers.size
        },
        never: (id) => { if (bench.timers.has(id)) bench.timers.get(id).at = Infinity },
        random: () => 1,
    }
    bench.line = new Connection(bench.logs, means, { frame() {}, status: (status) => bench.statuses.push(status) })
    bench.settle = () => new Promise((resolve) => setTimeout(resolve))
    bench.pass = async (ms) => {
        const until = bench.time + ms
        for (;;) {
            const due = [...bench.timers.values()].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
            if (!due) break
            bench.time = due.at
            due.at = Infinity
            due.work()
            await bench.settle()
        }
        bench.time = until
    }
    bench.last = () => bench.sockets.at(-1)
    bench.hear = (frame) => bench.last().onmessage({ data: JSON.stringify(frame) })
    bench.drop = async (code) => { bench.last().onclose({ code }); await bench.settle() }
    bench.welcome = (epoch = "one", conversations = ["cnv_a"]) => {
        bench.last().onopen()
        bench.hear({ type: "welcome", you: "vis_a", epoch, conversations, beat: 20 })
    }
    bench.event = (seq, key) => bench.hear({
        type: "event", conversation: "cnv_a",
        event: { seq, kind: "message", author: { role: "customer" }, at: "2026-01-01T00:00:00Z", key, text: "Hola" },
    })
    window.bench = bench
    bench.line.start()
    await bench.settle()
}"""


class Bench:
    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(BENCH)

    def does(self, what: str) -> Any:
        """Run a few steps at the bench, and return what the last of them is."""
        return self.page.evaluate(f"async () => {{ const {{ line, logs }} = bench; {what} }}")


@pytest.fixture
def bench(page: Page) -> Bench:
    def serve(route: Route) -> None:
        path = route.request.url.removeprefix("http://shop.test/")
        if path.endswith(".js"):
            route.fulfill(content_type="text/javascript", body=(SOURCE / path).read_text("utf-8"))
        else:
            route.fulfill(content_type="text/html", body="<!doctype html>")

    page.route("http://shop.test/**", serve)
    page.goto("http://shop.test/")
    return Bench(page)


def test_a_line_that_breaks_is_dialled_again_later_and_later_up_to_half_a_minute(bench: Bench) -> None:
    waited = bench.does("""
        const waited = []
        for (let dial = 0; dial < 8; dial++) {
            const before = bench.sockets.length
            await bench.drop(1006)
            let ms = 0
            for (; bench.sockets.length === before; ms += 500) await bench.pass(500)
            waited.push(ms)
        }
        return waited
    """)
    assert waited == [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]


def test_it_says_where_it_was_and_sends_again_what_nobody_confirmed(bench: Bench) -> None:
    hello, again = bench.does("""
        bench.welcome()
        bench.event(1)
        logs.of("cnv_a").say("key-one1", "Hola", 0)
        logs.of("cnv_a").say("key-two2", "¿Hola?", 0)
        bench.event(4, "key-one1")
        await bench.drop(1006)
        await bench.pass(1000)
        bench.welcome()
        return bench.last().sent
    """)
    assert hello == {"type": "hello", "token": "token 1", "epoch": "one", "after": {"cnv_a": 4}}
    assert again == {"type": "say", "conversation": "cnv_a", "key": "key-two2", "text": "¿Hola?"}


def test_another_store_makes_it_forget_what_it_read_and_not_what_it_has_to_say(bench: Bench) -> None:
    cursors, pending = bench.does("""
        bench.welcome()
        bench.event(7)
        logs.of("cnv_a").say("key-one1", "Hola", 0)
        await bench.drop(1006)
        await bench.pass(1000)
        bench.welcome("another")
        return [logs.cursors, logs.unsent.length]
    """)
    assert (cursors, pending) == ({"cnv_a": 0}, 1)


def test_an_event_counts_once_however_often_it_comes(bench: Bench) -> None:
    assert bench.does("""
        bench.welcome()
        for (const seq of [1, 2, 2, 1, 5]) bench.event(seq)
        return logs.of("cnv_a").events.map(({ seq }) => seq)
    """) == [1, 2, 5]


def test_it_answers_beats_and_gives_up_after_forty_seconds_of_silence(bench: Bench) -> None:
    answered, before, after = bench.does("""
        bench.welcome()
        await bench.pass(39_000)
        bench.hear({ type: "beat" })
        const answered = bench.last().sent.at(-1).type
        await bench.pass(39_000)
        const before = line.status
        await bench.pass(1_000)
        return [answered, before, line.status]
    """)
    assert (answered, before, after) == ("beat", "open", "lost")


def test_it_stays_away_as_long_as_the_server_asks(bench: Bench) -> None:
    counts = bench.does("""
        bench.welcome()
        bench.hear({ type: "leave", after: 7.5 })
        await bench.drop(4503)
        await bench.pass(7_400)
        const early = bench.sockets.length
        await bench.pass(200)
        return [early, bench.sockets.length]
    """)
    assert counts == [1, 2]


def test_a_token_that_is_over_is_renewed_once_and_then_it_takes_its_time(bench: Bench) -> None:
    assert bench.does("""
        await bench.drop(4401)
        const dialled = bench.sockets.length
        await bench.drop(4401)
        return [dialled, bench.sockets.length, bench.renewals]
    """) == [2, 2, 1]


def test_the_network_that_is_back_is_tried_at_once_and_a_line_that_works_is_left_alone(bench: Bench) -> None:
    assert bench.does("""
        bench.welcome()
        line.wake()
        await bench.settle()
        const alone = bench.sockets.length
        line.lose()
        line.wake()
        await bench.settle()
        return [alone, bench.sockets.length, bench.statuses]
    """) == [1, 2, ["dialling", "open", "lost"]]


def test_a_refused_message_stays_with_its_reason(bench: Bench) -> None:
    assert bench.does("""
        bench.welcome()
        logs.of("cnv_a").say("key-one1", "Hola", 0)
        const refused = { code: "too_many", detail: "", key: "key-one1", conversation: "cnv_a", retry_after: 600 }
        bench.hear({ type: "error", ...refused })
        const [said] = logs.of("cnv_a").pending.values()
        return [said.state, said.why, said.retryAfter, logs.unsent.length]
    """) == ["failed", "too_many", 600, 0]


def test_whoever_looks_again_does_not_wait_for_what_was_tried_in_vain_meanwhile(bench: Bench) -> None:
    assert bench.does("""
        for (let dial = 0; dial < 6; dial++) {
            await bench.drop(1006)
            await bench.pass(30_000)
        }
        const tried = bench.sockets.length
        await bench.drop(1006)
        line.wake()
        await bench.settle()
        await bench.drop(1006)
        const looked = bench.sockets.length
        await bench.pass(1_000)
        return [looked - tried, bench.sockets.length - looked]
    """) == [1, 1]


def test_where_sockets_are_blocked_whoever_looks_again_asks_anew(bench: Bench) -> None:
    assert bench.does("""
        logs.of("cnv_a")
        const asked = []
        const state = { code: "M-1", live: true, ended: false, read_by_customer: 0, read_by_agents: 0 }
        line.means.plain = {
            events(conversation, after, mark, signal) {
                asked.push(mark)
                const page = { epoch: "one", events: [], state, counter: null, mark: "m", more: false }
                if (asked.length === 1) return page
                return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))))
            },
            send: async () => {},
        }
        await bench.drop(1006)
        await bench.pass(1_000)
        await bench.drop(1006)
        await bench.settle()
        line.wake()
        await bench.settle()
        const soon = [...asked]
        bench.time += 3_600_000
        line.wake()
        await bench.settle()
        return [soon, asked, line.status]
    """) == [["", "m"], ["", "m", ""], "polling"]
