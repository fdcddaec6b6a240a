"""The survey after a conversation, where a shopper's chat has ended: offered to them alone, and answered once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from live_callers import LiveShopper
from mostrador.actions import survey_pages, survey_talks
from mostrador.errors import NotFound
from mostrador.storage import contacts, customers
from mostrador.storage.schema import conversation, survey_answer, survey_invitation
from office import Office
from services.mail_server import MailServer
from surveyors import SCORE, WHY, asks, confirms, funnel, link

SVY = "svy_after"


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def ana(office: Office) -> LiveShopper:
    return LiveShopper(office)


def has_ended(ana: LiveShopper) -> str:
    chat = ana.opens()
    assert ana.http.post(f"conversations/{chat}/end", json={}).is_success
    return chat


def asks_after_chats(office: Office, **settings: Any) -> None:
    office.run(asks(office.desk, office.shop, SCORE, WHY, moment="resolved", **settings))


def offer(ana: LiveShopper, chat: str) -> dict[str, Any]:
    answer = ana.http.get(f"conversations/{chat}/survey", params={"lang": "es"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def answers(ana: LiveShopper, chat: str, score: int = 9, key: str = "visit-0001", **more: Any) -> int:
    body = {"survey": SVY, "key": key, "answers": {"qst_score": score}, **more}
    return ana.http.post(f"conversations/{chat}/survey", json=body).status_code


def asked_about(office: Office, chat: str) -> list[str]:
    """By which ways."""
    wanted = select(survey_invitation.c.channel).where(survey_invitation.c.conversation_id == chat)
    return office.read(lambda tx: list(tx.execute(wanted).scalars()))


def counted(office: Office) -> list[int]:
    """The scores that count."""
    return office.read(lambda tx: list(tx.execute(select(survey_answer.c.number)).scalars()))


def is_asked_by_mail(office: Office, post: MailServer, chat: str) -> None:
    are_proven_and_resolved(office, chat)
    office.run(survey_talks.plan(office.desk))
    office.settles()
    assert len(post.taken) == 1


def are_proven_and_resolved(office: Office, *chats: str) -> None:
    def work(tx: Connection) -> None:
        customers.add(tx, office.shop, "cus_ana", name="Ana", language="es", at=office.now(), email="ana@example.com")
        for chat in chats:
            contacts.set_customer(tx, office.shop, chat, "cus_ana")
            tx.execute(conversation.update().where(conversation.c.id == chat).values(folder="resolved"))

    office.write(work)


def test_whoever_answers_where_the_chat_ended_counts_once_and_gets_no_mail(office: Office, ana: LiveShopper):
    asks_after_chats(office)
    chat, silent = has_ended(ana), has_ended(ana)
    told = offer(ana, chat)
    assert (told["survey"], told["done"]) == (SVY, False)
    assert [question["text"] for question in told["shown"]["questions"]] == ["¿Nos recomendarías?", "¿Por qué?"]
    assert [answers(ana, chat), answers(ana, chat, finished=True), answers(ana, chat, finished=True)] == [204] * 3
    assert answers(ana, chat, 0, key="visit-0002") == 404
    assert offer(ana, chat) == {"survey": "", "shown": None, "done": True}
    are_proven_and_resolved(office, chat, silent)
    office.run(survey_talks.plan(office.desk))
    assert asked_about(office, chat) == ["widget"]
    assert asked_about(office, silent) == ["mail"]
    office.moves(timedelta(seconds=30))
    office.settles()
    assert counted(office) == [9]


def test_one_who_was_asked_by_mail_already_is_not_asked_here(office: Office, ana: LiveShopper, post: MailServer):
    asks_after_chats(office)
    chat = has_ended(ana)
    is_asked_by_mail(office, post, chat)
    assert offer(ana, chat) == {"survey": "", "shown": None, "done": False}


def test_an_answer_begun_here_counts_though_a_mail_was_planned_meanwhile(
    office: Office, ana: LiveShopper, post: MailServer
):
    asks_after_chats(office, days=1)
    chat = has_ended(ana)
    assert offer(ana, chat)["survey"] == SVY
    are_proven_and_resolved(office, chat)
    office.run(survey_talks.plan(office.desk))
    assert asked_about(office, chat) == ["mail"]
    assert offer(ana, chat)["survey"] == SVY  # also on a page that was loaded again
    assert [answers(ana, chat), answers(ana, chat, finished=True)] == [204, 204]
    assert asked_about(office, chat) == ["widget"]
    office.moves(timedelta(days=2))
    office.settles()
    assert post.taken == []
    assert counted(office) == [9]
    assert office.run(funnel(office.desk)) == (0, 1, 1, 1)


def test_the_link_in_a_mail_that_has_left_is_over_once_the_answer_here_counts(
    office: Office, ana: LiveShopper, post: MailServer
):
    asks_after_chats(office, reminder_days=1)
    chat = has_ended(ana)
    is_asked_by_mail(office, post, chat)
    assert answers(ana, chat, finished=True) == 204
    office.moves(timedelta(seconds=30))
    office.settles()
    assert counted(office) == [9]
    with pytest.raises(NotFound):
        office.run(survey_pages.open_page(office.desk, link(post)))
    office.moves(timedelta(days=2))
    office.settles()
    assert len(post.taken) == 1  # nobody is reminded
    assert office.run(funnel(office.desk)) == (1, 1, 1, 1)


def test_who_has_begun_to_answer_by_the_mail_goes_on_there(office: Office, ana: LiveShopper, post: MailServer):
    asks_after_chats(office)
    chat = has_ended(ana)
    is_asked_by_mail(office, post, chat)
    office.run(confirms(office.desk, link(post), finished=False, score=3))
    assert answers(ana, chat) == 404
    assert asked_about(office, chat) == ["mail"]


def test_nobody_is_asked_while_they_chat_or_about_somebody_elses(office: Office, ana: LiveShopper):
    asks_after_chats(office)
    chat = ana.opens()
    bo = LiveShopper(office)
    stranger = LiveShopper(office, shop=office.other_shop)
    assert ana.http.get(f"conversations/{chat}/survey").status_code == 404
    assert answers(ana, chat) == 404
    assert ana.http.post(f"conversations/{chat}/end", json={}).is_success
    for somebody in (bo, stranger):
        assert somebody.http.get(f"conversations/{chat}/survey").status_code == 404
        assert answers(somebody, chat) == 404
    assert asked_about(office, chat) == []


@pytest.mark.parametrize("settings", [{"state": "paused"}, {"share": 0}], ids=["paused", "not drawn"])
def test_where_no_survey_asks_there_is_none(office: Office, ana: LiveShopper, settings: dict[str, Any]):
    asks_after_chats(office, **settings)
    chat = has_ended(ana)
    assert offer(ana, chat) == {"survey": "", "shown": None, "done": False}
    assert answers(ana, chat) == 404


def test_an_answer_that_is_none_is_refused_and_uses_nothing_up(office: Office, ana: LiveShopper):
    asks_after_chats(office)
    chat = has_ended(ana)
    assert answers(ana, chat, 11) == 422
    assert asked_about(office, chat) == []
    assert answers(ana, chat, 10) == 204
