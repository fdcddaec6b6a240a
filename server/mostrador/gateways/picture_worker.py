"""
Makes a picture from a stranger small, in a process of its own: `picture_worker.py < any > png`.

What decodes pictures is the likeliest place for a memory error or a bomb, so it gets a process with little memory and
little time, and hands back what it drew anew, never what it was given.
"""

import io
import resource
import sys
import warnings

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 16_000_000
MEMORY = 1024 * 1024 * 1024  # bytes of addresses, not of pages in use
SECONDS = 5  # of the processor
SIDES = (192, 144, 112, 80, 56)  # pixels; the first that becomes small enough
SMALL = 32 * 1024  # bytes


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        given = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
        if given.width * given.height > MOST_PIXELS:
            return 1
        picture = ImageOps.exif_transpose(given).convert("RGBA")  # the first frame, if it moves
        small = next(drawn for side in SIDES if len(drawn := _png(picture, side)) <= SMALL)
    except Exception:  # it is no picture that we take; which way it is broken does not matter
        return 1
    sys.stdout.buffer.write(small)
    return 0


def _png(picture: Image.Image, side: int) -> bytes:
    """Draw it anew, without metadata, at most so large."""
    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    clean = Image.frombytes("RGBA", copy.size, copy.tobytes())
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
