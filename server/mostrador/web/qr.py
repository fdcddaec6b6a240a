"""A QR code as a picture that stands in the page itself."""

import segno

QUIET_ZONE = 4  # modules, as ISO/IEC 18004 wants; apps fail to read it on a dark page without


def picture(content: str) -> str:
    """A `data:` address of an SVG, dark on white whatever the page's colours are."""
    return str(segno.make(content, error="m").svg_data_uri(scale=5, border=QUIET_ZONE, dark="#000", light="#fff"))
