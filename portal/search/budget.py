"""A bound on the work of one search, looked at between its steps."""

import time
from collections.abc import Callable


class Budget:
    """Seconds of work that a search may take; once they are spent it ends with what it has."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.thread_time,
        wall: Callable[[], float] = time.monotonic,
    ) -> None:
        """Counts this thread's own work, so that a busy machine does not cut searches short.

        Asking the `clock` of work can cost more than a search. So the first half is time on the `wall`, within which
        no more work can be done than that; only a search that goes on is asked how much it works.
        """
        self._clock, self._wall = clock, wall
        self._half = seconds / 2
        self._wall_end = wall() + self._half
        self._end: float | None = None
        self.was_spent = False

    def is_spent(self) -> bool:
        """Whether to stop. Once true it stays true, and `was_spent` says so afterwards."""
        if not self.was_spent and self._wall() >= self._wall_end:
            if self._end is None:
                self._end = self._clock() + self._half
            self.was_spent = self._clock() >= self._end
        return self.was_spent
