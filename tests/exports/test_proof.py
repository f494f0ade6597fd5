"""The proof of an export over real sockets: the produced text is read again and tried at the simulated registry."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ghcr_wizard.catalog.catalog import CatalogCache
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.exports import Export, ExportSource, ExportTarget, build
from ghcr_wizard.exports.document import Slot
from ghcr_wizard.exports.proof import ProofResult, ProofVerdict, prove
from ghcr_wizard.exports.survey import ExportSurvey, SurveyRequest, survey
from ghcr_wizard.github.hosts import Hosts, hosts_of
from ghcr_wizard.github.packages import Package, Visibility
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.secret import Secret
from tests.cli.conftest import endpoints

PRIVATE = Package("acme", "team/api", Visibility.PRIVATE)
PUBLIC = Package("openco", "engine", Visibility.PUBLIC)
every_target = pytest.mark.parametrize("target", list(ExportTarget))


@contextmanager
def serving(persona: str, *faults: Fault) -> Iterator[tuple[DemoServer, Hosts]]:
    with DemoServer(persona, faults=faults) as server:
        yield server, hosts_of("ghcr.io", endpoints(server))


async def surveyed(
    server: DemoServer, hosts: Hosts, *, everything: bool = False, cache: CatalogCache | None = None
) -> ExportSurvey:
    request = SurveyRequest(inspect_token(server.token), everything=everything)
    credential = Credential(server.username or "octocat", Secret(server.token))
    async with open_session(hosts, credential) as session:
        return await survey(session, request, cache)


async def proven(
    server: DemoServer,
    hosts: Hosts,
    target: ExportTarget = ExportTarget.KUBERNETES,
    change: Callable[[ExportSource], ExportSource] = lambda source: source,
) -> ProofResult:
    found = await surveyed(server, hosts)
    source = change(found.source)
    return await prove(hosts, build(target, source), Secret(server.token), source, found.diagnoses)


def pulled(server: DemoServer, repository: str) -> bool:
    """Whether the simulated registry served the credential's owner a manifest of the repository."""
    asked = [row for row in server.requests() if row.role == "registry" and row.principal == server.username]
    return any(f"/v2/{repository}/manifests/" in row.path and row.status == 200 for row in asked)


@every_target
async def test_the_secret_in_the_document_really_pulls_a_private_package(target: ExportTarget) -> None:
    with serving("maintainer") as (server, hosts):
        result = await proven(server, hosts, target)

        assert result.verdict is ProofVerdict.PROVEN
        assert result.package is not None
        assert pulled(server, result.package.lower())


async def test_what_is_proven_is_what_was_produced_and_not_what_went_in() -> None:
    """A document whose token was spoilt on its way is refused, although the token itself is good."""
    with serving("maintainer") as (server, hosts):
        found = await surveyed(server, hosts)
        good = build(ExportTarget.HARBORGUARD, found.source)
        parts = [piece for part in good.document for piece in ((part, "x") if isinstance(part, Slot) else (part,))]
        spoilt: Export = replace(good, document=tuple(parts))
        result = await prove(hosts, spoilt, Secret(server.token), found.source)

    assert result.verdict is ProofVerdict.REFUSED
    assert "token-rejected" in {row.code for row in result.diagnoses}


@pytest.mark.parametrize(
    ("persona", "code"),
    [
        ("expired", "token-rejected"),
        ("newcomer", "scope-read-packages-missing"),
        ("fine-grained", "fine-grained-not-accepted"),
    ],
)
async def test_a_secret_that_grants_nothing_is_refused_with_the_reason(persona: str, code: str) -> None:
    with serving(persona) as (server, hosts):
        result = await proven(server, hosts)

    assert result.verdict is ProofVerdict.REFUSED
    assert code in {row.code for row in result.diagnoses}


async def test_a_login_alone_is_said_to_prove_nothing() -> None:
    with serving("app") as (server, hosts):
        result = await proven(server, hosts)

    assert result.verdict is ProofVerdict.LOGIN_ONLY
    assert "does not prove access" in result.summary


async def test_a_public_package_is_said_to_prove_little() -> None:
    with serving("maintainer") as (server, hosts):
        result = await proven(server, hosts, change=lambda source: replace(source, packages=(PUBLIC,)))

    assert result.verdict is ProofVerdict.PUBLIC_ONLY
    assert result.package == "openco/engine"


async def test_one_package_that_is_refused_does_not_decide() -> None:
    vault = Package("acme", "vault", Visibility.PRIVATE)
    with serving("maintainer") as (server, hosts):
        result = await proven(server, hosts, change=lambda source: replace(source, packages=(vault, PRIVATE)))

    assert result.verdict is ProofVerdict.PROVEN
    assert result.package == "acme/team/api"


async def test_packages_that_are_all_refused_decide() -> None:
    vault = Package("acme", "vault", Visibility.PRIVATE)
    with serving("maintainer") as (server, hosts):
        result = await proven(server, hosts, change=lambda source: replace(source, packages=(vault,)))

    assert result.verdict is ProofVerdict.REFUSED
    assert [row.code for row in result.diagnoses] == ["package-no-grant"]


@pytest.mark.parametrize("kind", ["reset", "status"])
async def test_a_registry_that_does_not_answer_proves_nothing_either_way(kind: str) -> None:
    fault = Fault("registry", "reset") if kind == "reset" else Fault("registry", "status", status=503)
    with serving("maintainer", fault) as (server, hosts):
        result = await proven(server, hosts)

    assert result.verdict is ProofVerdict.UNDECIDED
    assert result.summary.startswith("Not verified")


async def test_no_token_is_in_any_part_of_a_result() -> None:
    with serving("maintainer") as (server, hosts):
        result = await proven(server, hosts)

    assert server.token[4:] not in repr(result)


async def test_a_survey_stops_when_it_has_seen_enough_and_goes_on_when_all_is_wanted() -> None:
    with serving("enterprise") as (server, hosts):
        some = await surveyed(server, hosts)
    with serving("maintainer") as (server, hosts):
        everything = await surveyed(server, hosts, everything=True)

    assert 3 <= len(some.source.packages) < 20_000
    assert some.source.complete is False
    assert everything.source.complete is True
    assert {row.visibility for row in everything.source.packages} == set(Visibility)


async def test_a_survey_says_whose_the_token_is_and_what_it_may_do_too_much() -> None:
    with serving("overprivileged") as (server, hosts):
        found = await surveyed(server, hosts)

    assert found.source.login == server.username
    assert found.source.never_expires
    assert "repo" in found.source.excess
    assert "scope-excess" in {row.code for row in found.diagnoses}
