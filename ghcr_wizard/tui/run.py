"""Starting the wizard, and what it leaves behind."""

import gc
import os
import sys

from ghcr_wizard.operations.options import WizardOptions
from ghcr_wizard.services.paths import NoHomeError, Paths
from ghcr_wizard.tui.demo import Demo

TYPE_CHECKING = False  # typing's own is not worth the milliseconds that its import takes
if TYPE_CHECKING:
    from ghcr_wizard.operations.credentials import Credentials


def run_wizard(options: WizardOptions) -> int:
    """Run the wizard until the person ends it; print one sentence; return the exit status.

    Raises:
        ValueError: A demonstration without its simulated GitHub, which must never become the real one: a caller's bug.
    """
    if options.demo and options.simulate is None:
        raise ValueError("a demonstration needs its simulated GitHub")
    demo = Demo(options.demo, options.simulate) if options.demo and options.simulate else None
    try:
        return _run(options, demo)
    except NoHomeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a face speaks
        return 2
    finally:
        if demo:
            demo.stop()


def _credentials(paths: Paths, demo: Demo | None) -> "Credentials":
    """The stored credentials; a demonstration runs no command of this computer."""
    from ghcr_wizard.operations.credentials import Credentials  # noqa: PLC0415 - after the first paint

    if demo is None:
        return Credentials(paths)
    return Credentials(paths, demo.keyring, environment=demo.machine)


def _run(options: WizardOptions, demo: Demo | None) -> int:
    gc.disable()  # loading makes no garbage; the app switches it on once it is painted
    from ghcr_wizard.tui.app import WizardApp  # noqa: PLC0415 - a missing home is said before Textual is loaded

    paths = demo.paths if demo else Paths.standard()

    def credentials() -> "Credentials":
        return _credentials(paths, demo)

    app = WizardApp(credentials, dict(os.environ), demo, options.registry)
    left = app.run()
    if left is None:
        return app.return_code or 0
    print(left.sentence)  # noqa: T201 - a face speaks
    return left.status
