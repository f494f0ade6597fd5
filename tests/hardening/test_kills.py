"""A killed program leaves whole files; `python -m tests.hardening` kills every write at a hundred places."""

from pathlib import Path

from tests.hardening.kills import FAULTY, WRITES, kill

# One of each kind: with a lock, with a copy beside it, with a secret in it.
FEW = ("profiles.json: a profile more", "Docker's file: export", "export --output")


def test_a_killed_write_leaves_the_old_file_or_the_new_one_and_a_write_in_place_is_found_out(tmp_path: Path) -> None:
    assert set(FEW) < set(WRITES)
    rows = {row.write: row for row in kill((*FEW, *FAULTY), 4, room=tmp_path)}

    assert rows.keys() == {*FEW, *FAULTY}
    assert [(row.write, row.problems) for row in rows.values() if row.problems and row.write in FEW] == []
    assert all(len(row.places) == 4 for row in rows.values())
    assert all(rows[name].problems for name in FAULTY)
