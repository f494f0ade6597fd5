"""The tree is finished and nobody's in particular: no notes to self, no paths of one machine, a lock that fits."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ghcr_wizard import PROJECT_URL
from tests.run import LOCK, ROOT

TEXT_SUFFIXES = {".py", ".md", ".toml", ".tcss", ".lock", ".txt", ".sh", ".yml", ".yaml", ".json", ""}
UNFINISHED = re.compile(r"\bTOD[O]\b|\bFIXM[E]\b|(?i:coming[ ]soon)")  # so written, it does not find itself
EXAMPLE_USERS = "octocat|mona|runner|you|user|me|name"
MACHINE_PATH = re.compile(
    rf"(?<![\w.:/~-])/(?:work/|tmp/\w|(?:home|Users)/(?!(?:{EXAMPLE_USERS})\b)\w|root/(?!\.docker|\.config)[\w.])"
)
LOCKED = re.compile(r"(?P<name>[a-z0-9-]+)(?:\[(?P<extras>[a-z0-9, -]+)\])?==(?P<version>[^\s;]+)(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def text_files() -> list[Path]:
    """Return the files people write: those of the source folders, and those that stand beside them."""
    folders = [ROOT / name for name in ("ghcr_wizard", "tests", "docs", ".ci", ".github")]
    files = [file for folder in folders for file in folder.rglob("*")] + list(ROOT.glob("*"))
    others = {"LICENSE", ".git"}  # in a worktree of Git's, its own file says where the repository is
    return [file for file in files if file.is_file() and file.suffix in TEXT_SUFFIXES and file.name not in others]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in text_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_unfinished() -> None:
    assert lines_matching(UNFINISHED) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_matching(MACHINE_PATH) == []


def locked_versions() -> dict[str, str]:
    entries = map(LOCKED.fullmatch, LOCK.read_text(encoding="utf-8").splitlines())
    return {entry["name"]: entry["version"] for entry in entries if entry}


def test_the_lock_holds_pinned_packages_and_their_hashes_and_nothing_else() -> None:
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    assert [line for line in lines if not LOCKED.fullmatch(line) and not HASH.fullmatch(line)] == []
    followers = zip(lines, [*lines[1:], ""], strict=True)
    assert [line for line, after in followers if line.endswith("\\") and not HASH.fullmatch(after)] == []


def test_the_lock_has_a_fitting_version_of_everything_the_project_asks_for() -> None:
    project_file = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, build = project_file["project"], project_file["build-system"]["requires"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"], *build]
    locked = locked_versions()

    unfit = []
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            unfit.append(f"{requirement}: locked is {version}; write the lock anew with python3 tests/lock.py")
    assert not unfit, "\n".join(unfit)


def asked_for(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed release asks for here, with these extras of it."""
    for requirement in map(Requirement, metadata.requires(name) or ()):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement


def test_the_lock_holds_every_release_and_extra_that_its_own_releases_ask_for() -> None:
    """Or pip, which looks for each of them there, ends `pip install --require-hashes -r requirements.lock`."""
    entries = filter(None, map(LOCKED.fullmatch, LOCK.read_text(encoding="utf-8").splitlines()))
    locked = {entry["name"]: set((entry["extras"] or "").replace(" ", "").split(",")) - {""} for entry in entries}
    installed = {canonicalize_name(release.name) for release in metadata.distributions()}

    missing = [
        f"{name}: {requirement}"
        for name, extras in locked.items()
        if name in installed
        for requirement in asked_for(name, extras)
        if not set(requirement.extras) <= locked.get(canonicalize_name(requirement.name), set())
        or canonicalize_name(requirement.name) not in locked
    ]
    assert not missing, "\n".join(missing)


def test_the_project_has_one_address_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["urls"]["Homepage"] == PROJECT_URL
    assert all(url.startswith(PROJECT_URL) for url in project["urls"].values())
    wanted = {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)}
    assert wanted <= set(project["classifiers"])


def test_actions_of_workflows_are_pinned_by_hash() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / ".github").rglob("*.yml")]
    uses = [line.strip() for text in texts for line in text.splitlines() if "uses: " in line]

    assert uses
    unpinned = [line for line in uses if not re.search(r"@[0-9a-f]{40} # v|uses: \./", line)]
    assert unpinned == []
