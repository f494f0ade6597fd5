"""A trace on the screen: a maintainer sees what the user saw."""

import json
import stat
from pathlib import Path

import pytest

from ghcr_wizard.check.report import Verdict
from ghcr_wizard.github.auth_methods import Method
from tests.tui.wizard import WIDE, wizard

TRACES = Path(__file__).parent.parent / "traces"


@pytest.mark.parametrize(
    ("name", "method", "verdict", "said"),
    [
        ("maintainer", Method.CLASSIC_PAT, Verdict.OK, "org-1"),
        ("sso", Method.CLASSIC_PAT, Verdict.LIMITED, "single sign-on"),
        ("fine-grained", Method.FINE_GRAINED_PAT, Verdict.FAILED, "fine-grained"),
    ],
)
async def test_what_the_user_saw_is_on_the_screen(name: str, method: Method, verdict: Verdict, said: str) -> None:
    async with wizard("replay", WIDE, trace=TRACES / f"{name}.json") as run:
        await run.to_test(method)
        await run.tested()

        assert run.app.model.state.test.report is not None
        assert run.app.model.state.test.report.verdict is verdict
        assert said in run.text
        assert "octocat" not in run.text


async def test_the_panel_shows_every_request_as_it_happens() -> None:
    async with wizard(size=WIDE) as run:
        await run.press("f12")
        await run.expect("Nothing was asked yet.")
        await run.press("escape")
        await run.to_test()
        await run.press("f12")
        await run.expect("GET http://127.0.0.1")
        await run.tested()
        await run.expect(lambda: run.app.exchange_log.count == len(run.server.requests()))

        shown = "\n".join(run.app.exchange_log.lines)
        assert "/user 200 " in shown
        assert run.server.token[8:24] not in shown
        assert all(line.endswith(" ms") for line in run.app.exchange_log.lines)


async def test_a_trace_for_a_bug_report_is_shown_then_written_and_can_be_replayed(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    async with wizard("sso", WIDE) as run:
        await run.to_test()
        await run.tested()
        await run.press("f12")
        await run.expect("GET http://127.0.0.1")
        await run.press("e")
        await run.expect("A trace for a bug report")
        await run.expect('"schema": "ghcr-wizard.trace/1"')
        assert not path.exists()
        for _ in range(2):  # a file that is there is overwritten only when that is said twice
            await run.press("e")
            await run.expect("Save the trace")
            await run.press("ctrl+u")
            await run.type(str(path))
            path.write_text("mine")
            await run.press("enter")
        await run.expect("Saved the trace to")
        token = run.server.token

    written = path.read_text()
    assert token[8:24] not in written
    assert "octocat" not in written
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(written)["command"] == "wizard"
    async with wizard("replay", WIDE, trace=path) as run:
        await run.to_test()
        await run.tested()
        assert run.app.model.state.test.report is not None
        assert run.app.model.state.test.report.verdict is Verdict.LIMITED
