"""What a text may cost to render, at most, told from counting alone.

The parser's work grows with a few things only, found by feeding it texts written to explode and kept true by the
tests: every sign and every line costs a little; within one block every opening bracket may look for its partner to
the end, by five rules, and so may every backtick; every cell of a table costs a little; and every call of a note
looks at all earlier ones. Prices are milliseconds on a slow core. Honest texts cost about a quarter of theirs; the
worst that a search by mutation and selection has bred, tens of thousands of generations of texts, cost just theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal.core.markup.layout import Layout

PER_CHARACTER = 0.0006
PER_LINE = 0.12
PER_EMPTY_LINE = 0.003
PER_SIGN = 0.05
PER_BRACKET_AND_CHARACTER = 0.0003
PER_BACKTICK_AND_CHARACTER = 0.00004
PER_PAIR_OF_EMPHASIS = 0.00001
PER_CELL = 0.06
PER_PAIR_OF_NOTE_CALLS = 0.001

_SIGNS = "*_~`<&@\\:!#>|"


def price_of(layout: Layout) -> float:
    """The highest price of laid-out lines, in milliseconds; the colours of code are not in it."""
    text = "\n".join(layout.lines)
    empty = layout.lines.count("")
    signs = sum(text.count(sign) for sign in _SIGNS)
    price = PER_CHARACTER * len(text) + PER_LINE * (len(layout.lines) - empty) + PER_EMPTY_LINE * empty
    price += PER_SIGN * signs
    price += PER_PAIR_OF_NOTE_CALLS * text.count("[^") ** 2
    return price + sum(_price_of_block(block) for block in _blocks(layout.lines))


def price_of_remark(source: str) -> float:
    """The highest price of a remark, in milliseconds."""
    return price_of(Layout(lines=source.split("\n")))


def _price_of_block(lines: list[str]) -> float:
    """What grows faster than the text: the parser looks for partners from each sign to the end of the block."""
    length = sum(map(len, lines)) + len(lines)
    brackets = sum(line.count("[") for line in lines)
    backticks = sum(line.count("`") for line in lines)
    price = length * (brackets * PER_BRACKET_AND_CHARACTER + backticks * PER_BACKTICK_AND_CHARACTER)
    emphasis = sum(line.count(sign) for line in lines for sign in "*_~")
    price += PER_PAIR_OF_EMPHASIS * emphasis**2
    columns = max(line.count("|") for line in lines)
    return price + (PER_CELL * (columns + 1) * len(lines) if columns else 0.0)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines between empty ones: nothing pairs up across them."""
    block: list[str] = []
    for line in lines:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block
