"""`ghcr-wizard webhook`: whether push events arrive and why not; setting webhooks up, and pinging them.

The receiver's secret is kept in the keyring, one for each receiver. Where standard output is a pipe or a file and no
JSON is asked for, `create` writes that secret there and nothing else, and what it has to say to standard error; so
`ghcr-wizard webhook create … --yes > FILE` gives it to the receiver, also later, when nothing is left to create.
"""

import argparse
import sys
from dataclasses import replace
from typing import Any

from ghcr_wizard.check.verdict import exit_status
from ghcr_wizard.cli.common import Given, add_credential_options, given_credential
from ghcr_wizard.cli.credential_documents import action
from ghcr_wizard.cli.findings import say_diagnoses
from ghcr_wizard.cli.outcome import DONE, REFUSED, STORE_FAILED, CommandError
from ghcr_wizard.cli.output import Mark, complain, is_terminal, mark, say, say_json
from ghcr_wizard.cli.progress import Progress
from ghcr_wizard.cli.references import packages
from ghcr_wizard.cli.running import run_async
from ghcr_wizard.cli.webhook_report import document, say_survey
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.session import SECONDS, Session, open_session
from ghcr_wizard.diagnosis.causes_servers import ANSWER_UNRECOGNIZED
from ghcr_wizard.diagnosis.causes_tokens import TOKEN_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose, worst_first
from ghcr_wizard.github.references import is_namespace
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.webhooks import HookAddress, HookAddressError, names, parse_address
from ghcr_wizard.webhooks.change import HookResult, Setup, planned
from ghcr_wizard.webhooks.secrets import WebhookSecrets
from ghcr_wizard.webhooks.sentences import blockers, created, pinged, plan
from ghcr_wizard.webhooks.survey import WebhookQuestion, WebhooksSurveyed, survey_webhooks

_ACTIONS = ("status", "create", "ping")


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's type of it is private
    """Add the command's options."""
    parser = subparsers.add_parser(
        "webhook",
        description="Push events: GitHub's webhooks for packages. Needs a token with admin:repo_hook or "
        "admin:org_hook (--profile or --token-stdin). Use a separate token, not your pull token.",
    )
    parser.add_argument("action", metavar="ACTION", choices=_ACTIONS, help=f"one of: {', '.join(_ACTIONS)}")
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--namespace", metavar="ORG", help="an organization, or a user")
    about.add_argument("--repository", metavar="OWNER/NAME", help="a repository")
    about.add_argument("--package", metavar="OWNER/NAME", help="a package")
    parser.add_argument(
        "--url",
        metavar="URL",
        help="the receiver: HarborGuard's host, or any https:// address (status without it looks at every receiver)",
    )
    parser.add_argument("--yes", action="store_true", help="create and ping: do it; without it they only say what")
    add_credential_options(parser)


