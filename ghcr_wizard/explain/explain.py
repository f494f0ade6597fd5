"""From a text to its causes."""

import re
from functools import cache

from ghcr_wizard.diagnosis.cause import UNANSWERED, About, Family, Stage
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.explain.contexts import OTHER_REGISTRY, Context, contexts
from ghcr_wizard.explain.lines import (
    goes_on,
    read,
    unwrapped,
    without_challenges,
    without_controls,
    without_questions,
)
from ghcr_wizard.explain.match import Certainty, Match
from ghcr_wizard.explain.ranking import Finding, ranked
from ghcr_wizard.explain.requests import RefusedRequest, refused_requests
from ghcr_wizard.explain.row import Advice, ErrorText, RequestRow
from ghcr_wizard.explain.subjects import image_near, organization_near
from ghcr_wizard.explain.template import Hit, compiled, spoken, words_of
from ghcr_wizard.explain.wording import sentences
from ghcr_wizard.explain.workflows import explain_workflow, is_workflow
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.text import redact

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_])(?:gh[pou]_[A-Za-z0-9]{8,60}|github_pat_[A-Za-z0-9_]{8,120})(?![A-Za-z0-9_.*\u2026-])"
)
_BEGINNINGS = ("ghp_", "gho_", "ghu_", "github_pat_")
_MOST = 20
_FEWEST_DIFFERENT = 8
"""Different characters of a real token; `ghp_xxxxxxxx` in an example has one."""


def remarks(plain: str) -> tuple[Match, ...]:
    """What is wrong with the form of the tokens in a text, each remark once; it names kinds and lengths alone.

    Args:
        plain: A text without controls, and not yet without its tokens.
    """
    found: dict[str, Match] = {}
    if not any(beginning in plain for beginning in _BEGINNINGS):
        return ()
    for number, token in enumerate(_TOKEN.finditer(plain)):
        if number == _MOST:
            break
        if len(set(token[0].rpartition("_")[2])) < _FEWEST_DIFFERENT:
            continue
        for row in inspect_token(token[0]).diagnoses:
            found.setdefault(row.code, Match(row.of, row.cause, row.fix, row.url, Certainty.POSSIBLE))
    return tuple(found.values())


_MOST_UNWRAPPED = 4_000
"""Characters of a paste that may have been broken by a window; a longer one is a log, its lines are lines."""

_SAYS_MORE = 12
"""Literal characters of a message that says more than the status beside it."""
_WEIGHT_OF_A_STATUS = 11
_FEW_WORDS = 14
"""Literal characters below which a text in a long log may be anybody's."""
_MANY_WORDS = 24
"""Literal characters of a text that is one program's."""

_COMMON = frozenset({"secret-empty", "platform-missing", "clock-skew"})
"""What the tests and builds of a long log may speak of without meaning a registry."""

_OURS = re.compile(
    r"ghcr\.io|(?<!npm\.pkg\.)(?<!maven\.pkg\.)(?<!nuget\.pkg\.)(?<!rubygems\.pkg\.)github|\.ghe\.com|lscr\.io"
    r"|(?<![a-z0-9])containers\.",
    re.IGNORECASE,
)
"""Names of the registry, of what stands in front of it and behind it; GitHub has other registries too."""
_ANY_REGISTRY = re.compile(
    r"(?:https?://(?:[a-z0-9.-]{1,200}\.[a-z]{2,20}|localhost|[0-9.]{7,15})(?::[0-9]{1,5})?/(?:[a-z0-9_/-]{1,200}/)?v2/"
    r"|https?://[a-z0-9.-]{1,200}\.[a-z]{2,20}(?::[0-9]{1,5})?/[^\s\"?]{0,200}\?[^\s\"]{0,200}\bscope=repository"
    r"|(?:docker|oci)://[a-z0-9.-]{1,200}\.[a-z]{2,20}[:/]"
    r"|(?:push|pull|image(?: version)?|permission for) \"?[a-z0-9.-]{1,200}\.[a-z]{2,20}(?::[0-9]{1,5})?/"
    r"|https?://(?:npm|maven|nuget|rubygems)\.pkg\.)",
    re.IGNORECASE,
)
"""Where an address or an image's name has a host."""
_OTHER_SERVICE = re.compile(
    r"(?:localhost|127\.0\.0\.1|\[::1\]):(?!53(?![0-9]))[0-9]{1,5}(?![0-9]|->|/v2)"
    r"|\bhost=\"(?:localhost|127\.0\.0\.1)\"|\bwhile connecting to upstream\b"
    r"|(?:\bport[ =]|[0-9]\.[0-9]{1,3}:)(?!(?:443|80|53|1080|3128|7890|8080|8118|8888|10809)(?![0-9]))"
    r"[0-9]{1,5}(?![0-9]|->)",
    re.IGNORECASE,
)
"""An address at which no registry and no proxy is: of a database, of a server of one's own, of another protocol."""


