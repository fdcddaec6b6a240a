"""
Plots as SVG that stands in the page: drawn by pygal, dressed by the console's own stylesheet.

Its styles, scripts and tooltips are taken out: the console's policy forbids them, and a stylesheet of ours knows the
shop's colour, the dark and the print. A plot is a picture with a name; what it shows stands in a table beside it.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from markupsafe import Markup
from pygal.etree import etree
from pygal.style import Style

# pygal puts a finder of the old kind among Python's own, for maps that nobody draws here. Python 3.11 warns of it at
# every import that finds nothing, and later ones pass over it.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

WIDTH, HEIGHT = 440, 220  # of the drawing; the page scales it
ROW = 32  # height of a row of a plot that lies on its side
MOST_LABELS = 13  # along an axis; of more, every second or third is said
FLAT_LABELS = 6  # more of them are turned
LONGEST_LABEL = 22  # characters
FONT = 14
DRESS = Style(label_font_size=FONT, major_label_font_size=FONT, value_font_size=FONT, font_family="sans-serif")
GONE = {"defs", "title", "desc"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in a plot, as it is said, and its interval; `value` is None where there is nothing to show."""

    label: str
    value: float | None
    said: str = ""
    low: float | None = None
    high: float | None = None
    kind: str = ""  # a class of the stylesheet: few, ranged, promoters …


def columns(name: str, marks: Sequence[Mark]) -> Markup:
    """Columns beside each other, each with what it stands for above it."""
    chart = pygal.Bar(**_settings(), print_values=True, print_values_position="top", show_y_labels=False)
    chart.x_labels = [mark.label for mark in marks]
    chart.add(name, [_point(mark, "rect") for mark in marks])
    chart.show_y_guides = False
    chart.margin_top = 26  # what stands above the highest one
    return _drawn(chart, name)


def rows(name: str, marks: Sequence[Mark]) -> Markup:
    """Bars below each other, the first at the top."""
    upwards = list(reversed(marks))
    settings = {**_settings(), "height": 24 + ROW * len(marks), "range": _reach(marks)}
    chart = pygal.HorizontalBar(**settings, show_x_labels=False)
    chart.x_labels = [f"{_cut(mark.label)} · {mark.said}" for mark in upwards]
    chart.add(name, [_point(mark, "rect") for mark in upwards])
    chart.show_x_guides = chart.show_y_guides = False
    return _drawn(chart, name)


def course(name: str, marks: Sequence[Mark], axis: Sequence[tuple[float, str]]) -> Markup:
    """A line through time with the interval at each point; broken where there was nothing. `axis` says its height."""
    chart = pygal.Line(**_settings(), dots_size=4, allow_interruptions=True, range=(axis[0][0], axis[-1][0]))
    every = -(-len(marks) // MOST_LABELS)
    chart.x_labels = [mark.label if number % every == 0 else "" for number, mark in enumerate(marks)]
    chart.x_label_rotation = 0 if len(marks) <= FLAT_LABELS else 40
    chart.y_labels = [{"value": value, "label": said} for value, said in axis]
    chart.add(name, [_point(mark, "dot") for mark in marks])
    return _drawn(chart, name)


def _settings() -> dict[str, Any]:
    return {
        "style": DRESS,
        "js": (),
        "css": (),
        "width": WIDTH,
        "height": HEIGHT,
        "margin": 6,
        "show_legend": False,
        "truncate_label": -1,
        "no_data_text": "",
        "classes": ("plot-drawing",),
    }


def _point(mark: Mark, shape: str) -> dict[str, Any] | None:
    if mark.value is None:
        return None
    point: dict[str, Any] = {
        "value": mark.value,
        "formatter": lambda *_: mark.said,
        "node": {"class": f"{shape} {mark.kind}".strip()},
    }
    if mark.low is not None and mark.high is not None:
        point["ci"] = {"low": mark.low, "high": mark.high}
    return point


def _reach(marks: Sequence[Mark]) -> tuple[float, float]:
    """From the lowest end of an interval to the highest, with 0."""
    ends = [end for mark in marks for end in (mark.value, mark.low, mark.high) if end is not None]
    return min([0.0, *ends]), max([0.0, *ends])


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _drawn(chart: Any, name: str) -> Markup:
    root = chart.render_tree()
    _strip(root)
    root.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", name)
    written: str = etree.tostring(root, encoding="unicode")
    return Markup(written)  # noqa: S704 — built as a tree, so that every text in it is escaped


def _strip(node: Any) -> None:
    """Take out what the policy forbids, and what only a script would use."""
    for child in list(node):
        is_overlay = "tooltip-overlay" in child.get("class", "") if isinstance(child.tag, str) else True
        if is_overlay or child.tag in GONE:
            node.remove(child)
        else:
            child.attrib.pop("style", None)
            _strip(child)
