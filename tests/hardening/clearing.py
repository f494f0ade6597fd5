"""Has the program clear the clipboards of a token that is in none of its own variables: `HELD` names a file of it."""

import asyncio
import os
from pathlib import Path

from ghcr_wizard.clients.clipboard import clear
from ghcr_wizard.secret import Secret

if __name__ == "__main__":
    asyncio.run(clear([Secret(Path(os.environ["HELD"]).read_text())], os.environ))
