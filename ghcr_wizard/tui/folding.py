"""What the live test yields, folded into how far it is."""

from ghcr_wizard.check.events import CheckEvent, CheckFinished, CheckProgressed, CheckStarted
from ghcr_wizard.tui.state import LiveTest, begun, completed, finished, progressed


def advanced(test: LiveTest, event: CheckEvent) -> LiveTest:
    """The test after something became known."""
    if isinstance(event, CheckStarted):
        return begun(test, event.id)
    if isinstance(event, CheckProgressed):
        return progressed(test, event.doing, event.done, event.total)
    if isinstance(event, CheckFinished):
        return finished(test, event.result)
    return completed(test, event.report)
