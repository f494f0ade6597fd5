"""From what was seen of webhooks to what is wrong with them: pure functions to the codes `webhook-*`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.causes_webhooks import (
    WEBHOOK_DELIVERIES_FAILING,
    WEBHOOK_EVENT_MISSING,
    WEBHOOK_INACTIVE,
    WEBHOOK_MISSING,
    WEBHOOK_SCOPE_MISSING,
    WEBHOOK_URL_UNREACHABLE,
    WEBHOOK_WRONG_REPOSITORY,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose, worst_first
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.github.refusals import Caller, api_refusal, said
from ghcr_wizard.github.scopes import expand, parse
from ghcr_wizard.transport.exchange import Exchange
from ghcr_wizard.webhooks.address import HookAddress
from ghcr_wizard.webhooks.model import Deliveries, Hook, HookPlace, PlaceKind
from ghcr_wizard.webhooks.proposal import Proposal, Route

_REFUSED = frozenset({403, 404})
_NAMED = 3
_SUFFICIENT = {
    PlaceKind.ORGANIZATION: frozenset({"admin:org_hook"}),
    PlaceKind.REPOSITORY: frozenset({"admin:repo_hook", "repo", "public_repo"}),
}
"""Scopes that open the webhooks API (github docs "Scopes for OAuth apps")."""


@dataclass(frozen=True, slots=True)
class SeenHook:
    """A webhook with its deliveries; `None` where those could not be read."""

    hook: Hook
    deliveries: Deliveries | None = None


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """What was seen of one place.

    Attributes:
        target: The place.
        packages: The packages asked about whose push events it hears of.
        hooks: Its webhooks that could be meant; `None` where they could not be read.
        refusal: Why they could not.
    """

    target: HookPlace
    packages: tuple[str, ...] = ()
    hooks: tuple[SeenHook, ...] | None = None
    refusal: Diagnosis | None = None


@dataclass(frozen=True, slots=True)
class HookSurvey:
    """Everything seen on the way of some packages' push events.

    Attributes:
        hosts: Which GitHub.
        address: The receiver asked about; `None` for any.
        routes: The packages, and where their events go.
        targets: The places on their way, and those elsewhere that hold a webhook of this address.
        proposal: Where webhooks belong.
        diagnoses: What kept parts from being seen.
        notes: What a person should know besides, as sentences.
    """

    hosts: Hosts
    address: HookAddress | None
    routes: tuple[Route, ...]
    targets: tuple[SeenPlace, ...]
    proposal: Proposal
    diagnoses: tuple[Diagnosis, ...] = ()
    notes: tuple[str, ...] = ()

    def seen(self, target: HookPlace) -> SeenPlace | None:
        """What was seen of a place; `None` where it was not looked at."""
        return next((row for row in self.targets if row.target.key == target.key), None)

    def matching(self, target: HookPlace) -> tuple[SeenHook, ...]:
        """The webhooks of a place that deliver to the address, or are told about packages where none was given."""
        row = self.seen(target)
        return tuple(each for each in (row.hooks or () if row else ()) if self.means(each.hook))

    def means(self, hook: Hook) -> bool:
        """Whether a webhook is one that is asked about."""
        return hook.hears_packages if self.address is None else self.address.is_of(hook.url)


def hooks_refusal(exchange: Exchange, caller: Caller, target: HookPlace) -> Diagnosis | None:
    """Why the webhooks of a place could not be read or changed; `None` for a success, or an answer without a code.

    GitHub answers 404 where the scope is missing, and the same where its holder is no admin or there is no such place.
    A webhook that an OAuth app made is hidden from others, and shows only when another for its address is refused.
    """
    refusal = api_refusal(exchange, caller, target.name.partition("/")[0])
    if refusal is not None and refusal.family is not Family.LACKING:
        return refusal
    if exchange.ok:
        return None
    if exchange.status in _REFUSED:
        return diagnose(WEBHOOK_SCOPE_MISSING, target.name, said=said(exchange), needed=_needed(exchange, target))
    if "public Internet" in (exchange.message or ""):
        return diagnose(WEBHOOK_URL_UNREACHABLE, target.name, said=said(exchange))
    if "already exists" in (exchange.message or ""):
        needed = (
            f"the webhooks' settings, or a token of the OAuth app that made it: {target.name} has one for the address"
        )
        return diagnose(WEBHOOK_SCOPE_MISSING, target.name, said=said(exchange), needed=needed)
    return None


def _needed(exchange: Exchange, target: HookPlace) -> str:
    header = exchange.headers.get("x-oauth-scopes")
    if header is None:
        return f"a token with the scope {target.scope} (or the {target.permission}) of {target.role}"
    if expand(parse(header)) & _SUFFICIENT[target.kind]:
        return f"a token of {target.role}: this one has the scope, its holder not the right"
    return f"a token with the scope {target.scope} of {target.role}"


def unreachable(address: HookAddress, hosts: Hosts) -> Diagnosis | None:
    """What speaks against an address before anything is sent; a server of one's own may well reach its own network."""
    why = None if hosts.deployment is Deployment.SERVER else address.unreachable
    return None if why is None else diagnose(WEBHOOK_URL_UNREACHABLE, said=why)


