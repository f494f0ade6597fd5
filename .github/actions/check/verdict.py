"""Say what a `check --json` document found as lines of a workflow, and fail where the token expires soon."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


def lines(document: dict[str, Any], days: int, now: datetime) -> tuple[list[str], bool]:
    """The workflow's lines, and whether the token expires within `days` days."""
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    found = [f"::{levels[row['severity']]} title={row['code']}::{_line(row)}" for row in document["diagnoses"]]
    found.append(f"verdict: {document['verdict']}")
    end = document["token"]["expires_at"]
    soon = end is not None and datetime.fromisoformat(end) - now < timedelta(days=days)
    if soon:
        found.append(f"::error title=token-expires-soon::The token expires at {end}: replace it.")
    return found, soon


def _line(row: dict[str, Any]) -> str:
    """Cause and fix as a workflow command takes them: a line, its percent signs escaped."""
    return " ".join(f"{row['cause']} {row['fix']}".split()).replace("%", "%25")


def main() -> int:
    """Read the document and the days from the command line."""
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found, soon = lines(document, int(sys.argv[2]), datetime.now(UTC))
    sys.stdout.write("\n".join(found) + "\n")
    return int(soon)


if __name__ == "__main__":
    sys.exit(main())
