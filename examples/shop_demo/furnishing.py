"""What the demo's shop has at the counter from the start: surveys, a watch, and an address that is told things."""

from collections.abc import Sequence
from dataclasses import replace

from examples.shop_demo.ledger import Hook
from examples.shop_demo.web.news_page import HOOK
from mostrador.actions import survey_questions, surveys, watches, webhook_settings
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker, system
from mostrador.domain.survey_rules import Draft, Settings
from mostrador.domain.watch import Watch
from mostrador.domain.webhooks import TYPES
from mostrador.storage import shops

# Without quiet hours, and of every order: whoever tries the demo wants to see the mail now.
SURVEY = Settings(name="Tras la entrega", days=0, rest_days=0, quiet_from="00:00", quiet_until="00:00")
NOTHING: dict[str, str] = {}
QUESTIONS = (
    Draft(
        kind="nps",
        texts={
            "es": "¿Recomendarías Zapatería Lola a una amiga o un amigo?",
            "en": "Would you recommend Zapatería Lola to a friend?",
        },
        options=NOTHING,
    ),
    Draft(
        kind="csat",
        texts={"es": "¿Cómo fue la entrega?", "en": "How was the delivery?"},
        options=NOTHING,
        how="most",
        values="8",
    ),
    Draft(kind="text", texts={"es": "¿Por qué?", "en": "Why?"}, options=NOTHING),
)
ON_PAGE = Settings(name="Al comprar", moment="page")
ASKED_ON_PAGE = (
    Draft(
        kind="ces",
        texts={"es": "¿Te ha sido fácil comprar aquí?", "en": "Was it easy to buy here?"},
        options=NOTHING,
    ),
    Draft(kind="text", texts={"es": "¿Qué te ha costado más?", "en": "What was hardest?"}, options=NOTHING),
)
LATE = Watch("", "not_shipped", 2, on=True)  # working days after payment


async def furnish(desk: Desk, shop: str) -> None:
    department = (await desk.db.read(lambda tx: shops.departments(tx, shop)))[0].id
    for settings, questions in ((SURVEY, QUESTIONS), (ON_PAGE, ASKED_ON_PAGE)):
        await _ask(desk, shop, replace(settings, department=department), questions)
    await watches.add(desk, system(shop), await _version(desk, shop), LATE)


async def _ask(desk: Desk, shop: str, settings: Settings, questions: Sequence[Draft]) -> None:
    speaker = system(shop)
    survey = await surveys.add(desk, speaker, await _version(desk, shop), settings)
    for draft in questions:
        await survey_questions.add(desk, speaker, await _version(desk, shop), survey, draft)
    await surveys.change(desk, speaker, await _version(desk, shop), survey, replace(settings, state="live"))


async def add_hook(desk: Desk, shop: str, shop_address: str) -> Hook:
    speaker, url = system(shop), shop_address + HOOK
    added = await webhook_settings.add(desk, speaker, url, TYPES)
    return Hook(await _hook_at(desk, speaker, url), url, added.secret)


async def move_hook(desk: Desk, shop: str, hook: Hook, shop_address: str) -> Hook:
    """The hook, at the address that the shop has today: another program may have taken its port."""
    if hook.url == shop_address + HOOK:
        return hook
    await webhook_settings.remove(desk, system(shop), hook.id)
    return await add_hook(desk, shop, shop_address)


async def _hook_at(desk: Desk, speaker: Speaker, url: str) -> str:
    standing = await webhook_settings.standing(desk, speaker, None)
    return next(each.id for each in standing.webhooks if each.url == url)


async def _version(desk: Desk, shop: str) -> int:
    found = await desk.db.read(lambda tx: shops.find(tx, shop))
    if found is None:
        raise SystemExit("The demo's shop is gone. Remove the demo's folder, and start again.")
    return found.version
