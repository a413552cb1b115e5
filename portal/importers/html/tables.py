"""Tables: one line a row. What a cell cannot hold in Markdown is written into its line."""

from itertools import zip_longest

from portal.importers.html.escaping import code_span
from portal.importers.html.inline import InlineWriter
from portal.importers.html.tree import Element, Node

_WIDEST = 40
"""Columns; what stands further right is gone."""
_ALIGNED = {"center": ":---:", "right": "---:"}


def table_lines(table: Element, inline: InlineWriter) -> list[str]:
    """The header, the rule and the rows. A table without a header gets an empty one."""
    rows = [row for row in table.all("tr") if any(True for _ in row.all("td", "th"))]
    if not rows:
        return []
    cells = [_cells(row, inline) for row in rows]
    has_header = all(cell.tag == "th" for cell in _own_cells(rows[0]))
    header, body = (cells[0], cells[1:]) if has_header else ([], cells)
    width = min(_WIDEST, max(map(len, cells)))
    aligned = [cell.attributes.get("align", "") for cell in _own_cells(rows[0])]
    rules = [_ALIGNED.get(align, "---") for align, _ in zip_longest(aligned[:width], range(width), fillvalue="")]
    return [_line(header, width), _line(rules, width), *(_line(row, width) for row in body)]


def _own_cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element) and cell.tag in ("td", "th")]


def _cells(row: Element, inline: InlineWriter) -> list[str]:
    cells: list[str] = []
    for cell in _own_cells(row):
        cells.append(_cell(cell, inline))
        span = cell.attributes.get("colspan", "")
        cells += [""] * (min(_WIDEST, int(span)) - 1 if span.isascii() and span.isdigit() and len(span) < 4 else 0)
    return cells


def _cell(cell: Element, inline: InlineWriter) -> str:
    parts: list[str] = []
    loose: list[Node] = []

    def end_line() -> None:
        if line := inline.run(loose).strip():
            parts.append(line.replace("\n", "<br>"))
        loose.clear()

    for node in cell.children:
        if not isinstance(node, Element) or node.tag not in (
            "p",
            "div",
            "ul",
            "ol",
            "pre",
            "blockquote",
            "table",
        ):
            loose.append(node)
            continue
        end_line()
        if node.tag == "pre":
            parts += [code_span(line) for line in node.text().split("\n") if line.strip()]
        elif node.tag in ("ul", "ol"):
            parts += [f"• {line}" for item in node.all("li") if (line := inline.line(item.children))]
        else:
            loose.append(node)
            end_line()
    end_line()
    return "<br>".join(parts).replace("|", "\\|")


def _line(cells: list[str], width: int) -> str:
    filled = [*cells[:width], *[""] * (width - len(cells))]
    return f"| {' | '.join(filled)} |"
