"""What would be done about webhooks, and what was: in words, the same under every face."""

from collections.abc import Sequence

from ghcr_wizard.diagnosis.cause import Family, Severity
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.webhooks import HookSurvey, names, unreachable
from ghcr_wizard.webhooks.change import HookAction, HookChange, HookResult
from ghcr_wizard.webhooks.survey import WebhooksSurveyed


def blockers(surveyed: WebhooksSurveyed, changes: Sequence[HookChange]) -> list[Diagnosis]:
    """What keeps a plan from being carried out: what could not be seen, or an address GitHub will not deliver to."""
    survey = surveyed.survey
    rows = [row for row in survey.diagnoses if row.severity is Severity.ERROR or row.family is Family.THROTTLED]
    if survey.address and (wrong := unreachable(survey.address, survey.hosts)):
        rows.append(wrong)
    unread = [seen for change in changes if (seen := survey.seen(change.target)) and seen.hooks is None]
    rows += [seen.refusal for seen in unread if seen.refusal]
    return rows


def plan(surveyed: WebhooksSurveyed, changes: Sequence[HookChange], blocked: Sequence[Diagnosis]) -> str:
    """What would be done, and on whose behalf, as sentences."""
    survey = surveyed.survey
    if blocked:
        return f"Nothing can be done. {blocked[0].cause}"
    if not changes:
        return f"There is nothing to set up. {survey.proposal.reason}"
    if all(change.action is HookAction.KEEP for change in changes):
        places = names(change.target.name for change in changes)
        return " ".join([f"Nothing needs to be done: the webhook on {places} is right already.", *survey.notes])
    parts = [f"Would {_sentences(changes)}.", survey.proposal.reason, *survey.notes]
    if any(change.action is HookAction.MEND for change in changes):
        parts.append("Its secret stays.")
    return " ".join([*parts, *_left(survey), f"It takes {needed(changes)}."])


def needed(changes: Sequence[HookChange]) -> str:
    """What a credential needs to carry a plan out, and that it should be one for this alone."""
    target = changes[0].target
    alone = "use a separate token; your pull token should not have this scope"
    return f"a token with {target.scope} of {target.role}: {alone}"


def _sentences(changes: Sequence[HookChange]) -> str:
    """What is to be done; new webhooks of the same kind are named together."""
    new = [change.target for change in changes if change.action is HookAction.CREATE]
    others = [change.sentence for change in changes if change.action is not HookAction.CREATE]
    if len(new) > 1:
        places = ", ".join(target.name for target in new)
        return " and ".join([f"create {len(new)} webhooks for the event “package”, on {places}", *others])
    return " and ".join(change.sentence for change in changes)


def _left(survey: HookSurvey) -> list[str]:
    mute = survey.proposal.unreachable
    return [f"No webhook can receive events of {names(mute)} until it is linked to a repository."] if mute else []


def created(outcome: HookResult, changes: Sequence[HookChange], survey: HookSurvey, place: str) -> str:
    """What was done, what the first ping met, and where the receiver's secret is."""
    if not outcome.done:
        reason = outcome.diagnoses[0].cause if outcome.diagnoses else outcome.refused or survey.proposal.reason
        partly = f" Done before that: {names(outcome.changed)}." if outcome.changed else ""
        return f"The webhook was not set up. {reason}{partly}"
    done = [f"{_DONE[change.action]} on {change.target.name}" for change in changes]
    parts = [f"The webhook for {survey.address.url if survey.address else 'packages'}: {' and '.join(done)}."]
    return " ".join([*parts, *filter(None, [pinged(outcome)]), _where(outcome, place), *_left(survey)])


_DONE = {HookAction.CREATE: "created", HookAction.MEND: "mended", HookAction.KEEP: "already right"}


def _where(outcome: HookResult, place: str) -> str:
    if outcome.secret is None:
        return "Only its creator knows its secret; GitHub does not show it."
    if outcome.kept:
        return f"The receiver's secret is in your keyring ({place})."
    return "No keyring keeps its secret: give it to the receiver now."


def pinged(outcome: HookResult) -> str:
    """What became of the pings, as one sentence; empty where none was sent."""
    if not outcome.pings:
        return ""
    answers = [f"{target.name}: {delivery.said if delivery else 'not seen yet'}" for target, delivery in outcome.pings]
    return f"The receiver answered the ping: {names(answers)}."
