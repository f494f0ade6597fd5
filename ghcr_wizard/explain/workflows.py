"""A workflow of GitHub Actions: which of its jobs lacks a permission for packages, a login, or logs in elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.explain.match import Certainty, Match
from ghcr_wizard.explain.outline import Node, outline
from ghcr_wizard.explain.row import Advice
from ghcr_wizard.explain.wording import sentences

_TOP = re.compile(r"^(?:name|run-name|on|\"on\"|'on'|env|permissions|concurrency|defaults|jobs)\s*:", re.MULTILINE)
_JOBS, _ON = re.compile(r"^jobs\s*:\s*(?:#.*)?$", re.MULTILINE), re.compile(r"^(?:on|\"on\"|'on')\s*:", re.MULTILINE)
_REGISTRY = re.compile(r"\bghcr\.io\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{\{\s*env\.([A-Za-z0-9_]+)\s*\}\}|\$\{?([A-Z][A-Z0-9_]+)\}?")
_LOGIN = re.compile(
    r"(?:docker|podman|buildah|skopeo|oras|crane auth|helm registry|regctl registry|cosign) login\b[^\n]{0,300}?"
    r"(?:\bghcr\.io\b|\$\{?[A-Z_]{0,40}REGISTRY)",
    re.IGNORECASE,
)
_ANY_LOGIN = re.compile(r"(?:docker|podman) login\b(?![^\n]{0,300}(?:\.[a-z]{2,9}|\$))", re.IGNORECASE)
_PUSHES = re.compile(
    r"\b(?:docker(?: compose| image)?|podman|helm|oras|crane|buildah|regctl) push\b|--push\b"
    r"|imagetools create|skopeo copy|\bcosign (?:sign|attach|attest)|\bko (?:build|publish|apply)|docker manifest push",
    re.IGNORECASE,
)
_PULLS = re.compile(r"\b(?:docker|podman|helm|oras|crane) pull\b|docker compose up|docker run\b", re.IGNORECASE)
_PUSHING_ACTIONS = ("docker/bake-action", "redhat-actions/push-to-registry", "macbre/push-to-ghcr", "ko-build/setup-ko")
_LOGIN_ACTIONS = ("docker/login-action", "redhat-actions/podman-login", "azure/docker-login")
_TOKEN = re.compile(r"secrets\.GITHUB_TOKEN|github\.token", re.IGNORECASE)
_SECRET = re.compile(r"secrets\.([A-Za-z_][A-Za-z0-9_]*)")
_WHOLE = {"write-all": "write", "read-all": "read"}


@dataclass(frozen=True, slots=True)
class _Job:
    """What a job does with the registry.

    Attributes:
        name: Its key.
        packages: Its permission on packages: `write`, `read`, `none`, or `None` where the workflow sets none at all.
        pushes: Whether it pushes to ghcr.io.
        pulls: Whether it names an image of ghcr.io otherwise.
        logs_in: Whether it logs in there.
        logs_in_elsewhere: Whether a login of it names no registry, which is Docker Hub.
        secret: A secret, other than the workflow's own token, that a login there takes its password from.
        calls: Whether it calls another workflow.
        own_token: Whether a login there uses the workflow's own token.
    """

    name: str
    packages: str | None
    pushes: bool
    pulls: bool
    logs_in: bool
    logs_in_elsewhere: bool
    secret: str
    calls: bool
    own_token: bool


def is_workflow(text: str) -> bool:
    """Whether a text is a workflow and nothing else."""
    first = next(
        (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "---"))), ""
    )
    return _TOP.match(first) is not None and _JOBS.search(text) is not None and _ON.search(text) is not None


def explain_workflow(text: str) -> tuple[Match, ...]:
    """What in a workflow keeps it from ghcr.io, job by job; empty where nothing does."""
    document = outline(text)
    jobs = document.get("jobs")
    if not isinstance(jobs, dict):
        return ()
    triggers = _triggers(document)
    found = [
        _match(code, certainty, advice)
        for name, node in jobs.items()
        if isinstance(node, dict)
        for code, certainty, advice in _faults(_job(name, node, document), triggers)
    ]
    return tuple(sorted(found, key=lambda match: list(Certainty).index(match.certainty)))


def _faults(job: _Job, triggers: set[str]) -> Iterator[tuple[str, Certainty, Advice]]:
    named = f"Job “{job.name}”".replace("{", "").replace("}", "")
    if job.pushes and job.packages != "write" and (job.own_token or not job.secret):
        yield _permission(job, named)
    if (job.pushes or job.pulls) and job.logs_in_elsewhere and not job.logs_in:
        yield (
            "registry-prefix-missing",
            Certainty.CERTAIN if job.pushes else Certainty.LIKELY,
            Advice(
                cause=f"{named} uses ghcr.io, and its login names no registry, so it logs in to Docker Hub.",
                fix="Give the login step `registry: ghcr.io` (in a command: `docker login ghcr.io …`).",
            ),
        )
    elif job.pushes and not job.logs_in:
        yield (
            "token-missing",
            Certainty.LIKELY,
            Advice(
                cause=f"{named} pushes to ghcr.io, and no step of it logs in there. Logins of other jobs do not count.",
                fix=(
                    "Add a step before: docker/login-action with registry ghcr.io, username ${{{{ github.actor }}}}, "
                    "password ${{{{ secrets.GITHUB_TOKEN }}}}."
                ),
            ),
        )
    if job.calls and job.packages not in {None, "write"}:
        yield (
            "actions-packages-permission-missing",
            Certainty.POSSIBLE,
            Advice(
                cause=f"{named} calls another workflow and grants it no `packages: write`: it cannot ask for more.",
                fix="If the called workflow pushes, add `permissions: packages: write` to this job.",
            ),
        )
    if job.secret and triggers & {"pull_request", "pull_request_target"}:
        yield (
            "secret-empty",
            Certainty.POSSIBLE,
            Advice(cause=f"{named} logs in with a secret, which is empty in pull requests of forks and of Dependabot."),
        )


def _permission(job: _Job, named: str) -> tuple[str, Certainty, Advice]:
    fix = "Add to the job: `permissions: packages: write` and `contents: read`."
    if job.packages is None:
        cause = f"{named} pushes to ghcr.io, and the workflow sets no permissions: its token often may only read."
        return "actions-packages-permission-missing", Certainty.LIKELY, Advice(cause, fix)
    cause = f"{named} pushes to ghcr.io, and its permissions have no `packages: write` (what is not listed is none)."
    return "actions-packages-permission-missing", Certainty.CERTAIN, Advice(cause, fix)


def _job(name: str, node: dict[str, Node], document: dict[str, Node]) -> _Job:
    variables = _variables(document.get("env")) | _variables(node.get("env"))
    steps = [step for step in _items(node.get("steps")) if isinstance(step, dict)]
    logins = [_inputs(step, variables) for step in steps if _uses(step).startswith(_LOGIN_ACTIONS)]
    here = [login for login in logins if _REGISTRY.search(login.get("registry", "") + login.get("login-server", ""))]
    runs = [_filled(str(step.get("run", "")), variables) for step in steps]
    shell_logins = [run for run in runs if _LOGIN.search(run)]
    passwords = " ".join(login.get("password", "") for login in here) + " ".join(
        f"{run} {' '.join(_variables(step.get('env')).values())}"
        for run, step in zip(runs, steps, strict=True)
        if _LOGIN.search(run)
    )
    secret = next((found for found in _SECRET.findall(passwords) if found.upper() != "GITHUB_TOKEN"), "")
    everything = "\n".join(_filled(_text(step), variables) for step in steps)
    images = _REGISTRY.search(everything.replace("registry: ghcr.io", "")) or any(
        _REGISTRY.search(_filled(_text(node.get(part)), variables)) for part in ("container", "services")
    )
    return _Job(
        name=name,
        packages=_packages(node.get("permissions"), document.get("permissions")),
        pushes=_pushes(steps, runs, variables, is_here=bool(images or here)),
        pulls=bool(images) or any(_PULLS.search(run) and _REGISTRY.search(run) for run in runs),
        logs_in=bool(here or shell_logins),
        logs_in_elsewhere=any(not login.get("registry") for login in logins) or any(map(_ANY_LOGIN.search, runs)),
        secret=secret,
        calls=isinstance(node.get("uses"), str),
        own_token=bool(_TOKEN.search(passwords)),
    )


def _pushes(steps: list[dict[str, Node]], runs: list[str], variables: dict[str, str], *, is_here: bool) -> bool:
    if not is_here:
        return False
    for step in steps:
        uses, inputs = _uses(step), _inputs(step, variables)
        if uses.startswith("docker/build-push-action") and (
            inputs.get("push", "false").lower() != "false" or "push=true" in inputs.get("outputs", "")
        ):
            return True
        if uses.startswith(_PUSHING_ACTIONS) or inputs.get("push-to-registry", "").lower() == "true":
            return True
    return any(_PUSHES.search(run) for run in runs)


def _packages(of_job: Node | None, of_workflow: Node | None) -> str | None:
    for given in (of_job, of_workflow):
        if isinstance(given, dict):
            level = given.get("packages", "none")
            return level if isinstance(level, str) else "none"
        if isinstance(given, str) and given:
            return _WHOLE.get(given, "none")
        if given is not None:
            return "none"
    return None


def _triggers(document: dict[str, Node]) -> set[str]:
    given = document.get("on", "")
    return {given} if isinstance(given, str) else {str(name) for name in given}


def _items(node: Node | None) -> list[Node]:
    return node if isinstance(node, list) else []


def _uses(step: dict[str, Node]) -> str:
    uses = step.get("uses", "")
    return uses.lower() if isinstance(uses, str) else ""


def _inputs(step: dict[str, Node], variables: dict[str, str]) -> dict[str, str]:
    given = step.get("with")
    if not isinstance(given, dict):
        return {}
    return {key.lower(): _filled(_text(value), variables) for key, value in given.items()}


def _variables(node: Node | None) -> dict[str, str]:
    return {key: value for key, value in node.items() if isinstance(value, str)} if isinstance(node, dict) else {}


def _filled(text: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], found[0]), text)


def _text(node: Node | None) -> str:
    if isinstance(node, dict):
        return "\n".join(f"{key}: {_text(value)}" for key, value in node.items())
    if isinstance(node, list):
        return "\n".join(map(_text, node))
    return node or ""


def _match(code: str, certainty: Certainty, advice: Advice) -> Match:
    row = CAUSES[code]
    cause, fix = sentences(row, {}, advice)
    return Match(row, cause, fix, row.url, certainty)