def findings(survey: HookSurvey) -> tuple[Diagnosis, ...]:
    """Everything that keeps push events from arriving, worst first."""
    rows = list(survey.diagnoses)
    if survey.address and (wrong := unreachable(survey.address, survey.hosts)):
        return tuple(worst_first([*rows, wrong]))
    silent: list[Route] = []
    for route in survey.routes:
        hooks = [(target, seen) for target in route.targets for seen in survey.matching(target)]
        if hooks:
            rows += _of_hooks(survey, hooks)
        else:
            silent.append(route)
    rows += _of_silence(survey, silent)
    if not survey.routes:
        rows += _of_places(survey)
    return tuple(worst_first(rows))


def _of_hooks(survey: HookSurvey, hooks: Sequence[tuple[HookPlace, SeenHook]]) -> Iterator[Diagnosis]:
    """What is wrong where webhooks stand in the right place; one that works makes up for others that do not."""
    working = [(target, seen) for target, seen in hooks if seen.hook.works]
    if working:
        failing = [(target, seen) for target, seen in working if seen.deliveries and seen.deliveries.failing]
        if len(failing) == len(working):
            yield from (_failing(survey, target, seen) for target, seen in failing)
        return
    for target, seen in hooks:
        page = target.settings_page(survey.hosts.web_url)
        if not seen.hook.active:
            yield diagnose(WEBHOOK_INACTIVE, target.name, page, how=_command(survey, target))
        if not seen.hook.hears_packages:
            events = ", ".join(seen.hook.events) or "nothing"
            yield diagnose(WEBHOOK_EVENT_MISSING, target.name, page, events=events, how=_command(survey, target))


def _failing(survey: HookSurvey, target: HookPlace, seen: SeenHook) -> Diagnosis:
    deliveries = seen.deliveries or Deliveries()
    last = deliveries.last
    return diagnose(
        WEBHOOK_DELIVERIES_FAILING,
        target.name,
        target.settings_page(survey.hosts.web_url),
        failed=deliveries.failed,
        total=len(deliveries.newest),
        said=last.said if last else "none",
    )


def _of_silence(survey: HookSurvey, silent: Sequence[Route]) -> Iterator[Diagnosis]:
    """What is wrong for packages on whose way no webhook stands."""
    unread = [(route, row) for route in silent for row in _unread(survey, route)]
    yield from (row.refusal for _, row in unread if row.refusal)
    yield from _of_empty_places(survey, unread)
    left = [route for route in silent if route not in {hidden for hidden, _ in unread}]
    if not left:
        return
    elsewhere = _elsewhere(survey)
    yield _wrong(survey, left, elsewhere) if elsewhere else _missing(survey, left)