def explain(text: str) -> tuple[Match, ...]:
    """What an error text means, the likeliest cause first; empty where nothing in it is known.

    Nothing is asked of anybody. A token in the text is cut to its prefix first: none comes out again.

    Args:
        text: One line, an answer of a server, a whole log, or a workflow's file; its first `LONGEST` characters are
            looked at.
    """
    plain = without_controls(text)
    if is_workflow(plain):
        return explain_workflow(redact(plain))
    readable = without_questions(read(plain))
    findings = _findings(without_challenges(readable))
    if not findings and not goes_on(readable):
        findings = _findings(readable)
        if not findings and len(readable) <= _MOST_UNWRAPPED and "\n" in readable.strip():
            readable = unwrapped(readable)
            findings = _findings(readable)
    matches = tuple(_match(finding, readable) for finding in ranked(findings))
    known = {match.code for match in matches}
    return matches + tuple(match for match in remarks(plain) if match.code not in known)


def every_cause() -> tuple[Match, ...]:
    """Every cause, in its order, in general words."""
    return tuple(_worded(code, {}, Certainty.POSSIBLE) for code in CAUSES)


def _findings(text: str) -> list[Finding]:
    lowered = text.lower()
    words = words_of(lowered)
    seen = contexts(lowered, words)
    found = [
        finding
        for number, row in enumerate(_rows())
        if compiled(row.text).words <= words
        and (hit := compiled(row.text).find(text, lowered)) is not None
        and _fits(row, hit)
        and (Context.GITHUB in seen or not _is_of_another_service(row, hit))
        for finding in _of_row(row, number, hit, seen)
    ]
    told = {finding.hit.line for finding in found if finding.said and finding.weight >= _SAYS_MORE}
    return found + [
        finding
        for request in refused_requests(text, lowered)
        if request.line not in told
        for finding in _of_request(request, seen)
    ]


def _of_request(request: RefusedRequest, seen: Context) -> list[Finding]:
    """What a refused request can mean, by the first row that fits it."""
    names = {"status": request.status, "host": request.host}
    hit = Hit(request.start, request.end, names, request.line)
    for number, row in enumerate(_request_rows()):
        causes = [each for each in row.causes if each.holds(seen) and not _is_another_registrys(each.code, seen)]
        if _asks(row, request) and causes:
            is_foreign = _OURS.search(hit.line) is None and (
                OTHER_REGISTRY.search(hit.line) is not None or _ANY_REGISTRY.search(hit.line) is not None
            )
            return [
                Finding(
                    cause.code,
                    Certainty.POSSIBLE if is_foreign else cause.certainty,
                    hit,
                    _WEIGHT_OF_A_STATUS,
                    (len(_rows()) + number, place),
                    request.status,
                    cause.advice,
                    is_foreign=is_foreign,
                )
                for place, cause in enumerate(causes)
            ]
    return []


def _asks(row: RequestRow, request: RefusedRequest) -> bool:
    return (
        row.part is request.part
        and request.status.startswith(row.statuses)
        and (not row.methods or request.method in row.methods)
        and row.by_digest in (None, request.by_digest)
    )


@cache
def _rows() -> tuple[ErrorText, ...]:
    from ghcr_wizard.explain.rows import every_row

    return every_row()


@cache
def _request_rows() -> tuple[RequestRow, ...]:
    from ghcr_wizard.explain.rows.requests import ROWS

    return ROWS


def _fits(row: ErrorText, hit: Hit) -> bool:
    return not row.without or not any(text in hit.line.lower() for text in row.without)


