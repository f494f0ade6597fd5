"""Has the program clear the clipboards of a token that is in none of its own variables: `HELD` names a file of it."""

import asyncio
import os
from pathlib import Path

from ghcr_wizard.secret import Secret
from ghcr_wizard.services.clipboard import clear

if __name__ == "__main__":
    asyncio.run(clear([Secret(Path(os.environ["HELD"]).read_text())], os.environ))
