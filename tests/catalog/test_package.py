"""The tags of a package: from GitHub's API without a download, else from the registry."""

from ghcr_wizard.catalog.events import TagsEvent, TagsListed, TagsRefused
from ghcr_wizard.catalog.package import tags
from ghcr_wizard.credential import ANONYMOUS, Credential
from ghcr_wizard.credentials.session import open_session
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.github.packages import OwnerType, Package
from ghcr_wizard.github.refusals import Caller
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.registry.attachments import attachment_of
from ghcr_wizard.secret import Secret
from tests.catalog_world import hosts_of


async def events_of(server: DemoServer, name: str, *, anonymous: bool = False) -> list[TagsEvent]:
    owner, _, rest = name.partition("/")
    hosts, credential = hosts_of(server), Credential("octocat", Secret(server.token)) if not anonymous else ANONYMOUS
    caller = Caller(TokenKind.NONE if anonymous else inspect_token(server.token).kind, hosts)
    async with open_session(hosts, credential) as session:
        found = tags(session, caller, Package(owner, rest), OwnerType.ORGANIZATION)
        return [event async for event in found]


async def test_the_api_tells_all_versions_newest_first_and_no_manifest_is_read() -> None:
    with DemoServer("maintainer") as server:
        *_, ended = events = await events_of(server, "acme/team/web")
        asked = server.requests()

    assert isinstance(ended, TagsListed)
    assert (ended.complete, ended.source, len(events)) == (True, "GitHub's API", 5)
    assert [row.name for row in ended.tags[:3]] == ["latest", "3.4.3", "3.4.2"]
    moments = [row.created_at for row in ended.tags if row.created_at]
    assert len(moments) == len(ended.tags) == 149
    assert moments == sorted(moments, reverse=True)
    digests = {row.digest for row in ended.tags}
    subjects = [found.subject for row in ended.attachments if (found := attachment_of(row.name or ""))]
    assert len(subjects) == 4
    assert set(subjects) <= digests
    assert ended.untagged == 449 - 148 - 4
    assert {row.role for row in asked} == {"api"}


async def test_a_page_that_fails_leaves_what_came_before_and_says_that_it_is_not_all() -> None:
    fault = Fault(role="api", path=r"/versions\?.*page=3", status=503)
    with DemoServer("maintainer", faults=(fault,)) as server:
        *_, ended = await events_of(server, "acme/team/web")

    assert isinstance(ended, TagsListed)
    assert not ended.complete
    assert 0 < len(ended.tags) < 149


async def test_where_github_lists_nothing_the_registry_does_newest_first() -> None:
    with DemoServer("maintainer") as server:
        *_, ended = await events_of(server, "openco/engine", anonymous=True)
        asked = server.requests()

    assert isinstance(ended, TagsListed)
    assert (ended.source, ended.complete, ended.untagged) == ("the registry", True, None)
    assert ended.tags[0].name == "latest"
    assert all(row.digest is None for row in ended.tags)
    assert {row.name for row in ended.attachments} == {
        row.name for row in (*ended.tags, *ended.attachments) if (row.name or "").startswith("sha256-")
    }
    assert len(ended.attachments) == 6
    assert not any("/manifests/" in row.path for row in asked)


async def test_a_package_that_may_not_be_read_says_why() -> None:
    with DemoServer("maintainer") as server:
        [refused] = await events_of(server, "acme/team/web", anonymous=True)

    assert isinstance(refused, TagsRefused)
    assert refused.diagnosis.code == "package-private"
