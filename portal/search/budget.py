"""A bound on the work of one search, looked at between its steps."""

import time
from collections.abc import Callable


class Budget:
    """Seconds of work that a search may take; once they are spent it ends with what it has."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.thread_time) -> None:
        """Measures this thread's own work by default, so that a busy machine does not cut searches short."""
        self._clock = clock
        self._end = clock() + seconds
        self.was_spent = False

    def is_spent(self) -> bool:
        """Whether to stop. Once true it stays true, and `was_spent` says so afterwards."""
        self.was_spent = self.was_spent or self._clock() >= self._end
        return self.was_spent
