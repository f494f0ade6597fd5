"""What is known of GitHub has a source and a grade, and what is known badly is worded so."""

import re

from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.diagnosis.facts import FACTS, Grade, facts_of
from tests.processes import Cli

OF_THIS_COMPUTER = {Family.STORE, Family.CLIENT, Family.CONNECTION, Family.INPUT}
"""What rests on no fact about GitHub, unless one is named."""

OURS = {
    *("answer-unrecognized", "digest-mismatch", "name-lowercased", "name-uppercase", "output-unwritable"),
    *("profile-not-found", "push-transient", "registry-prefix-missing", "untrusted-realm"),
}
BY_ITS_OWN_WORDS = {"app-installation-suspended", "app-permission-missing"}
"""Met only where GitHub's answer says just that."""

HEDGED = re.compile(r"\b(likely|may|might|usually|probably|seems?|as far as|report|answered?)", re.IGNORECASE)


def test_every_cause_about_github_rests_on_a_fact() -> None:
    bare = {cause.code for cause in CAUSES.values() if not list(facts_of(cause))}

    assert {code for code in bare if CAUSES[code].family not in OF_THIS_COMPUTER} == OURS & bare
    assert len(CAUSES) - len(bare) > 60


def test_every_fact_is_one_sentence_with_a_source() -> None:
    for fact in FACTS:
        assert fact.statement.endswith((".", "”"))
        assert fact.source
        assert fact.causes
    assert len({fact.statement for fact in FACTS}) == len(FACTS)


def test_what_is_known_badly_is_worded_so() -> None:
    for cause in CAUSES.values():
        grades = {fact.grade for fact in facts_of(cause)}
        if grades and grades <= {Grade.REPORTED, Grade.INFERRED} and cause.code not in BY_ITS_OWN_WORDS:
            assert HEDGED.search(f"{cause.cause} {cause.fix}"), cause.code


def test_the_list_shows_them(run_cli: Cli) -> None:
    matches = {row["code"]: row for row in run_cli("explain", "--list", "--json").json()["matches"]}

    [fact] = matches["app-token-pull-denied"]["facts"]
    assert (fact["grade"], "very likely" in fact["statement"]) == ("reported", True)
    assert matches["app-token-pull-denied"]["fix"].startswith("Use a classic token")
    assert matches["keyring-locked"]["facts"] == []
    assert "facts" not in run_cli("explain", "--json", "denied: denied").json()["matches"][0]
