"""The shop's own pages, as far as a request for what stands in them shows."""

from urllib.parse import urlsplit

from starlette.requests import Request

from mostrador.domain.shop import Shop

HTML = "text/html; charset=utf-8"


def is_from_shop(request: Request, shop: Shop) -> bool:
    """
    Say whether one of the shop's pages holds this frame.

    The loader has browsers say where they come from. Some never do; of those, the ones that told us that they load a
    frame also keep `frame-ancestors`.
    """
    referrer = request.headers.get("referer")
    if referrer is None:
        return "sec-fetch-dest" in request.headers
    return origin(referrer) in shop.origins


def origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
