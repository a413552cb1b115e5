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
        """Measures this thread's own work by default, so that a busy machine does not cut searches short.

        Asking for it is dear on some machines, so it is asked for only once as much time has passed on the `wall`.
        """
        self._clock, self._wall = clock, wall
        self._end, self._wall_end = clock() + seconds, wall() + seconds
        self.was_spent = False

    def is_spent(self) -> bool:
        """Whether to stop. Once true it stays true, and `was_spent` says so afterwards."""
        if not self.was_spent and self._wall() >= self._wall_end:
            self.was_spent = self._clock() >= self._end
        return self.was_spent
