"""The stage of these tests, a fresh one for each."""

from collections.abc import Iterator

import pytest

from tests.look.stage import Stage, set_up_stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    with set_up_stage() as one:
        yield one
