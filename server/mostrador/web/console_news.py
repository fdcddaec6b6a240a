"""The console hears that something happened: a long poll that carries no more than which conversations changed."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import sessions
from mostrador.desk import Desk
from mostrador.errors import Unauthenticated
from mostrador.web import wire
from mostrador.web.sessions import signed_in

WAIT = 25.0  # seconds; home routers cut lines that are idle for longer than a minute
AT_MOST_EVERY = timedelta(seconds=1)


async def hear(request: Request) -> Response:
    """Answer what changed after the stamp `after`, at most once a second; 204 when nothing did for a while."""
    desk: Desk = request.app.state.desk
    signed = await signed_in(request, seen=False)
    shop, after = signed.speaker.shop, request.query_params.get("after", "")
    began = desk.clock.now()
    desk.presence.look(shop, signed.member.id, signed.member.name, writing=False, at=began)
    if not after:
        return wire.answer({"after": desk.hub.news.stamp(shop), "conversations": []})
    with desk.hub.listening(shop, signed.member.id) as bell:
        if desk.hub.news.stamp(shop) == after and not await desk.clock.wait(bell, WAIT):
            return Response(status_code=204, headers=wire.NO_STORE)
    if desk.hub.closing:
        return Response(status_code=204, headers=wire.NO_STORE)
    early = (began + AT_MOST_EVERY - desk.clock.now()).total_seconds()
    if early > 0:
        await desk.clock.sleep(early)
    if not await sessions.still_signed_in(desk, signed.speaker):
        raise Unauthenticated("Your session is over; log in again.")
    changed = desk.hub.news.since(shop, after)
    return wire.answer({"after": desk.hub.news.stamp(shop), "conversations": changed})


ROUTES = [Route("/console/news", hear)]
