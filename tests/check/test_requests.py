"""What a check asks: never what, nor more than, it asked when its checks ran strictly one after the other."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.check.worlds import FAULT_CASES, PERSONA_CASES, Case, requests_of

_ONE_BY_ONE = json.loads(Path(__file__).with_name("asked_one_by_one.json").read_text())
"""Recorded then: of every persona each request, of every fault how many there were, and how many with the token itself
at the registry."""

_ONE_MORE = {"garbage-json  of both"}
"""Neither server says anything of use, and neither is asked again: whose the token is has been asked by then."""


@pytest.mark.parametrize("case", PERSONA_CASES, ids=lambda case: case.name)
async def test_nothing_is_asked_of_a_github_that_works_but_what_was_asked_one_by_one(case: Case) -> None:
    assert await requests_of(case) <= Counter(_ONE_BY_ONE["personas"][case.name])


@pytest.mark.parametrize("case", FAULT_CASES, ids=lambda case: case.name)
async def test_a_github_that_fails_is_asked_no_more_often(case: Case) -> None:
    asked = await requests_of(case)
    at_most, tokens_at_most = _ONE_BY_ONE["faults"][case.name]

    assert asked.total() <= at_most + (case.name in _ONE_MORE)
    assert sum(times for request, times in asked.items() if request.endswith(" basic")) <= tokens_at_most
