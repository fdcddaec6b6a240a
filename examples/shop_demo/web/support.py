"""The token by which the help widget knows a customer of ours."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from examples.shop_demo.web.visits import arrive
from mostrador_sdk import identity_token

NO_STORE = {"Cache-Control": "no-store"}


async def token(request: Request) -> Response:
    shop, visit = await arrive(request)
    settings, customer = shop.settings, visit.customer
    if settings.help is None or customer is None:
        return JSONResponse({"detail": "Nobody is logged in."}, status_code=401, headers=NO_STORE)
    signed = identity_token(
        settings.help.identity_secret,
        key_id=settings.help.key_id,
        shop=settings.help.shop,
        sub=customer.id,
        email=customer.email,
        email_verified=customer.verified,
        name=customer.name,
        now=settings.now(),
    )
    return JSONResponse({"token": signed}, headers=NO_STORE)
