"""The processes that render what may take long: killed when the time is over, gone when the server is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.core.markup import budget
from portal.core.markup.budget import Helpers
from portal.core.markup.recipes import Kind, document_html

CODE = "```python\nprint('a')\n```"
BOMB = "***a " * 16_000 + "***" * 16_000  # some twenty times what a helper may take
ROOT = Path(budget.__file__).parents[3]


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    started = Helpers(count=1)
    yield started
    started.stop()


def test_a_helper_renders_what_the_server_would(helpers: Helpers) -> None:
    assert helpers.render(Kind.DOCUMENT, CODE) == document_html(CODE)


def test_a_text_that_takes_too_long_is_given_up_and_the_next_is_rendered(helpers: Helpers) -> None:
    assert helpers.render(Kind.DOCUMENT, BOMB) is None
    assert helpers.render(Kind.DOCUMENT, "a") == "<p>a</p>"


def test_a_text_the_parser_stumbles_over_is_given_up_and_the_next_is_rendered(helpers: Helpers) -> None:
    notes_within_a_note = "[^a]\n\n[^a]: x\n\n    [^b]: y\n\n    [^c]: z"
    helpers.render(Kind.DOCUMENT, notes_within_a_note)
    assert helpers.render(Kind.DOCUMENT, "a") == "<p>a</p>"


def test_many_threads_get_each_their_own_text() -> None:
    two = Helpers(count=2)
    try:
        with ThreadPoolExecutor(8) as threads:
            sources = [f"```python\nx = {n}\n```" for n in range(60)]
            assert list(threads.map(lambda s: two.render(Kind.DOCUMENT, s), sources)) == list(
                map(document_html, sources)
            )
    finally:
        two.stop()


def test_a_helper_that_was_killed_is_replaced(helpers: Helpers) -> None:
    assert helpers.render(Kind.DOCUMENT, "a") == "<p>a</p>"
    process = helpers._all[0].start()
    process.kill()
    process.wait()
    assert helpers.render(Kind.DOCUMENT, "b") == "<p>b</p>"


IN_A_SERVER = """
import os, sys
from portal.core.markup import render, budget
{body}
"""


def _run(body: str) -> str:
    program = IN_A_SERVER.format(body=body)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


CODE_IN_PYTHON = "'```python\\nx = 1\\n```'"


def test_no_helper_outlives_a_server_that_ends() -> None:
    helper = int(_run(f"render({CODE_IN_PYTHON}); print(budget.helpers._all[-1].start().pid)"))
    assert not _is_running(helper)


def test_no_helper_outlives_a_server_that_is_killed() -> None:
    program = IN_A_SERVER.format(
        body=f"""
render({CODE_IN_PYTHON})
print(budget.helpers._all[-1].start().pid, flush=True)
import signal
os.kill(os.getpid(), signal.SIGKILL)
"""
    )
    server = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said, _ = server.communicate(timeout=60)  # the helper holds this pipe's other end no longer than it lives
    assert server.returncode == -9
    assert int(said) > 0


def test_a_forked_server_starts_helpers_of_its_own() -> None:
    said = _run(f"""
parents = render({CODE_IN_PYTHON}).html
first = budget.helpers._all[-1].start().pid
child = os.fork()
if child == 0:
    own = render({CODE_IN_PYTHON}).html
    os._exit(0 if own == parents and budget.helpers._all[-1].start().pid != first else 1)
_, status = os.waitpid(child, 0)
again = render({CODE_IN_PYTHON}).html
print(os.waitstatus_to_exitcode(status), again == parents, budget.helpers._all[-1].start().pid == first)
""")
    assert said == "0 True True"


def test_where_no_process_can_be_started_texts_are_rendered_without_colours() -> None:
    said = _run(f"""
sys.executable = "/nowhere/python"
import structlog
structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
print(render({CODE_IN_PYTHON}).html.split(), render("[a](b) " * 900).is_plain)
""")
    assert said == """['<pre', 'tabindex="0"><code>x', '=', '1', '</code></pre>'] True"""


def test_nothing_is_started_for_a_simple_text() -> None:
    assert _run("render('**a** [b](http://c.example)'); print(budget.helpers._all[-1]._process)") == "None"