def _of_row(row: ErrorText, number: int, hit: Hit, seen: Context) -> list[Finding]:
    said = spoken(row.text, hit.names) if row.quoted else None
    weight = compiled(row.text).weight
    elsewhere = _elsewhere(row, weight, hit, seen)
    found = []
    for place, cause in enumerate(row.causes):
        if cause.holds(seen):
            stage = CAUSES[cause.code].stage
            if _is_another_registrys(cause.code, seen):
                continue
            is_answer = stage in {Stage.REQUEST, Stage.CONSEQUENCE}
            is_foreign = (elsewhere and stage is not Stage.NAME) or (is_answer and Context.ELSEWHERE in seen)
            certainty = Certainty.POSSIBLE if is_foreign else cause.certainty
            order = (number, place)
            found.append(Finding(cause.code, certainty, hit, weight, order, said, cause.advice, row.yields, is_foreign))
    return found


def _is_another_registrys(code: str, seen: Context) -> bool:
    """Whether it is what a registry says of a credential or a package, in a text that names another one alone."""
    cause = CAUSES[code]
    is_refusal = cause.stage in {Stage.REQUEST, Stage.CONSEQUENCE} and cause.family not in UNANSWERED
    return is_refusal and Context.ELSEWHERE in seen


def _elsewhere(row: ErrorText, weight: int, hit: Hit, seen: Context) -> bool:
    """Whether an error is probably not one of GitHub's: another registry's, or anything that a long log tells of."""
    if _OURS.search(hit.line):
        return False
    codes = {cause.code for cause in row.causes}
    is_network = _is_network(row)
    is_anybodys = is_network or weight < _FEW_WORDS or (weight < _MANY_WORDS and bool(codes & _COMMON))
    return (
        (is_anybodys and Context.LOG in seen)
        or OTHER_REGISTRY.search(hit.line) is not None
        or (not is_network and _ANY_REGISTRY.search(hit.line) is not None)
        or _is_of_another_service(row, hit)
    )


def _is_of_another_service(row: ErrorText, hit: Hit) -> bool:
    """Whether it is a connection that failed to something that is neither a registry nor a proxy."""
    return (
        _is_network(row)
        and _OURS.search(hit.line) is None
        and _OTHER_SERVICE.search(hit.line) is not None
        and "proxy" not in hit.line.lower()
    )


def _is_network(row: ErrorText) -> bool:
    return any(CAUSES[cause.code].family is Family.CONNECTION for cause in row.causes)


def _match(finding: Finding, text: str) -> Match:
    hit = finding.hit
    facts = {name: value for name, value in hit.names.items() if name not in {"organization", "package", "address"}}
    if finding.said is not None:
        facts.setdefault("said", finding.said)
    if "unprefixed" in facts:
        facts.setdefault("given", facts["unprefixed"])
    if "when" in facts:
        facts["when"] = f"in {facts['when']}"
    facts |= _subject(finding, text)
    return _worded(finding.code, facts, finding.certainty, hit.names.get("address"), finding.advice)


def _subject(finding: Finding, text: str) -> dict[str, str]:
    """What the cause is about, by name, where the text names it."""
    hit, facts = finding.hit, dict[str, str]()
    about = CAUSES[finding.code].about
    if finding.advice is not None and finding.advice.unnamed:
        return facts
    image = image_near(text, hit.start, hit.line)
    if about is About.PACKAGE and (package := hit.names.get("package") or (image and image.package)):
        facts["subject"] = package
    if finding.code == "registry-host-typo" and finding.said and "." in finding.said:
        facts["given"] = finding.said
    if finding.code == "tag-not-found" and image and image.reference:
        facts["reference"] = image.reference
    if finding.code == "stale-credential-blocks-public" and image and image.host:
        facts["registry"] = image.host
    if about is About.ACCOUNT:
        named = hit.names.get("organization") or organization_near(text, hit.start, hit.line)
        if named:
            facts["subject"] = named
    return facts


def _worded(
    code: str, facts: dict[str, str], certainty: Certainty, address: str | None = None, advice: Advice | None = None
) -> Match:
    row = CAUSES[code]
    cause, fix = sentences(row, facts, advice)
    return Match(row, cause, fix, address or row.url, certainty)
