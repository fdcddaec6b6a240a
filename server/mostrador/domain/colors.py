"""A shop's colour, made readable: 4.5:1 whatever colour it was."""

import colorsys
from dataclasses import dataclass
from typing import NamedTuple

READABLE = 4.5  # WCAG 2.2, text
STEPS = 64
TINT = 0.12  # of the colour in the surface: what the colour has to be read on at worst


class Rgb(NamedTuple):
    red: int
    green: int
    blue: int

    @classmethod
    def parse(cls, text: str) -> "Rgb":
        return cls(*bytes.fromhex(text.removeprefix("#")))

    def __str__(self) -> str:
        return "#" + bytes(self).hex()


WHITE, INK = Rgb(255, 255, 255), Rgb(28, 25, 23)
LIGHT_SURFACE, DARK_SURFACE = WHITE, Rgb(31, 28, 26)


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour, and what can be read on it."""

    color: str
    on: str


def light(color: str) -> Pair:
    """The colour on light surfaces: darkened until it can be read there."""
    return _corrected(Rgb.parse(color), LIGHT_SURFACE, 0.0)


def dark(color: str) -> Pair:
    """The colour on dark surfaces: lightened until it can be read there."""
    return _corrected(Rgb.parse(color), DARK_SURFACE, 1.0)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _corrected(color: Rgb, surface: Rgb, lightness: float) -> Pair:
    """Go towards a lightness in small steps, keeping hue and saturation, until the colour can be read."""
    shades = (_lit(color, lightness, step / STEPS) for step in range(STEPS + 1))
    readable = next(shade for shade in shades if contrast(shade, _mixed(surface, shade, TINT)) >= READABLE)
    return Pair(str(readable), str(max((WHITE, INK), key=lambda text: contrast(readable, text))))


def _lit(color: Rgb, towards: float, share: float) -> Rgb:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in color))
    shade = colorsys.hls_to_rgb(hue, lightness + (towards - lightness) * share, saturation)
    return Rgb(*(round(channel * 255) for channel in shade))


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    return Rgb(*(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)))


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
