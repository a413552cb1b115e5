"""An imported article's own headings become the parts of ours, where they stand in our order."""

from textwrap import dedent

import pytest

from portal.importers.articles.parts import Parts, parts_of


def body(text: str) -> str:
    return dedent(text).strip()


def test_symptoms_cause_and_resolution_become_our_parts() -> None:
    found = parts_of(
        body("""
        *Known since 2010*

        ## Symptoms

        It is slow.

        ## Cause

        It is full.

        ## Resolution

        Empty it.

        ### Gently

        Yes.

        ## More information

        There is more.
        """)
    )
    assert found == Parts(
        "*Known since 2010*\n\nIt is slow.",
        "It is full.",
        "Empty it.\n\n### Gently\n\nYes.\n\n## More information\n\nThere is more.",
    )


def test_what_has_no_part_of_ours_keeps_its_heading() -> None:
    found = parts_of("## PROBLEM\n\nSlow.\n\n## Workaround\n\nWait.\n\n## Status\n\nKnown.")
    assert found == Parts("Slow.", "", "## Workaround\n\nWait.\n\n## Status\n\nKnown.")


@pytest.mark.parametrize(
    "text",
    [
        "Only text.",
        "## Summary\n\nA guide.\n\n## Symptoms\n\nSlow.",
        "## Symptoms\n\nSlow, and nothing helps.",
        "## Cause\n\nFull.\n\n## Symptoms\n\nSlow.\n\n## Resolution\n\nEmpty it.",
        "```\n## Symptoms\n```\n\ntext\n\n~~~~\n## Resolution\n~~~~",
    ],
)
def test_any_other_order_is_left_as_it_is(text: str) -> None:
    assert parts_of(text) == Parts("", "", text)


def test_a_cause_that_nothing_follows_is_no_part_of_its_own() -> None:
    assert parts_of("## Symptoms\n\nSlow.\n\n## Cause\n\nFull.") == Parts("Slow.", "", "## Cause\n\nFull.")


def test_a_heading_within_code_is_none() -> None:
    found = parts_of("## Symptoms\n\n```md\n## Cause\n```\n\n## Resolution\n\nDone.")
    assert found == Parts("```md\n## Cause\n```", "", "Done.")
