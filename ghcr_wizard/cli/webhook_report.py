"""What `ghcr-wizard webhook status` prints: the document, and one screen of text."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ghcr_wizard.catalog.json_fields import diagnosis
from ghcr_wizard.cli.findings import heading, indented, say_diagnoses
from ghcr_wizard.cli.output import Cell, Colour, Mark, Painted, mark, say, table
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.formatting import age, iso
from ghcr_wizard.webhooks import (
    EXPECTATIONS,
    Deliveries,
    Delivery,
    HookSurvey,
    Route,
    SeenHook,
    SeenPlace,
    names,
)
from ghcr_wizard.webhooks.survey import WebhooksSurveyed

_HEADERS = ("  Where", "Webhook", "Deliveries", "Last answer", "Events")
_MOST_PACKAGES = 12
_MOST_TOLD = 3


def document(survey: HookSurvey | None, url: str | None, diagnoses: Iterable[Diagnosis]) -> dict[str, object]:
    """`ghcr-wizard.webhook/1`.

    Args:
        survey: What was seen; `None` where nothing was looked at.
        url: The receiver, for that case.
        diagnoses: What is wrong.
    """
    address = survey.address.url if survey and survey.address else url
    return {
        "schema": "ghcr-wizard.webhook/1",
        "url": address,
        "targets": [_target(row) for row in (survey.targets if survey else ())],
        "diagnoses": [diagnosis(row) for row in diagnoses],
    }


def _target(row: SeenPlace) -> dict[str, object]:
    return {
        "name": row.target.name,
        "kind": row.target.kind.value,
        "packages": list(row.packages),
        "hooks": None if row.hooks is None else [_hook(seen) for seen in row.hooks],
    }


def _hook(seen: SeenHook) -> dict[str, object]:
    return {
        "id": seen.hook.id,
        "url": seen.hook.shown_url,
        "events": list(seen.hook.events),
        "active": seen.hook.active,
        "deliveries": None if seen.deliveries is None else _deliveries(seen.deliveries),
    }


def _deliveries(seen: Deliveries) -> dict[str, object]:
    last = seen.last
    return {
        "ok": seen.ok,
        "failed": seen.failed,
        "last_at": iso(last.delivered_at) if last else None,
        "last_status": last.status_code if last else None,
    }


def say_survey(surveyed: WebhooksSurveyed) -> None:
    """Print why push events arrive, or why not."""
    survey = surveyed.survey
    receiver = survey.address.url if survey.address else "any receiver"
    say(Painted(f"Push events for {receiver}", Colour.BOLD))
    _say_routes(survey.routes)
    _say_hooks(survey.targets)
    if survey.notes:
        say()
    for note in survey.notes:
        say(mark(Mark.NOTE), note)
    if surveyed.diagnoses:
        lost = any(row.family is Family.LOST_PUSHES for row in surveyed.diagnoses)
        heading("Why they do not arrive" if lost else "Whether they arrive is not known")
        say_diagnoses(surveyed.diagnoses)
    else:
        _say_good(survey)


def _say_routes(routes: Sequence[Route]) -> None:
    if not routes:
        return
    heading("Publishers")
    rows: list[list[Cell]] = [_route(row) for row in routes[:_MOST_PACKAGES]]
    table(("  Package", "Published by", "Webhooks on"), [indented(row) for row in rows])
    if len(routes) > _MOST_PACKAGES:
        say(f"  and {len(routes) - _MOST_PACKAGES} more")


def _route(row: Route) -> list[Cell]:
    heard = " or ".join(target.name for target in row.targets)
    return [row.package, row.repository.name if row.repository else "no repository", heard or "nobody"]


def _say_hooks(targets: Sequence[SeenPlace]) -> None:
    if not targets:
        return
    heading("What is there")
    rows = [cells for row in targets for cells in _rows(row)]
    table(_HEADERS, [indented(cells) for cells in rows])


def _newest(targets: Sequence[SeenPlace]) -> list[Delivery]:
    """The deliveries of all places."""
    hooks = [seen for row in targets for seen in row.hooks or ()]
    return [delivery for seen in hooks if seen.deliveries for delivery in seen.deliveries.newest]


def _rows(row: SeenPlace) -> list[list[Cell]]:
    name = row.target.name
    if row.hooks is None:
        return [[name, Painted("not shown", Colour.YELLOW), "", "", ""]]
    if not row.hooks:
        return [[name, Painted("none", Colour.DIM), "", "", ""]]
    return [[name, *_cells(seen)] for seen in row.hooks]


def _cells(seen: SeenHook) -> list[Cell]:
    state = Painted("on", Colour.GREEN) if seen.hook.active else Painted("switched off", Colour.RED)
    deliveries = seen.deliveries
    counts: Cell = "unknown"
    last: Cell = ""
    if deliveries is not None:
        counts = f"{deliveries.ok} ok, {deliveries.failed} failed" if deliveries.newest else "none yet"
        newest = deliveries.last
        if newest:
            when = age(newest.delivered_at, datetime.now(UTC))
            last = Painted(f"{newest.said}, {when} ago", Colour.GREEN if newest.ok else Colour.RED)
    return [state, counts, last, ", ".join(seen.hook.events)]


def _say_good(survey: HookSurvey) -> None:
    holders = [
        row.target.name for row in survey.targets if any(each.hook.works for each in survey.matching(row.target))
    ]
    say()
    say(mark(Mark.GOOD), f"The webhook on {names(holders)} receives them, and its last deliveries were taken.")
    told = [row.told.summary for row in _newest(survey.targets) if row.told]
    for sentence in list(dict.fromkeys(told))[:_MOST_TOLD]:
        say(" ", mark(Mark.NOTE), f"told: {sentence}")
    say()
    for sentence in EXPECTATIONS:
        say(mark(Mark.NOTE), sentence)
