"""Registers what the tests stand on; the fixtures themselves are in tests/support."""

pytest_plugins = [
    "pytester",
    "tests.support.run",
    "tests.support.browser",
    "tests.support.data",
    "tests.support.postgres",
    "tests.support.redis_server",
    "tests.support.leftout",
    "tests.support.house",
    "tests.support.finding",
    "tests.support.seeking",
    "tests.support.people",
    "tests.support.counting",
    "tests.support.smtp",
    "tests.support.portals",
]
