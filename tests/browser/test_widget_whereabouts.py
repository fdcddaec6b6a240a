"""A shopper in a chat moves about the shop, and who answers sees where they are."""

from typing import Any

from playwright.sync_api import Page
from widget_agent import Agent, at_the_counter
from widget_chatter import QUESTION, in_a_chat
from widget_stage import Stage


def is_told(agent: Agent, at: Page, **wanted: str) -> dict[str, Any]:
    """Let the shopper's time pass until the agent has been told this."""
    while True:
        at.clock.run_for(5_000)
        state: dict[str, Any] = agent.line.states.get(agent.conversation, {"told": {}})
        if all(state["told"].get(name) == value for name, value in wanted.items()):
            return state["told"]
        agent.line.takes_what_is_there()


def test_an_agent_sees_the_page_that_the_shopper_has_moved_on_to_and_the_cart(page: Page, stage: Stage) -> None:
    page.clock.install()
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        marta.hears(QUESTION)
        told = is_told(marta, page, page=f"{stage.shop.url}/")
        assert "Chrome" in told["device"]
        assert "items" not in told
        page.evaluate("history.pushState({}, '', '/zapatillas/43?from=mail#azul')")
        page.evaluate("Mostrador.cart({ items: 2, total: '89,80 €' })")
        is_told(marta, page, page=f"{stage.shop.url}/zapatillas/43", items="2", total="89,80 €")
        page.evaluate("Mostrador.cart({ items: 'many', total: 7 })")
        page.evaluate("history.pushState({}, '', '/zapatillas')")
        assert "items" not in is_told(marta, page, page=f"{stage.shop.url}/zapatillas")
        with page.expect_navigation():
            page.evaluate("location.assign('/')")
        ana.button.wait_for()
        is_told(marta, page, page=f"{stage.shop.url}/", referrer=f"{stage.shop.url}/zapatillas")
