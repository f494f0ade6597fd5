"""The wizard: with marked tokens and a search of all it shows and leaves; and under every fault of the network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ghcr_wizard.credentials.keyring import SecretStore
from ghcr_wizard.demo.personas.maintainer import ordinary, with_token
from ghcr_wizard.demo.switches import Fault, FaultKind, Role
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.tui.steps import Step
from tests.hardening.leaks import KINDS, LeakRow, forms
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard

_TINY = (20, 5)
_KEYRING_OF_THE_DEMO = "docker-credential-ghcr-wizard"
"""The demonstration's computer has a helper that answers with its made-up token: there is no keyring it could ask."""
_NETWORK: tuple[Role, ...] = ("api", "registry")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _everything(run: Wizard) -> Iterator[tuple[str, bytes]]:
    """What the wizard shows and would write into a log, a report or a picture, and the files of its computer."""
    yield "screen", run.text.encode()
    yield "picture", run.app.export_screenshot().encode()
    yield "state", repr(run.app.model.state).encode()
    yield "app", repr(vars(run.app)).encode()
    yield "widgets", "\n".join(map(repr, run.app.screen.walk_children())).encode()
    yield "messages", "\n".join(run.messages).encode()
    for path in Path(run.demo.paths.cache).parent.rglob("*"):
        if path.is_file() and path.name != _KEYRING_OF_THE_DEMO:
            yield str(path), path.read_bytes()


async def search_wizard(kind: str, size: tuple[int, int] = WIDE) -> LeakRow:
    """Walk through every step and tool with a marked token; what was found where."""
    name, make = KINDS[kind]
    row = LeakRow("the wizard", kind)
    async with wizard(size=size, world=with_token(ordinary(_now()), make())) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        marks = set(forms(run.demo.token, run.demo.username))

        def look(where: str) -> None:
            for place, content in _everything(run):
                row.places += 1
                if any(mark in content for mark in marks):
                    row.hits.append(f"{where}: {place}")

        await run.choose(Method(name))
        await run.press("enter")
        await run.at(Step.TOKEN)
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        look("token step")
        await run.press("ctrl+s")
        await run.tested()
        look("live test")
        await run.press("b")
        await run.at(Step.PACKAGES)
        look("packages")
        for key in ("question_mark", "f2", "f3", "ctrl+p"):
            await run.press(key)
            await run.paste(f"denied for {run.demo.token} at ghcr.io")
            look(key)
            await run.press("escape")
    return row


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the wizard in which something goes wrong.

    Attributes:
        name: What.
        faults: At GitHub.
        keyring: In place of one that works.
        size: The terminal's.
    """

    name: str
    faults: tuple[Fault, ...] = ()
    keyring: SecretStore | None = None
    size: tuple[int, int] = NARROW


def _at_github(name: str, kind: FaultKind, status: int | None = None, retry_after: int | None = None) -> Walk:
    return Walk(name, tuple(Fault(role, kind, status=status, retry_after=retry_after) for role in _NETWORK))


WALKS = (
    _at_github("401", "status", 401),
    _at_github("403", "status", 403),
    _at_github("404", "status", 404),
    _at_github("429", "status", 429, 600),
    _at_github("500", "status", 500),
    _at_github("throttled", "secondary-rate-limit", retry_after=600),
    _at_github("locked out", "login-lockout"),
    _at_github("a web page", "html", 200),
    _at_github("garbage", "garbage-json"),
    _at_github("half a body", "truncate"),
    _at_github("endless body", "oversize"),
    _at_github("reset", "reset"),
    _at_github("foreign realm", "foreign-realm"),
    _at_github("foreign redirect", "foreign-redirect"),
    Walk("20 by 5 cells", size=_TINY),
)


async def walk(trouble: Walk) -> str:
    """Walk from the registry to the packages and back; what is wrong with it, or nothing."""
    async with wizard(size=trouble.size, faults=trouble.faults, keyring=trouble.keyring) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        for step in (Step.METHOD, Step.SCOPES, Step.TOKEN):
            await run.press("enter")
            await run.at(step)
        await run.press("ctrl+t")
        await run.expect(lambda: run.app.model.state.inspection)
        await run.press("f7")
        await run.expect(lambda: run.app.model.state.test.report or run.app.model.state.test.broken)
        await run.expect(lambda: not run.app.model.state.catalog.running)
        test = run.app.model.state.test
        if test.broken:
            return f"broken: {test.broken}"
        if trouble.faults and (test.report is None or not test.report.diagnoses):
            return "no cause was named"
        if any(not row.fix for row in (test.report.diagnoses if test.report else ())):
            return "a cause without a next step"
        if run.app.model.state.inspection is None:
            return "the token was lost"
        return await _there_and_back(run)


async def _there_and_back(run: Wizard) -> str:
    await run.press("b")  # Enter does what fixes it, where nothing can be browsed
    await run.at(Step.PACKAGES)
    await run.press("escape")
    await run.at(Step.TEST)
    await run.press("escape")
    await run.at(Step.TOKEN)
    return "the token was lost on the way back" if run.app.model.state.inspection is None else ""
