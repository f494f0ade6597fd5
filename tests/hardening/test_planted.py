"""The search finds what is planted, and the program says nothing that GitHub repeats; more in `-m tests.hardening`."""

import json

import pytest

from tests.hardening.marks import FORMS, Marks
from tests.hardening.planted import APP, FAULTS, IMAGE, TRACE, repeat, seek, sound
from tests.hardening.plants import HOOK

SECRET = "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"


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found_in_every_form(form: str) -> None:
    assert Marks(SECRET).found(b"before " + FORMS[form](SECRET).encode() + b" after")


def test_a_secret_is_found_behind_escapes() -> None:
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in SECRET)
    assert Marks(SECRET).found(f'{{"name":"{escaped}"}}'.encode())
    assert Marks(SECRET).found(json.dumps(FORMS["over short lines"](SECRET)).encode())


def test_nothing_is_found_where_there_is_nothing() -> None:
    assert not Marks(SECRET).found(FORMS["base64"]("another text of some length").encode() * 100)


# One of each kind; all of them are planted by `python -m tests.hardening`.
FEW = (
    "base64 after a name, in standard output",
    "whole, in a file compressed twice",
    "whole, in an argument of a child",
    "whole, in a header elsewhere",
    "whole, in a file outside",
    "whole, on the wizard's terminal",
    "nothing masked by value",
    "cut before masking",
    "repeated names kept in the cache",
    "escapes kept in the cache",
    "core dumps allowed",
    "settings of others trusted",
)
LISTINGS = (("packages", "--json"), ("packages", "--profile", "canary"))
REFUSED = (("check", "--json", "--package", "acme/absent"), HOOK)


def test_there_are_enough_faults_and_nothing_is_found_without_one() -> None:
    assert len(FAULTS) >= 40
    assert sound([name for name in FEW if name != "whole, on the wizard's terminal"]).hits == []


@pytest.mark.parametrize("name", FEW)
def test_a_planted_fault_is_found(name: str) -> None:
    assert seek(name).hits


@pytest.mark.parametrize(
    ("place", "header", "commands"),
    [
        ("name", False, LISTINGS),
        ("name", False, (TRACE,)),
        ("message", False, (TRACE,)),
        ("link", True, (TRACE,)),
        ("message", False, REFUSED),
        ("url", False, (HOOK,)),
        ("link", True, LISTINGS[:1]),
        ("Env", False, (IMAGE,)),
        ("slug", False, (APP,)),
    ],
)
def test_what_github_repeats_is_masked(place: str, header: bool, commands: tuple[tuple[str, ...], ...]) -> None:
    found = repeat(place, header=header, commands=commands)
    assert found.said
    assert found.hits == []
