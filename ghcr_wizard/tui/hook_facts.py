"""What is known of webhooks, as rows for the screen: where push events go, what is there, what would be done."""

from collections.abc import Sequence
from datetime import datetime

from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.formatting import age
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.webhooks import EXPECTATIONS, Deliveries, HookSurvey, Route, SeenHook, SeenPlace, names
from ghcr_wizard.webhooks.survey import WebhooksSurveyed

Rows = list[tuple[Part, Part]]

_MOST_ROUTES = 6
_MOST_DELIVERIES = 4


def verdict(surveyed: WebhooksSurveyed) -> Part:
    """Whether push events arrive, in one line."""
    count = len(surveyed.diagnoses)
    if any(row.family is Family.LOST_PUSHES for row in surveyed.diagnoses):
        causes = "one cause" if count == 1 else f"{count} causes"
        return line(("✗ ", "$error"), ("Push events are not delivered", "bold"), f": {causes}, below.")
    if count:
        return line(("! ", "$warning"), ("Whether push events arrive is not known", "bold"), ": see below.")
    survey = surveyed.survey
    holders = [
        row.target.name for row in survey.targets if any(each.hook.works for each in survey.matching(row.target))
    ]
    return line(("✓ ", "$success"), ("Push events arrive", "bold"), f": the webhook on {names(holders)} receives them.")


def about_routes(routes: Sequence[Route]) -> Rows:
    """Where the push events of the packages go."""
    rows: Rows = [("", _route(row)) for row in routes[:_MOST_ROUTES]]
    if len(routes) > _MOST_ROUTES:
        rows.append(("", line((f"and {len(routes) - _MOST_ROUTES} more packages", "$muted"))))
    return rows


def _route(row: Route) -> Part:
    heard = " or ".join(target.name for target in row.targets)
    publisher = row.repository.name if row.repository else "no repository"
    if not heard:
        return line(
            (row.package, "bold"), (" is linked to ", "$muted"), publisher, (": no webhook receives it", "$error")
        )
    return line(
        (row.package, "bold"), (" is published by ", "$muted"), publisher, ("; goes to webhooks on ", "$muted"), heard
    )


def about_targets(survey: HookSurvey, now: datetime) -> Rows:
    """What stands in each place that was looked at."""
    return [entry for row in survey.targets for entry in _target(survey, row, now)]


def _target(survey: HookSurvey, row: SeenPlace, now: datetime) -> Rows:
    kind = (f"  {row.target.kind.value}", "$muted")
    head: tuple[Part, Part] = ("", line((row.target.name, "bold"), kind))
    if row.hooks is None:
        return [head, (line(("  ! ", "$warning"), ("hidden", "$muted")), "not shown to this token")]
    if not row.hooks:
        return [head, (line(("  ○ ", "$muted"), ("none", "$muted")), "no webhook for packages")]
    return [head, *(entry for seen in row.hooks for entry in _hook(survey, seen, now))]


def _hook(survey: HookSurvey, seen: SeenHook, now: datetime) -> Rows:
    hook = seen.hook
    good = hook.works and not (seen.deliveries and seen.deliveries.failing)
    state = ("✓ on", "$success") if good else ("✗ on", "$error") if hook.active else ("✗ off", "$error")
    where = "" if survey.address and survey.means(hook) else f"{hook.shown_url} · "
    told = f"subscribed to {', '.join(hook.events) or 'nothing'}"
    rows: Rows = [(line("  ", state), f"{where}{told} · {_counts(seen.deliveries)}")]
    newest = seen.deliveries.newest[:_MOST_DELIVERIES] if seen.deliveries else ()
    for delivery in newest:
        colour = "$muted" if delivery.ok else "$error"
        event = delivery.told.summary if delivery.told else delivery.event
        when = f"{age(delivery.delivered_at, now)} ago"
        rows.append((" ", line((f"{when:<10} {delivery.said:<16} {event}", colour))))
    return rows


def _counts(deliveries: Deliveries | None) -> str:
    if deliveries is None:
        return "deliveries unknown"
    if not deliveries.newest:
        return "no deliveries yet"
    return f"deliveries: {deliveries.ok} ok, {deliveries.failed} failed"


def expectations() -> list[Part]:
    """What to expect of a webhook that works."""
    return [line(("What to expect", "bold")), *(line(("· ", "$muted"), (each, "$muted")) for each in EXPECTATIONS)]
