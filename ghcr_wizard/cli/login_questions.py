"""`ghcr-wizard login` without options, and `ghcr-wizard --plain`: the wizard's way, asked line by line.

The answers become the options of a login, and that login runs: what is refused, stored and said is the same.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ghcr_wizard.cli.common import stored_credentials, username_for
from ghcr_wizard.cli.login_stores import kept_until
from ghcr_wizard.cli.outcome import DONE, CommandError
from ghcr_wizard.cli.output import Mark, mark, say
from ghcr_wizard.cli.questions import ask, choose, tell
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credentials.command import CommandLineError, words_of
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_names import ProfileNameError, checked_profile_name
from ghcr_wizard.credentials.store_trial import StoreTrial, trials
from ghcr_wizard.exports.actions import login_workflow
from ghcr_wizard.github.apps import AppInputError, checked_installation, checked_issuer
from ghcr_wizard.github.auth_methods import METHODS, Method, MethodInfo
from ghcr_wizard.github.creation_pages import EXPIRIES, clicks, creation_link
from ghcr_wizard.github.device_codes import ClientIdError, checked_client_id
from ghcr_wizard.github.hosts import GHCR, Hosts, recognise
from ghcr_wizard.github.scopes import Purpose, wishes_for
from ghcr_wizard.paths import Paths

_PURPOSES = {
    Purpose.READ: "pull images",
    Purpose.WRITE: "pull and push images",
    Purpose.DELETE: "pull images and delete versions",
}
_NEVER = "never"
_LIFETIMES = {_NEVER if days is None else str(days): days for days in EXPIRIES}
_UNSAVED = "do not save it: test it once"
_OTHER_COMMAND = "another command that prints the token"


@dataclass(slots=True)
class Answers:
    """What was answered so far.

    Attributes:
        hosts: The servers.
        method: How the credential is made.
        purpose: What it is for.
        username: The user name, where one was asked for.
        takes_token: Whether the login asks for a token.
        options: What the login gets besides, as its own options.
    """

    hosts: Hosts
    method: MethodInfo
    purpose: Purpose = Purpose.READ
    username: str = ""
    takes_token: bool = False
    options: list[str] = field(default_factory=list)

    @property
    def registry(self) -> list[str]:
        """The registry's option."""
        return ["--registry", self.hosts.registry]


class DemoAccount(Protocol):
    """Who the person is in a demo: both are made up, and empty for nobody."""

    @property
    def username(self) -> str:
        """The user name."""

    @property
    def token(self) -> str:
        """The token; it opens nothing outside the demo."""


def ask_for_login(registry: str | None = None, *, demo: DemoAccount | None = None) -> int:
    """Ask for everything a login needs, log in, and test what came of it; return the exit status.

    Args:
        registry: The registry to suggest.
        demo: Who the person is in a demo, where nothing is saved, and what has to be saved is not offered.

    Raises:
        CommandError: The input ended, or the login failed.
    """
    say("Press Ctrl+C to stop at any time.")
    if demo:
        tell("Demo: a simulated GitHub on this machine. Nothing leaves it, and nothing is saved.")
        tell("What has to be saved, a GitHub App or a sign-in with the browser, is shown by the demo's screens alone.")
    say()
    answers = Answers(_registry(registry or GHCR), _method(_offered(demo)))
    match answers.method.method:
        case Method.ACTIONS_TOKEN:
            return _workflow(answers)
        case Method.ANONYMOUS:
            return _anonymous(answers)
        case Method.GITHUB_APP:
            _steps(answers)
            _app(answers)
        case Method.OAUTH_DEVICE:
            _purpose(answers)
            _steps(answers)
            answers.options += ["--client-id", ask("Client ID of the OAuth app", check=_refused(checked_client_id))]
            answers.options += ["--purpose", answers.purpose.value]
        case method:
            if method is Method.CLASSIC_PAT:
                _purpose(answers)
            _steps(answers, None if method is Method.APP_INSTALLATION else _lifetime())
            if demo:
                say(f"In the demo you are {demo.username}, with this token:")
                say(f"  {demo.token}")
            answers.username = answers.method.username or ask(
                "User name (your GitHub login)",
                demo.username if demo else "",
                _refused(lambda given: username_for(given, None)),
            )
            answers.options += ["--username", answers.username]
            answers.takes_token = True
    return _stored(answers) if demo is None and _keep(answers) else _tested_once(answers)


def _offered(demo: DemoAccount | None) -> tuple[MethodInfo, ...]:
    """The ways to authenticate; in a demo those that work without saving anything."""
    if demo is None:
        return METHODS
    without = {Method.GITHUB_APP, Method.OAUTH_DEVICE}
    if not demo.token:
        without |= {info.method for info in METHODS if info.kinds and info.storable}
    return tuple(info for info in METHODS if info.method not in without)


def _registry(suggested: str) -> Hosts:
    def wrong(given: str) -> str | None:
        found = recognise(given, os.environ)
        return None if found.hosts else found.summary

    hosts = recognise(ask("Registry (host, URL or image reference)", suggested, wrong), os.environ).hosts
    assert hosts is not None  # noqa: S101 - what was wrong was asked again
    return hosts


def _method(offered: Sequence[MethodInfo]) -> MethodInfo:
    say()
    index = choose("How do you want to authenticate?", [f"{info.title}: {info.hint}" for info in offered])
    info = offered[index]
    say()
    tell(info.can, mark(Mark.GOOD))
    tell(info.cannot, mark(Mark.BAD))
    say()
    return info


def _purpose(answers: Answers) -> None:
    index = choose("What should the token be able to do?", tuple(_PURPOSES.values()))
    answers.purpose = tuple(_PURPOSES)[index]