def _of_empty_places(survey: HookSurvey, unread: Sequence[tuple[Route, SeenPlace]]) -> Iterator[Diagnosis]:
    """What an administrator of the repository alone can do: no webhook stands there, whatever stands above it."""
    empty = [
        (route, target, hidden.target)
        for route, hidden in unread
        for target in route.targets
        if (row := survey.seen(target)) and row.hooks is not None
    ]
    if not empty:
        return
    _, place, hidden = empty[0]
    packages = names(route.package for route, target, _ in empty if target.key == place.key)
    cause = (
        f"{place.name} has no webhook {_which(survey)}, and this token cannot see the webhooks of {hidden.name}. "
        f"Without one, no one receives package events for {packages}."
    )
    yield replace(_missing_on(survey, place, packages), cause=cause)


def _unread(survey: HookSurvey, route: Route) -> list[SeenPlace]:
    """The places on a package's way whose webhooks could not be read: one may stand there."""
    return [row for target in route.targets if (row := survey.seen(target)) and row.hooks is None]


def _elsewhere(survey: HookSurvey) -> tuple[HookPlace, ...]:
    """Places with a webhook of this address that hear of none of the packages on whose way there is none."""
    on_the_way = {target.key for route in survey.routes for target in route.targets}
    return tuple(
        row.target
        for row in survey.targets
        if survey.address and row.target.key not in on_the_way and survey.matching(row.target)
    )


def _wrong(survey: HookSurvey, routes: Sequence[Route], elsewhere: Sequence[HookPlace]) -> Diagnosis:
    place = _place_for(survey, routes[0])
    page = place.settings_page(survey.hosts.web_url) if place else None
    move = f"Create one on {place.name}: {_command(survey, place)}" if place else "Link the package to a repository"
    one = routes[0].package if len(routes) == 1 else None
    return diagnose(
        WEBHOOK_WRONG_REPOSITORY,
        one or routes[0].package.partition("/")[0],
        page,
        where=names(target.name for target in elsewhere),
        packages=names(route.package for route in routes),
        publisher=names(route.publisher for route in routes),
        move=move,
    )


def _missing(survey: HookSurvey, routes: Sequence[Route]) -> Diagnosis:
    place = next(iter(survey.proposal.targets), None)
    packages = names(route.package for route in routes)
    if place is None:
        reason = survey.proposal.reason.rstrip(".")
        return diagnose(WEBHOOK_MISSING, routes[0].package, which=_which(survey), packages=packages, how=reason)
    return _missing_on(survey, place, packages)


def _missing_on(survey: HookSurvey, place: HookPlace, packages: str) -> Diagnosis:
    """That a place has no webhook, and how to create one there."""
    page, how = place.settings_page(survey.hosts.web_url), f"Create one: {_command(survey, place)}"
    return diagnose(WEBHOOK_MISSING, place.name, page, which=_which(survey), packages=packages, how=how)


def _which(survey: HookSurvey) -> str:
    return "with this address" if survey.address else "for packages"


def _of_places(survey: HookSurvey) -> Iterator[Diagnosis]:
    """What is wrong where no package is known, only a place that was asked about."""
    for row in survey.targets:
        hooks = survey.matching(row.target)
        if row.refusal:
            yield row.refusal
        elif hooks:
            yield from _of_hooks(survey, [(row.target, each) for each in hooks])
        elif row.hooks is not None:
            yield _missing_on(survey, row.target, "any package there")


def _place_for(survey: HookSurvey, route: Route) -> HookPlace | None:
    """Where a webhook for one package belongs: what is proposed, if the package speaks there."""
    keys = {target.key for target in route.targets}
    proposed = next((target for target in survey.proposal.targets if target.key in keys), None)
    return proposed or next(iter(route.targets), None)


def _command(survey: HookSurvey, target: HookPlace) -> str:
    url = survey.address.url if survey.address else "URL"
    return f"`ghcr-wizard webhook create {target.option} --url {url}`"


def names(given: Iterable[str]) -> str:
    """Names as words: three of them, the others counted."""
    rows = list(dict.fromkeys(given))
    if len(rows) <= _NAMED:
        return " and ".join(filter(None, (", ".join(rows[:-1]), rows[-1]))) if rows else ""
    return f"{', '.join(rows[:_NAMED])} and {len(rows) - _NAMED} more"
