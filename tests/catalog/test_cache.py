"""The cache on disk: whose it is, who may read it, what becomes of damaged, foreign, aged and too many files."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.catalog.cache_entries import CachedAnswer, entry_of
from ghcr_wizard.catalog.cache_memory import CachedAnswers
from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.secret import Secret

HOSTS = Hosts("ghcr.io", Deployment.GITHUB_COM, "https://ghcr.io", "https://api.github.com", "https://github.com")
ELSEWHERE = Hosts(
    "containers.acme.ghe.com",
    Deployment.GHE_COM,
    "https://containers.acme.ghe.com",
    "https://api.acme.ghe.com",
    "https://acme.ghe.com",
)
TOKEN = Secret("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")
OTHER = Secret("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")
GROUP = "/orgs/acme/packages"
PATH = f"{GROUP}?package_type=container&page=1&per_page=100"
ENTRY = CachedAnswer('W/"1"', b'[{"name":"team/api"}]', {"link": ""})
USER = CachedAnswer('W/"2"', b'{"login":"octocat"}', {"x-oauth-scopes": "read:packages"})


def recalled(cache: CatalogCache, secret: Secret = TOKEN, hosts: Hosts = HOSTS) -> CachedAnswers:
    memory = cache.recall(hosts, secret)
    assert memory is not None
    return memory


def seen(cache: CatalogCache, secret: Secret = TOKEN, hosts: Hosts = HOSTS, user: CachedAnswer = USER) -> None:
    """Keep a listing and whose token it is."""
    memory = recalled(cache, secret, hosts)
    memory.met(PATH, ENTRY)
    memory.met("/user", user)
    memory.save(GROUP, whole=True)
    memory.save("accounts", whole=True)


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def listing_file(folder: Path) -> Path:
    return next(file for file in files(folder) if b"team/api" in file.read_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "ghcr-wizard"


@pytest.fixture
def cache(folder: Path) -> CatalogCache:
    return CatalogCache(folder)


def test_what_was_kept_is_recalled_by_the_next_process(folder: Path) -> None:
    seen(CatalogCache(folder))

    memory = recalled(CatalogCache(folder))

    assert (memory.entry(PATH), memory.entry("/user")) == (ENTRY, USER)
    at = memory.seen_at([GROUP])
    assert at is not None
    assert abs(at.timestamp() - time.time()) < 60


def test_another_token_or_another_github_recalls_nothing(cache: CatalogCache) -> None:
    seen(cache)

    for memory in (recalled(cache, OTHER), recalled(cache, TOKEN, ELSEWHERE)):
        assert memory.entry(PATH) is None
        assert memory.seen_at([GROUP]) is None


@pytest.mark.parametrize("word", ["correct horse battery staple", "hunter2", "", "Basic abc"])
def test_what_may_be_a_password_is_not_even_hashed(word: str, cache: CatalogCache, folder: Path) -> None:
    assert cache.recall(HOSTS, Secret(word)) is None
    assert cache.recall(HOSTS, None) is None
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
def test_nobody_else_can_read_it_whatever_the_umask(cache: CatalogCache, folder: Path) -> None:
    before = os.umask(0)
    try:
        seen(cache)
    finally:
        os.umask(before)

    assert {file.stat().st_mode & 0o777 for file in files(folder)} == {0o600}
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert len(folders) == 3


def test_neither_names_nor_contents_hold_the_token(cache: CatalogCache, folder: Path) -> None:
    seen(cache)

    for file in files(folder):
        for word in (TOKEN.reveal(), TOKEN.reveal()[4:34], "octocat", "acme"):
            assert word not in file.name
        assert TOKEN.reveal()[4:].encode() not in file.read_bytes()


def test_the_same_token_has_another_name_on_another_computer(tmp_path: Path) -> None:
    for name in ("one", "two"):
        seen(CatalogCache(tmp_path / name))

    names = [
        {path.name for path in (tmp_path / name / "catalog").iterdir() if path.is_dir()} for name in ("one", "two")
    ]
    assert not names[0] & names[1]


def flipped(content: bytes) -> bytes:
    return content.replace(b"team/api", b"team/apj")


DAMAGE: Mapping[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-5],
    "half": lambda content: content[: len(content) // 2],
    "one letter differs": flipped,
    "more behind it": lambda content: content + b"{}",
    "not JSON": lambda _: b"hello\nworld",
    "binary": lambda _: bytes(range(256)) * 10,
    "nested without end": lambda _: b"[" * 100_000 + b"\n" + b"[" * 100_000,
    "another version": lambda content: content.replace(b"catalog/1", b"catalog/9"),
    "about another organization": lambda content: content.replace(b"/orgs/acme", b"/orgs/evil"),
    "about another GitHub": lambda content: content.replace(b"api.github.com", b"api.example.com"),
    "a list": lambda _: b"[]\n[]",
    "larger than any": lambda content: content + b" " * 17_000_000,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_or_foreign_file_is_passed_over_and_written_anew(
    damage: Callable[[bytes], bytes], cache: CatalogCache, folder: Path
) -> None:
    seen(cache)
    file = listing_file(folder)
    file.write_bytes(damage(file.read_bytes()))

    memory = recalled(cache)
    assert memory.entry(PATH) is None
    assert memory.entry("/user") == USER

    seen(cache)
    assert recalled(cache).entry(PATH) == ENTRY


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_that_others_could_read_or_write_is_not_trusted(mode: int, cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    listing_file(folder).chmod(mode)

    assert recalled(cache).entry(PATH) is None
    seen(cache)
    assert listing_file(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 33])
def test_a_broken_key_is_made_anew_and_costs_what_was_kept(key: bytes, cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    (folder / "catalog" / "key").write_bytes(key)

    assert recalled(cache).entry(PATH) is None
    seen(cache)
    assert recalled(cache).entry(PATH) == ENTRY


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False), (-3, False)])
def test_what_is_too_old_or_of_the_future_is_not_shown(
    days: int, *, kept: bool, cache: CatalogCache, folder: Path
) -> None:
    seen(cache)
    then = time.time() - days * 86_400
    os.utime(listing_file(folder), (then, then))

    assert (recalled(cache).entry(PATH) == ENTRY) is kept


def test_what_aged_and_what_a_killed_writer_left_is_removed(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    seen(cache, OTHER)
    old = listing_file(folder)
    left = old.with_name(".left.tmp")
    left.write_bytes(b"half")
    for file, age in ((old, 31 * 86_400), (left, 2 * 3_600)):
        os.utime(file, (time.time() - age, time.time() - age))

    recalled(cache)

    assert not old.exists()
    assert not left.exists()
    assert listing_file(folder).parent != old.parent


def test_the_oldest_principals_make_room(cache: CatalogCache, folder: Path) -> None:
    seen(cache, OTHER)
    oldest = listing_file(folder).parent
    for file in oldest.iterdir():
        os.utime(file, (time.time() - 86_400,) * 2)
    seen(cache)
    (newest,) = [path for path in (folder / "catalog").iterdir() if path.is_dir() and path != oldest]
    with (newest / "large.json").open("wb") as sparse:
        sparse.truncate(256 * 1024 * 1024)

    recalled(cache)

    assert not oldest.exists()
    assert newest.exists()


@pytest.mark.parametrize("document", [[{"name": "team/api"}] * 101, [{"name": "x" * 200_000}]])
def test_a_page_that_is_no_honest_one_is_not_remembered(document: list[dict[str, str]]) -> None:
    assert entry_of(PATH, document[:1], {"etag": "1"}) is None or len(document[0]["name"]) < 100
    assert entry_of(PATH, document, {"etag": "1"}) is None


def test_what_was_saved_whole_is_not_held_any_longer(cache: CatalogCache) -> None:
    memory = recalled(cache)
    memory.met(PATH, ENTRY)
    memory.save(GROUP, whole=False)
    assert memory.entry(PATH) == ENTRY
    memory.save(GROUP, whole=True)

    assert memory.entry(PATH) is None
    assert recalled(cache).entry(PATH) == ENTRY


def test_what_did_not_change_is_only_touched(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    file = listing_file(folder)
    os.utime(file, (time.time() - 7_200,) * 2)
    inode = file.stat().st_ino

    seen(cache)

    assert file.stat().st_ino == inode
    assert time.time() - file.stat().st_mtime < 60


def test_a_listing_with_a_gap_keeps_its_age(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    os.utime(listing_file(folder), (time.time() - 7_200,) * 2)
    memory = recalled(cache)
    memory.met(PATH.replace("page=1", "page=2"), ENTRY)
    memory.save(GROUP, whole=False)

    again = recalled(cache)
    assert again.entry(PATH) == ENTRY
    assert again.entry(PATH.replace("page=1", "page=2")) == ENTRY
    at = again.seen_at([GROUP])
    assert at is not None
    assert time.time() - at.timestamp() >= 7_000


def test_what_a_whole_listing_does_not_have_any_more_is_forgotten(cache: CatalogCache) -> None:
    memory = recalled(cache)
    for number in (1, 2, 3):
        memory.met(PATH.replace("page=1", f"page={number}"), ENTRY)
    memory.save(GROUP, whole=True)
    seen(cache)

    again = recalled(cache)
    assert [again.entry(PATH.replace("page=1", f"page={n}")) for n in (1, 2, 3)] == [ENTRY, None, None]


def test_forgetting_a_token_leaves_the_others(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    seen(cache, OTHER, user=CachedAnswer('"3"', b'{"login":"hubot"}', {}))

    cache.forget(HOSTS, TOKEN)

    assert recalled(cache).entry(PATH) is None
    assert recalled(cache, OTHER).entry(PATH) == ENTRY
    assert len([file for file in files(folder) if b"team/api" in file.read_bytes()]) == 1


def test_forgetting_a_person_removes_earlier_tokens_of_this_github_too(cache: CatalogCache) -> None:
    seen(cache)
    seen(cache, OTHER)
    seen(cache, TOKEN, ELSEWHERE)

    cache.forget(HOSTS, None, "Octocat")

    assert recalled(cache).entry(PATH) is None
    assert recalled(cache, OTHER).entry(PATH) is None
    assert recalled(cache, TOKEN, ELSEWHERE).entry(PATH) == ENTRY


def test_forgetting_where_there_is_nothing_makes_nothing(cache: CatalogCache, folder: Path) -> None:
    cache.forget(HOSTS, TOKEN, "octocat")

    assert not folder.exists()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="only who is not root can be kept from writing"
)
def test_a_folder_that_cannot_be_written_is_read_all_the_same(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    principal = listing_file(folder).parent
    principal.chmod(0o500)
    try:
        memory = recalled(cache)
        assert memory.entry(PATH) == ENTRY
        memory.met(PATH, USER)
        memory.save(GROUP, whole=True)
        assert recalled(cache).entry(PATH) == ENTRY
    finally:
        principal.chmod(0o700)


def test_a_disk_that_takes_nothing_more_loses_only_the_cache(cache: CatalogCache, folder: Path) -> None:
    seen(cache)
    file = listing_file(folder)
    file.unlink()
    file.mkdir()
    (file / "in the way").touch()

    seen(cache)

    assert recalled(cache).entry(PATH) is None
    assert recalled(cache).entry("/user") == USER


WRITER = """
import json
import sys
from pathlib import Path
from ghcr_wizard.secret import Secret
from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.catalog.cache_entries import CachedAnswer
from tests.catalog.test_cache import GROUP, HOSTS, PATH, TOKEN

