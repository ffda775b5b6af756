"""The chart of the benchmark: an SVG with the ratios to `chatcompletion`, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

TIMES = "\N{MULTIPLICATION SIGN}"

WIDTH = 800
LEFT, RIGHT = 320, 740
"""Where the axis starts and ends."""
TOP = 92
HEADING_HEIGHT, ROW_HEIGHT, GAP = 22, 19, 10

STYLE = """
text { font: 13px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #747d87 }
.title { font-size: 16px; font-weight: 600 }
.heading { font-weight: 600 }
.small { font-size: 12px }
.grid { stroke: #8c959f; stroke-opacity: 0.3 }
.one { stroke: #8c959f; stroke-width: 1.5 }
.more { fill: #d9772b }
.less { fill: #2f9e8f }
@media (prefers-color-scheme: light) { text { fill: #57606a } .title, .heading { fill: #24292f } }
@media (prefers-color-scheme: dark) { text { fill: #9da7b1 } .title, .heading { fill: #e6edf3 } }
"""
"""The first colors are legible on light and on dark backgrounds, for viewers without media queries."""


class Group(NamedTuple):
    """One operation, with the ratio of every other library."""

    title: str
    value: str
    """What `chatcompletion` takes."""
    ratios: Sequence[tuple[str, float]]


def draw_chart(groups: Sequence[Group], note: str) -> str:
    """Return the SVG. A bar to the right of the line at 1 is a library that takes more than `chatcompletion`."""
    ratios = [ratio for group in groups for _, ratio in group.ratios]
    lowest, highest = math.floor(math.log2(min([*ratios, 0.5]))), math.ceil(math.log2(max([*ratios, 2])))

    def position(ratio: float) -> float:
        return LEFT + (RIGHT - LEFT) * (math.log2(ratio) - lowest) / (highest - lowest)

    height = TOP + sum(HEADING_HEIGHT + ROW_HEIGHT * len(group.ratios) + GAP for group in groups) + 30
    description = "; ".join(
        f"{group.title}: {', '.join(f'{name} {show_ratio(ratio)}' for name, ratio in group.ratios)}" for group in groups
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title description">',
        '<title id="title">Time and memory of other libraries, as ratios to chatcompletion</title>',
        f'<desc id="description">{escape(description)}.</desc>',
        f"<style>{STYLE}</style>",
        draw_text(0, 18, "Time and memory, relative to chatcompletion", "title"),
        draw_text(0, 38, f"In bold: what chatcompletion takes, which is 1 on the logarithmic axis. {note}", "small"),
        draw_text(position(1) - 8, 62, "← takes less", "small", anchor="end"),
        draw_text(position(1) + 8, 62, "takes more →", "small"),
    ]
    for exponent in range(lowest, highest + 1):
        x = position(2**exponent)
        style = "grid" if exponent else "one"
        parts.append(f'<line class="{style}" x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - 24}"/>')
        for y in (TOP - 13, height - 8):
            parts.append(draw_text(x, y, f"{2.0**exponent:g}{TIMES}", "small", anchor="middle"))
    y = TOP
    for group in groups:
        parts += [
            draw_text(0, y + 14, group.title, "heading"),
            draw_text(position(1) - 6, y + 14, f"chatcompletion {group.value}", "heading", anchor="end"),
            *(
                draw_text(position(2**power), y + 14, f"{2**power}{TIMES}", "small", "middle")
                for power in range(1, highest + 1)
            ),
        ]
        y += HEADING_HEIGHT
        for name, ratio in group.ratios:
            parts += draw_bar(y, name, ratio, position(1), position(ratio))
            y += ROW_HEIGHT
        y += GAP
    return "\n".join([*parts, "</svg>"]) + "\n"


def draw_bar(y: float, name: str, ratio: float, one: float, end: float) -> Iterator[str]:
    is_more = ratio >= 1
    yield draw_text(14, y + 13, name)
    yield (
        f'<rect class="{"more" if is_more else "less"}" x="{min(one, end):.1f}" y="{y + 3:.1f}" '
        f'width="{max(abs(end - one), 1):.1f}" height="{ROW_HEIGHT - 6}" rx="2"/>'
    )
    x, anchor = (max(end, one) + 6, "start") if is_more else (end - 6, "end")
    yield draw_text(x, y + 13, show_ratio(ratio), anchor=anchor)


def draw_text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    attributes = f' class="{style}"' * bool(style) + f' text-anchor="{anchor}"' * (anchor != "start")
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(text)}</text>'


def show_ratio(ratio: float) -> str:
    """Return a ratio with two significant digits."""
    digits = 0 if ratio >= 9.95 else 1 if ratio >= 0.995 else 2
    return f"{ratio:.{digits}f}{TIMES}"
