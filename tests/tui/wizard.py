"""The wizard driven by keys against the simulated GitHub, and read from the lines it shows."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from textual import events
from textual.message import Message
from textual.pilot import Pilot

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import SecretStore
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.demo.replay import ReplayServer
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.demo.world import World
from ghcr_wizard.formatting import show_times
from ghcr_wizard.github.auth_methods import METHODS, Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.settings import Settings, read_settings
from ghcr_wizard.tui.app import WizardApp
from ghcr_wizard.tui.demo import Demo
from ghcr_wizard.tui.exit_message import ExitState
from ghcr_wizard.tui.model import WizardModel
from ghcr_wizard.tui.steps import Step

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NARROW, WIDE = (80, 24), (160, 45)


@dataclass
class Wizard:
    """A running wizard: the keys go in, the lines come out."""

    app: WizardApp
    pilot: Pilot[ExitState]
    demo: Demo
    messages: list[str] = field(default_factory=list)
    servers: list[DemoServer] = field(default_factory=list)

    @property
    def server(self) -> DemoServer:
        """The simulated GitHub, once it runs."""
        return self.servers[-1]

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()  # noqa: SLF001 - the lines as they would be painted
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def flat(self) -> str:
        """What is on the screen as if no line had been broken for want of room; frames are left out."""
        return " ".join(re.sub("[│╭╮╰╯]", " ", self.text).split())

    @property
    def panes(self) -> list[list[str]]:
        """What is on the screen, line by line, each line in the parts that the frames of panes make of it."""
        return [[part for part in re.split("[│╭╮╰╯]", line) if part.strip()] for line in self.text.splitlines()]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def expect_at_both_sizes(self, text: str) -> None:
        """Wait until a text is on the screen, and until it is on a wide terminal; then go on at the narrow one."""
        await self.expect(text)
        await self.pilot.resize_terminal(*WIDE)
        await self.expect(text)
        await self.pilot.resize_terminal(*NARROW)

    async def paste(self, text: str) -> None:
        """Paste as a terminal does, in brackets."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def expect(self, holds: str | Callable[[], object]) -> None:
        """Wait until a text is on the screen, or a condition holds; the test run's own patience is the limit."""
        for _ in range(1_500):
            if holds in self.text if isinstance(holds, str) else holds():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"never happened: {holds}\n{self.text}")

    async def choose(self, method: Method) -> None:
        """Accept the registry and choose a method."""
        await self.expect(lambda: self.app.model.demo_ready)
        await self.press("enter")
        await self.expect("How do you want to authenticate?")
        await self.press("home", *["down"] * [info.method for info in METHODS].index(method), "enter")

    async def to_token(self, method: Method = Method.CLASSIC_PAT) -> None:
        """Go to the token step."""
        await self.choose(method)
        await self.expect("GitHub's page")
        await self.press("enter")
        if method is Method.OAUTH_DEVICE:
            await self.expect("demo OAuth app")
            await self.press("enter")
            await self.expect("Save the token")
        else:
            await self.expect("Paste the token")

    async def to_test(self, method: Method = Method.CLASSIC_PAT, key: str = "f7") -> None:
        """Paste the persona's token and test it; `key` says whether it is stored."""
        if method is Method.GITHUB_APP:
            await self.to_installation()
        else:
            await self.to_token(method)
            if method is not Method.OAUTH_DEVICE:
                await self.press("ctrl+t")
            await self.expect(lambda: self.app.model.state.inspection and self.app.model.keyring)
        await self.press(key)
        await self.expect("Live test")

    async def to_app(self) -> None:
        """Go to the App's step."""
        await self.choose(Method.GITHUB_APP)
        await self.expect("Generate a private key")
        await self.press("enter")
        await self.expect("Which App?")

    async def to_installation(self) -> None:
        """Use the demo's App, and find where it is installed."""
        await self.to_app()
        await self.press("ctrl+t")
        await self.expect("RSA private key, 2048 bits")
        await self.press("ctrl+f")
        await self.expect("installed on acme")

    async def to_test_at_any_size(self) -> None:
        """Walk to the test without looking at the screen, which may be too small to show much."""
        await self.expect(lambda: self.app.model.demo_ready)
        for step in (Step.METHOD, Step.SCOPES, Step.TOKEN):
            await self.press("enter")
            await self.at(step)
        await self.press("ctrl+t")
        await self.expect(lambda: self.app.model.state.inspection)
        await self.press("f7")
        await self.tested()
        await self.press("enter")
        await self.at(Step.PACKAGES)

    async def at(self, step: Step) -> None:
        """Wait until a step is shown."""
        await self.expect(lambda: self.app.model.state.step is step)

    async def to_token_of_app(self) -> None:
        """Go to the token step of the App's method."""
        await self.choose(Method.APP_INSTALLATION)
        await self.expect("Install App")
        await self.press("enter")
        await self.expect("Paste the token")

    async def to_anonymous_test(self) -> None:
        """Start the test without a token."""
        await self.choose(Method.ANONYMOUS)
        await self.expect("Live test")

    async def tested(self) -> None:
        """Wait for the end of the test and of the listing."""
        await self.expect(lambda: self.app.model.state.test.report and not self.app.model.state.catalog.running)

    async def to_packages(self) -> None:
        """Go on to the tree."""
        await self.tested()
        await self.press("enter")
        await self.expect("Packages  ")


@asynccontextmanager
async def wizard(  # noqa: PLR0913 - what a test may want to differ
    persona: str = "maintainer",
    size: tuple[int, int] = NARROW,
    *,
    faults: tuple[Fault, ...] = (),
    switches: Switches = Switches(),  # noqa: B008 - frozen
    keyring: SecretStore | None = None,
    seconds: float = 30.0,
    environment: dict[str, str] | None = None,
    stored: tuple[Profile, Secret] | None = None,
    world: World | None = None,
    now: Callable[[], datetime] | None = None,
    trace: Path | None = None,
    settings: Path | None = None,
) -> AsyncIterator[Wizard]:
    """Run the wizard of a persona; every message of the app is written down as its log would show it.

    A `world` is shown instead of the persona's, and lives by this computer's clock, as does the cache. A `trace` is
    replayed instead of both. What the person set is read from `settings`, and kept there.
    """
    servers: list[DemoServer] = []

    def simulate(name: str) -> DemoServer:
        if trace:
            servers.append(ReplayServer(trace))
        else:
            servers.append(DemoServer(name, now=None if world else NOW, faults=faults, switches=switches, world=world))
        return servers[-1]

    clock = now or ((lambda: datetime.now(UTC)) if world else (lambda: NOW))
    demo = Demo(persona, simulate)
    credentials = Credentials(demo.paths, keyring or demo.keyring, seconds, demo.machine, clock)
    if stored:
        await credentials.store(*stored)
    chosen = read_settings(settings) if settings else Settings()
    model = WizardModel(lambda: credentials, environment or {}, demo, now=clock, sort=chosen.sort)
    app = WizardApp(model, chosen)
    messages: list[str] = []

    def note(message: Message) -> None:
        messages.append(repr(message))

    try:
        async with app.run_test(size=size, notifications=True, message_hook=note) as pilot:
            yield Wizard(app, pilot, demo, messages, servers)
    finally:
        demo.stop()
        show_times(utc=False)
