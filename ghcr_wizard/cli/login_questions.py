"""`ghcr-wizard login` without options, and `ghcr-wizard --plain`: the wizard's way, asked line by line.

The answers become the options of a login, and that login runs: what is refused, stored and said is the same.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from ghcr_wizard.cli.common import stored_credentials
from ghcr_wizard.cli.outcome import DONE
from ghcr_wizard.cli.output import Mark, mark, say
from ghcr_wizard.cli.questions import ask, choose
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_names import ProfileNameError, checked_profile_name
from ghcr_wizard.credentials.store_trial import StoreTrial, trials
from ghcr_wizard.exports.actions import login_workflow
from ghcr_wizard.github.auth_methods import METHODS, Method, MethodInfo
from ghcr_wizard.github.creation_pages import clicks, creation_link
from ghcr_wizard.github.hosts import GHCR, Hosts, recognise
from ghcr_wizard.github.scopes import Purpose, Wishes
from ghcr_wizard.paths import Paths

_PURPOSES = (
    ("pull images", Purpose.READ, Wishes()),
    ("pull and push images", Purpose.WRITE, Wishes(push=True)),
    ("pull, push and delete", Purpose.DELETE, Wishes(push=True, delete=True)),
)
_EXPIRIES = ("7", "30", "60", "90", "never")
_UNSAVED = "do not save it: test it once"
_OTHER_COMMAND = "another command that prints the token"


@dataclass(slots=True)
class Answers:
    """What was answered so far.

    Attributes:
        hosts: The servers.
        method: How the credential is made.
        purpose: What it is for.
        username: The user name, where a token goes with one.
        options: What the login gets besides, as its own options.
    """

    hosts: Hosts
    method: MethodInfo
    purpose: Purpose = Purpose.READ
    username: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def registry(self) -> list[str]:
        """The registry's option."""
        return ["--registry", self.hosts.registry]


def ask_for_login(registry: str | None = None) -> int:
    """Ask for everything a login needs, log in, and test what came of it; return the exit status.

    Args:
        registry: The registry to suggest.

    Raises:
        CommandError: The input ended, or the login failed.
    """
    say("Press Ctrl+C to stop at any time.")
    say()
    answers = Answers(_registry(registry or GHCR), _method())
    match answers.method.method:
        case Method.ACTIONS_TOKEN:
            return _workflow(answers)
        case Method.ANONYMOUS:
            return _anonymous(answers)
        case Method.GITHUB_APP:
            _steps(answers, Wishes())
            _app(answers)
        case Method.OAUTH_DEVICE:
            _steps(answers, _wishes(answers))
            answers.options += ["--client-id", ask("Client ID of the OAuth app", check=_given)]
            answers.options += ["--purpose", answers.purpose.value]
        case _:
            wishes = _wishes(answers) if answers.method.method is Method.CLASSIC_PAT else Wishes()
            _steps(answers, wishes, _expiry())
            answers.username = answers.method.username or ask("User name", check=_given)
            answers.options += ["--username", answers.username]
    return _stored(answers) if _keep(answers) else _tested_once(answers)


def _registry(suggested: str) -> Hosts:
    def wrong(given: str) -> str | None:
        found = recognise(given, os.environ)
        return None if found.hosts else found.summary

    hosts = recognise(ask("Registry (host, URL or image reference)", suggested, wrong), os.environ).hosts
    assert hosts is not None  # noqa: S101 - what was wrong was asked again
    return hosts


def _method() -> MethodInfo:
    say()
    index = choose("How do you want to authenticate?", [f"{info.title}: {info.hint}" for info in METHODS])
    info = METHODS[index]
    say()
    say(mark(Mark.GOOD), info.can)
    say(mark(Mark.BAD), info.cannot)
    say()
    return info


def _wishes(answers: Answers) -> Wishes:
    index = choose("What should the token be able to do?", [title for title, _, _ in _PURPOSES])
    _, answers.purpose, wishes = _PURPOSES[index]
    return wishes