def refused(args: argparse.Namespace, line: str, diagnoses: list[Diagnosis]) -> dict[str, object]:
    """The document of a command that could not begin, or was interrupted."""
    if args.action == "status":
        address = _address(args)
        return document(None, address.url if address else None, diagnoses)
    return action(f"webhook-{args.action}", line, done=False, diagnoses=diagnoses)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for; return the exit status."""
    return run_async(_run(args))


async def _run(args: argparse.Namespace) -> int:
    address = _address(args)
    _check_names(args)
    given = await given_credential(args)
    if given.credential.is_anonymous:
        line = "webhooks cannot be listed without a token; omit --anonymous"
        raise CommandError(line, diagnosis=diagnose(TOKEN_MISSING))
    question = _question(args, given, address)
    async with open_session(given.hosts, given.credential) as session:
        surveyed = await _surveyed(session, question)
        if args.action == "status" or address is None:
            return _status(args, surveyed)
        setup = Setup(session, Caller(question.kind, given.hosts), WebhookSecrets(given.hosts.registry))
        if args.action == "create":
            return await _create(args, setup, surveyed, address)
        return await _ping(args, setup, surveyed)


def _address(args: argparse.Namespace) -> HookAddress | None:
    if args.url is None:
        if args.action != "status":
            raise CommandError(f"webhook {args.action} needs --url, the receiver's address")
        return None
    try:
        return parse_address(args.url)
    except HookAddressError as error:
        raise CommandError(f"--url: {error}") from None


def _check_names(args: argparse.Namespace) -> None:
    if args.namespace is not None and not is_namespace(args.namespace):
        raise CommandError("--namespace takes the name of a GitHub user or organization")
    owner, _, name = (args.repository or "").partition("/")
    plain = name.isascii() and name.replace("-", "").replace("_", "").replace(".", "").isalnum()
    if args.repository is not None and not (is_namespace(owner) and plain):
        raise CommandError("--repository takes OWNER/NAME of a repository on GitHub")


def _question(args: argparse.Namespace, given: Given, address: HookAddress | None) -> WebhookQuestion:
    kind = given.inspection.kind
    if args.package is None:
        return WebhookQuestion(kind, address, args.namespace, args.repository)
    reference = packages(argparse.Namespace(package=[args.package]), given.hosts)[0]
    return WebhookQuestion(kind, address, package=reference)


async def _surveyed(session: Session, question: WebhookQuestion) -> WebhooksSurveyed:
    progress = Progress(SECONDS)
    async for event in survey_webhooks(session, question):
        if isinstance(event, WebhooksSurveyed):
            progress.clear()
            return event
        progress.show(event.doing)
    raise CommandError("the survey ended without a result")


def _status(args: argparse.Namespace, surveyed: WebhooksSurveyed) -> int:
    if args.json:
        say_json(document(surveyed.survey, None, surveyed.diagnoses))
    else:
        say_survey(surveyed)
    status = exit_status(surveyed.diagnoses, tested=bool(surveyed.survey.targets))
    # Where GitHub showed nothing at all, for a reason nobody knows, the question is not answered.
    unanswered = not surveyed.survey.targets and any(row.of is ANSWER_UNRECOGNIZED for row in surveyed.diagnoses)
    return REFUSED if status == DONE and unanswered else status


async def _create(args: argparse.Namespace, setup: Setup, surveyed: WebhooksSurveyed, address: HookAddress) -> int:
    changes = planned(surveyed.survey)
    blocked = blockers(surveyed, changes)
    if not args.yes or blocked:
        summary = plan(surveyed, changes, blocked)
        return _said(args, summary if blocked else f"{summary} Use --yes.", HookResult(diagnoses=blocked))
    piped = not args.json and not is_terminal(sys.stdout)
    try:
        outcome = await setup.create(address, changes, without_keyring=piped)
    except KeyringFailure as failure:
        raise _without_keyring(failure) from None
    summary = created(outcome, changes, surveyed.survey, setup.place(address))
    if not piped:
        hint = " The same command, its output sent to a file, writes it there." if outcome.kept else ""
        return _said(args, summary + hint, outcome)
    complain(summary)
    if outcome.done and outcome.secret is not None:
        sys.stdout.write(outcome.secret.reveal() + "\n")
    return _exit(args, outcome)


def _without_keyring(failure: KeyringFailure) -> CommandError:
    """Nothing was made, and how to go on: the secret need not be kept by this program."""
    fix = "Nothing was created. Run the same command without --json and with its output sent to a file (> FILE): "
    fix += "the receiver's secret is written there, and no keyring is needed."
    row = replace(failure.diagnosis, fix=fix)
    return CommandError(f"{row.cause} {row.fix}", STORE_FAILED, row)


async def _ping(args: argparse.Namespace, setup: Setup, surveyed: WebhooksSurveyed) -> int:
    places = [row.target.name for row in surveyed.survey.targets if surveyed.survey.matching(row.target)]
    if not places:
        return _said(args, "There is no webhook to ping.", HookResult(diagnoses=list(surveyed.diagnoses)))
    if not args.yes:
        return _said(args, f"Dry run: would ping the webhook on {names(places)}. Use --yes.", HookResult())
    outcome = await setup.ping(surveyed.survey)
    return _said(args, pinged(outcome) or "No ping was sent.", outcome)


def _said(args: argparse.Namespace, summary: str, outcome: HookResult) -> int:
    rows = worst_first(outcome.diagnoses)
    if args.json:
        name = f"webhook-{args.action}"
        say_json(action(name, summary, done=outcome.done, changed=outcome.changed, diagnoses=rows))
    else:
        say(mark(Mark.GOOD if outcome.done else Mark.BAD if outcome.diagnoses else Mark.NOTE), summary)
        say_diagnoses(rows)
    return _exit(args, outcome)


def _exit(args: argparse.Namespace, outcome: HookResult) -> int:
    """0 where it is done, or was not asked to be; else what kept it from being done."""
    if outcome.done:
        return DONE
    rows = outcome.diagnoses if args.yes else [row for row in outcome.diagnoses if not row.code.startswith("webhook-")]
    return exit_status(rows, tested=False) or (REFUSED if args.yes else DONE)