def _lifetime() -> int | None:
    """Days until the token expires; `None` for never."""
    offered = ", ".join(_LIFETIMES)

    def wrong(given: str) -> str | None:
        return None if given in _LIFETIMES else f"Enter one of: {offered}."

    return _LIFETIMES[ask(f"Expires in days ({offered})", "30", wrong)]


def _steps(answers: Answers, expires_days: int | None = None) -> None:
    """How to create the credential on GitHub: the steps, and the page."""
    method = answers.method.method
    say()
    link = creation_link(method, answers.hosts.web_url, wishes_for(answers.purpose), expires_days)
    for number, step in enumerate(clicks(method), 1):
        tell(step, f"{number}.")
    if link:
        say("GitHub's page, prefilled:" if method is not Method.OAUTH_DEVICE else "GitHub's page:")
        say(f"  {link}")
    say()


def _app(answers: Answers) -> None:
    answers.options += ["--app-id", ask("Client ID or App ID", check=_refused(checked_issuer))]
    answers.options += ["--private-key", os.path.expanduser(ask("Path to the private key (.pem)", check=_refused()))]  # noqa: PTH111
    installation = ask("Installation ID (empty: the only one)", check=_refused(checked_installation, is_optional=True))
    answers.options += ["--installation", installation] if installation else []


def _refused(check: Callable[[str], object] = str, *, is_optional: bool = False) -> Callable[[str], str | None]:
    """What is wrong with an answer, as `check` says it by its error; an empty one is wrong where it is needed."""

    def refused(given: str) -> str | None:
        if not given:
            return None if is_optional else "An answer is needed."
        try:
            check(given)
        except (AppInputError, ClientIdError, CommandError, CommandLineError, ProfileNameError) as error:
            return str(error)
        return None

    return refused


def _keep(answers: Answers) -> bool:
    """Ask where to keep the token, among the stores that work here; whether it is kept at all."""
    say("Looking for a place to keep it …")
    found = [row for row in run_async(trials(Paths.standard(), os.environ)) if row.works]
    found = [row for row in found if row.store is not Store.COMMAND or _prints_token(row, answers)]
    titles = [*map(_title, found), *((_OTHER_COMMAND, _UNSAVED) if answers.takes_token else ())]
    if not titles:
        return True  # the login names the stores, and why each is of no use
    index = choose("Where should the token be saved?", titles)
    if titles[index] == _UNSAVED:
        return False
    if titles[index] == _OTHER_COMMAND:
        _by_command(answers, ask("Command that prints the token, such as gh auth token", check=_refused(words_of)))
    elif found[index].store is Store.COMMAND:
        _by_command(answers, found[index].command)
    else:
        answers.options += ["--store", found[index].store.value]
        if found[index].store is Store.KERNEL:
            answers.options += [
                "--for",
                ask("Forget it after (such as 8h, 7d)", "8h", _refused(lambda given: kept_until(given, Store.KERNEL))),
            ]
    name = ask("Profile name (empty: the token's owner)", check=_refused(checked_profile_name, is_optional=True))
    answers.options += ["--profile", name] if name else []
    return True


def _by_command(answers: Answers, command: str) -> None:
    answers.options += ["--store", Store.COMMAND.value, "--command", command]
    answers.takes_token = False


def _prints_token(row: StoreTrial, answers: Answers) -> bool:
    """Whether a command that was found here can be taken as it is."""
    return not row.is_template and answers.method.method is Method.CLASSIC_PAT


def _title(row: StoreTrial) -> str:
    command = f" ({row.command})" if row.command else ""
    return f"{row.title}{command}{f': {row.note}' if row.note else ''}"


def _stored(answers: Answers) -> int:
    options = ["--method", answers.method.method.value, *answers.options]
    say()
    while (status := _run("login", options, answers, takes_token=answers.takes_token)) != DONE:
        say()
        if choose("What next?", ("try again", "finish")):
            return status
    newest = max(run_async(stored_credentials().list()).profiles, key=_created)
    while True:
        say()
        status = _run("check", ["--profile", newest.name, "--purpose", answers.purpose.value], answers)
        if status == DONE:
            return status
        say()
        if choose("What next?", ("test again", "finish"), 1):
            return status


def _created(profile: Profile) -> float:
    return profile.created_at.timestamp()


def _tested_once(answers: Answers) -> int:
    say()
    options = ["--username", answers.username, "--purpose", answers.purpose.value]
    return _run("check", options, answers, takes_token=True)


def _anonymous(answers: Answers) -> int:
    package = ask("A public package to test (OWNER/NAME)", check=_refused())
    say()
    return _run("check", ["--anonymous", "--package", package], answers)


def _workflow(answers: Answers) -> int:
    push = choose("What should the workflow do?", ("pull images", "pull and push images")) == 1
    say()
    say("Add this to your workflow:")
    say()
    for line in login_workflow(answers.hosts.registry, push=push).splitlines():
        say(f"  {line}")
    return DONE


def _run(command: str, options: Sequence[str], answers: Answers, *, takes_token: bool = False) -> int:
    """A command as its own options start it; a token is asked for by it, and not shown."""
    from ghcr_wizard.cli.commands import run_command

    token = ["--token-stdin"] if takes_token else []
    return run_command(command, [*options, *token, *answers.registry])


def wants_questions(args: argparse.Namespace) -> bool:
    """Whether a login came without any option but the registry."""
    given = {name for name, value in vars(args).items() if value not in (None, False, [], Store.KEYRING.value)}
    return given <= {"command", "registry"}