def _expiry() -> int | None:
    def wrong(given: str) -> str | None:
        return None if given in _EXPIRIES else f"Enter one of: {', '.join(_EXPIRIES)}."

    given = ask(f"Expires in days ({', '.join(_EXPIRIES)})", "30", wrong)
    return None if given == "never" else int(given)


def _steps(answers: Answers, wishes: Wishes, expires_days: int | None = None) -> None:
    method = answers.method.method
    say()
    link = creation_link(method, answers.hosts.web_url, wishes, expires_days)
    for number, step in enumerate(clicks(method), 1):
        say(f"{number}. {step}")
    if link:
        say("GitHub's page, prefilled:" if method is not Method.OAUTH_DEVICE else "GitHub's page:")
        say(f"  {link}")
    say()


def _app(answers: Answers) -> None:
    answers.options += ["--app-id", ask("Client ID or App ID", check=_given)]
    answers.options += ["--private-key", os.path.expanduser(ask("Path to the private key (.pem)", check=_given))]  # noqa: PTH111
    installation = ask("Installation ID (empty: the only one)")
    answers.options += ["--installation", installation] if installation else []


def _given(text: str) -> str | None:
    return None if text else "An answer is needed."


def _keep(answers: Answers) -> bool:
    """Ask where to keep the token, among the stores that work here; whether it is kept at all."""
    say("Looking for a place to keep it …")
    found = [row for row in run_async(trials(Paths.standard(), os.environ)) if row.works]
    found = [row for row in found if row.store is not Store.COMMAND or _prints_token(row, answers)]
    titles = [_title(row) for row in found]
    may_be_unsaved = answers.method.method not in {Method.GITHUB_APP, Method.OAUTH_DEVICE}
    if may_be_unsaved:
        titles += [_OTHER_COMMAND, _UNSAVED]
    if not titles:
        say(mark(Mark.BAD), "No store on this machine works. To see why, run: ghcr-wizard doctor")
        titles = ["try the keyring anyway"]
    index = choose("Where should the token be saved?", titles)
    if titles[index] == _UNSAVED:
        return False
    if titles[index] == _OTHER_COMMAND:
        command = ask("Command that prints the token, such as gh auth token", check=_given)
        answers.options += ["--store", Store.COMMAND.value, "--command", command]
    elif found:
        row = found[index]
        answers.options += ["--store", row.store.value]
        answers.options += ["--command", row.command] if row.store is Store.COMMAND else []
        answers.options += ["--for", ask("Forget it after (such as 8h, 7d)", "8h")] if row.store is Store.KERNEL else []
    name = ask("Profile name (empty: the token's owner)", check=_profile_problem)
    answers.options += ["--profile", name] if name else []
    return True


def _prints_token(row: StoreTrial, answers: Answers) -> bool:
    """Whether a command that was found here can be taken as it is."""
    return not row.is_template and answers.method.method is Method.CLASSIC_PAT


def _title(row: StoreTrial) -> str:
    command = f" ({row.command})" if row.command else ""
    return f"{row.title}{command}{f': {row.note}' if row.note else ''}"


def _profile_problem(given: str) -> str | None:
    try:
        if given:
            checked_profile_name(given)
    except ProfileNameError as error:
        return str(error)
    return None


def _stored(answers: Answers) -> int:
    from_command = Store.COMMAND.value in answers.options
    takes_token = answers.username and not from_command
    options = ["--method", answers.method.method.value, *answers.options]
    say()
    while (status := _run("login", options, answers, takes_token=takes_token)) != DONE:
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
    package = ask("A public package to test (OWNER/NAME)", check=_given)
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


def _run(command: str, options: Sequence[str], answers: Answers, *, takes_token: object = False) -> int:
    """A command as its own options start it; a token is asked for by it, and not shown."""
    from ghcr_wizard.cli.commands import run_command

    token = ["--token-stdin"] if takes_token else []
    return run_command(command, [*options, *token, *answers.registry])


def wants_questions(args: argparse.Namespace) -> bool:
    """Whether a login came without any option but the registry."""
    given = {name for name, value in vars(args).items() if value not in (None, False, [], Store.KEYRING.value)}
    return given <= {"command", "registry"}
