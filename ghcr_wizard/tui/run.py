"""Starting the wizard, and what it leaves behind."""

import os
import sys

from ghcr_wizard.operations.credentials import Credentials
from ghcr_wizard.operations.options import WizardOptions
from ghcr_wizard.services.paths import NoHomeError, Paths
from ghcr_wizard.tui.demo import Demo


def run_wizard(options: WizardOptions) -> int:
    """Run the wizard until the person ends it; print one sentence; return the exit status."""
    from ghcr_wizard.tui.app import WizardApp  # noqa: PLC0415 - a missing home is said before Textual is loaded

    demo = Demo(options.demo, options.simulate) if options.demo and options.simulate else None
    try:
        credentials = Credentials(demo.paths, demo.keyring) if demo else Credentials(Paths.standard())
    except NoHomeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a face speaks
        return 2
    app = WizardApp(credentials, dict(os.environ), demo, registry=options.registry)
    try:
        left = app.run()
    finally:
        if demo:
            demo.stop()
    if left is not None:
        print(left.sentence)  # noqa: T201 - likewise
        return left.status
    return app.return_code or 0
