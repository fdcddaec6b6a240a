"""A text as it is served, in the smallest form that its reader takes."""

import gzip
from dataclasses import dataclass
from functools import lru_cache

import brotli
from starlette.requests import Request
from starlette.responses import Response

SMALLEST, QUICK = 11, 5  # of Brotli's qualities: for what is made once, and for what is made for one answer


@dataclass(frozen=True, slots=True)
class Asset:
    """A text, plain and compressed: with Brotli (RFC 7932), which browsers take over https, and with gzip."""

    content: bytes
    gzip: bytes
    brotli: bytes
    media_type: str

    @classmethod
    def make(cls, text: str, media_type: str, *, quality: int = SMALLEST) -> "Asset":
        content = text.encode()
        compressed = _smallest(content) if quality == SMALLEST else brotli.compress(content, quality=quality)
        return cls(content, gzip.compress(content, 9, mtime=0), compressed, media_type)

    def answer(self, request: Request, headers: dict[str, str]) -> Response:
        headers = {**headers, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
        taken = {each.strip().lower() for each in request.headers.get("accept-encoding", "").split(",")}
        for name, compressed in (("br", self.brotli), ("gzip", self.gzip)):
            if name in taken:
                return Response(compressed, media_type=self.media_type, headers={**headers, "Content-Encoding": name})
        return Response(self.content, media_type=self.media_type, headers=headers)


@lru_cache(maxsize=64)  # tenths of a second, which nobody waits for twice who opens the server again in one process
def _smallest(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, quality=SMALLEST)
    return compressed
