"""Pictures from people, made small and harmless by `picture_worker.py` in a process of its own."""

import asyncio
import base64
import sys
from pathlib import Path

from mostrador.errors import FieldError, FormInvalid

WORKER = Path(__file__).with_name("picture_worker.py")
SECONDS = 15  # on a loaded machine; the worker may use five of the processor
MOST_BYTES = 1024 * 1024


async def small_png(data: bytes) -> str:
    """Return the picture as a `data:` URL of a small PNG. Raises `FormInvalid` for what is none that we take."""
    if len(data) > MOST_BYTES:
        raise _invalid("logo_too_large", "The picture may have at most 1 MB.")
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(WORKER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(SECONDS):
            drawn, _ = await worker.communicate(data)
    except TimeoutError:
        drawn = b""
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    if worker.returncode or not drawn:
        raise _invalid("logo_invalid", "This is no PNG, JPEG or WebP picture that can be read.")
    return "data:image/png;base64," + base64.b64encode(drawn).decode()


def _invalid(code: str, detail: str) -> FormInvalid:
    return FormInvalid(detail, fields={"look.logo": FieldError(code, detail)})
