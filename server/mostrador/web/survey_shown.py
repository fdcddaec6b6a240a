"""A survey as the page in the browser gets it: in one language, with the shop's look and the words around it."""

from typing import Any

from mostrador.actions.survey_gifts import Coupon, Gift
from mostrador.actions.survey_pages import Page
from mostrador.desk import Desk
from mostrador.domain import colors, survey
from mostrador.domain.incentive import Incentive
from mostrador.domain.survey import Question
from mostrador.words import Words


def shown(words: Words, page: Page) -> dict[str, Any]:
    """What `open` answers, and what a preview begins with."""
    shop, profile = page.shop, page.shop.profile
    language = words.choose(page.language, shop.language)
    light, dark = colors.light(profile.look.color), colors.dark(profile.look.color)
    gift = page.incentive
    return {
        "lang": page.language,
        "words": words.in_language(language).under("survey.page"),
        "shop": {
            "name": shop.name,
            "color": light.color,
            "onColor": light.on,
            "dark": {"color": dark.color, "onColor": dark.on},
        },
        "questions": [_question(each, page.language, shop.language) for each in page.questions],
        "incentive": _incentive(gift, page.language, shop.language) if gift else None,
    }


def given(desk: Desk, gift: Gift) -> dict[str, str]:
    """What asking for the incentive answers: a code, or an entry's number with the address of its draw."""
    if isinstance(gift, Coupon):
        return {"code": gift.code}
    return {"entry": gift.number, "address": f"{desk.settings.public_url}/s/draw/{gift.draw}"}


def _incentive(gift: Incentive, language: str, otherwise: str) -> dict[str, Any]:
    what: dict[str, Any] = {
        "kind": gift.kind,
        "terms": survey.said(gift.terms, language, otherwise),
        "until": gift.until,
    }
    if gift.kind == "draw":
        what |= {"winners": gift.winners, "source": gift.source, "drawnOn": gift.drawn_on}
    return what


def _question(question: Question, language: str, otherwise: str) -> dict[str, Any]:
    condition = question.condition
    return {
        "key": question.key,
        "kind": question.kind,
        "text": question.text(language, otherwise),
        "required": question.required,
        "scale": list(question.scale) if question.scale else [],
        "options": [
            {"number": option.number, "text": survey.said(option.texts, language, otherwise)}
            for option in question.options
        ],
        "condition": {"how": condition.how, "values": list(condition.values)} if condition else None,
    }