folder, name, times = sys.argv[1:]
for number in range(int(times)):
    memory = CatalogCache(Path(folder)).recall(HOSTS, TOKEN)
    found = memory.entry(PATH)
    assert found is None or len({row["name"] for row in found.document}) == 1, "torn"
    memory.met(PATH, CachedAnswer(f"{name}{number}", json.dumps([{"name": f"{name}{number}"}] * 20_000).encode(), {}))
    memory.save(GROUP, whole=True)
    print("saved", flush=True)
"""


def writer(folder: Path, name: str, times: int, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(folder), name, str(times)]
    return subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, text=True)


def test_writers_at_once_never_tear_a_file_and_agree_on_the_key(
    cache: CatalogCache, folder: Path, environment: dict[str, str]
) -> None:
    writers = [writer(folder, name, 6, environment) for name in "abc"]
    for process in writers:
        process.communicate()

    assert [process.returncode for process in writers] == [0, 0, 0]
    assert len([path for path in (folder / "catalog").iterdir() if path.is_dir()]) == 1
    entry = recalled(cache).entry(PATH)
    assert entry is not None
    assert entry.etag in {"a5", "b5", "c5"}


def test_a_writer_that_is_killed_leaves_a_whole_file(
    cache: CatalogCache, folder: Path, environment: dict[str, str]
) -> None:
    for name in "abcde":
        with writer(folder, name, 1_000, environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "saved\n"
            process.kill()
        entry = recalled(cache).entry(PATH)
        assert entry is not None
        assert entry.etag[0] == name
