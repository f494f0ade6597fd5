"""What the composite action says of a check: lines of a workflow, and a failure before the token expires."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.processes import run_python
from tests.run import ROOT

VERDICT = ROOT / ".github" / "actions" / "check" / "verdict.py"


@pytest.mark.parametrize(("days", "status"), [(None, 0), (30, 0), (3, 1), (-1, 1)])
def test_a_token_that_expires_soon_fails_the_job(
    days: int | None, status: int, tmp_path: Path, environment: dict[str, str]
) -> None:
    end = None if days is None else (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = {"severity": "warning", "code": "scope-excess", "cause": "100% too much\n::error::x", "fix": "Less."}
    document = {"verdict": "limited", "token": {"expires_at": end}, "diagnoses": [row]}
    (tmp_path / "check.json").write_text(json.dumps(document))

    run = run_python(str(VERDICT), str(tmp_path / "check.json"), "14", environment=environment)

    assert (run.status, run.stderr) == (status, "")
    lines = run.stdout.splitlines()
    assert lines[:2] == ["::warning title=scope-excess::100%25 too much ::error::x Less.", "verdict: limited"]
    assert any(line.startswith("::error title=token-expires-soon::") for line in lines) is (status == 1)
