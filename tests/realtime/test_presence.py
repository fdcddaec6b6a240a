"""Who looks at a conversation, as the others see it."""

from datetime import UTC, datetime, timedelta

from mostrador.realtime.presence import AWAY, STILL, Looker, Presence

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_whoever_comes_writes_and_goes_is_news_and_whoever_stays_is_not() -> None:
    presence = Presence()
    assert presence.look("cnv_x", "agt_bo", "Bo", writing=False, at=NOON)
    assert not presence.look("cnv_x", "agt_bo", "Bo", writing=False, at=NOON + SECOND)
    assert presence.look("cnv_x", "agt_bo", "Bo", writing=True, at=NOON + SECOND)
    assert not presence.look("cnv_x", "agt_bo", "Bo", writing=True, at=NOON + 2 * SECOND)
    assert presence.look("cnv_x", "agt_bo", "Bo", writing=False, at=NOON + 3 * SECOND + STILL)
    assert presence.leave("cnv_x", "agt_bo")
    assert not presence.leave("cnv_x", "agt_bo")


def test_others_are_shown_whoever_writes_first_and_oneself_is_not() -> None:
    presence = Presence()
    for agent, name, writing in (("agt_bo", "Bo", False), ("agt_ann", "Ann", False), ("agt_cid", "Cid", True)):
        presence.look("cnv_x", agent, name, writing=writing, at=NOON)
    assert presence.others("cnv_x", "agt_bo", at=NOON) == [
        Looker("agt_cid", "Cid", True),
        Looker("agt_ann", "Ann", False),
    ]
    assert presence.others("cnv_y", "agt_bo", at=NOON) == []


def test_somebody_silent_for_too_long_is_away() -> None:
    presence = Presence()
    presence.look("cnv_x", "agt_bo", "Bo", writing=True, at=NOON)
    later = NOON + AWAY + SECOND
    assert presence.others("cnv_x", "agt_cid", at=later) == []
    assert presence.look("cnv_x", "agt_bo", "Bo", writing=False, at=later)
