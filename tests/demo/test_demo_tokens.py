"""The demo's tokens have the shapes GitHub's have."""

import re

import pytest

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.server import DemoServer
from tests.demo.conftest import Start


@pytest.mark.parametrize(
    ("body", "expected"),
    [("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"), ("ZJDeVREhkptGF7Wvep0NwJWlPEQP7a", "0t2nxL")],
)
def test_the_checksum_reproduces_published_samples(body: str, expected: str) -> None:
    assert tokens.checksum(body) == expected


@pytest.mark.parametrize("prefix", ["ghp_", "gho_", "ghu_", "ghs_"])
def test_forty_character_tokens_end_in_their_checksum(prefix: str) -> None:
    token = tokens.prefixed(prefix, "any")

    assert re.fullmatch(rf"{prefix}[A-Za-z0-9]{{36}}", token)
    assert tokens.checksum(token[4:34]) == token[34:]


def test_a_fine_grained_token_has_its_published_shape() -> None:
    assert re.fullmatch(r"github_pat_11[A-Za-z0-9]{20}_[A-Za-z0-9]{59}", tokens.fine_grained("any"))


def test_a_legacy_token_is_forty_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{40}", tokens.legacy("any"))


def test_a_stateless_installation_token_carries_its_app_and_a_jwt(start: Start) -> None:
    token = start("app").token

    assert re.fullmatch(r"ghs_(\d+)_[\w-]+\.[\w-]+\.[\w-]+", token)
    assert 450 < len(token) < 560


def test_a_persona_has_the_same_token_every_time_and_no_other_personas(start: Start) -> None:
    personas = ["maintainer", "newcomer", "sso", "linked-private", "overprivileged", "expired"]
    first = [start(persona).token for persona in personas]

    assert first == [start(persona).token for persona in personas]
    assert len(set(first)) == len(personas)


def test_no_repr_shows_a_token(maintainer: DemoServer) -> None:
    world = maintainer._world  # noqa: SLF001 - a repr in a traceback would show exactly this object

    assert maintainer.token not in repr(world)
    assert maintainer.token not in repr(world.tokens)
    assert maintainer.token not in repr(maintainer)
