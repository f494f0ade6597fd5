"""Workflows instead of error texts: which job lacks what for ghcr.io."""

import pytest

from ghcr_wizard.explain import Certainty, explain, is_workflow
from ghcr_wizard.explain.outline import outline

HEAD = """\
name: publish
on:
  push:
    branches: [main]
env:
  REGISTRY: ghcr.io
  IMAGE: ${{ github.repository }}
"""
LOGIN = """\
      - uses: docker/login-action@v3
        with:
          registry: ${{ env.REGISTRY }}
          username: ${{ github.actor }}
          password: ${{ secrets.GITHUB_TOKEN }}
"""
PUSH = """\
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            ${{ env.REGISTRY }}/${{ env.IMAGE }}:latest
            ${{ env.REGISTRY }}/${{ env.IMAGE }}:1
"""
GRANT = """\
    permissions:
      contents: read
      packages: write  # to push
"""


def workflow(steps: str, permissions: str = "", top: str = "") -> str:
    return f"# a comment\n{HEAD}{top}jobs:\n  image:\n{permissions}    runs-on: ubuntu-latest\n    steps:\n{steps}"


def found(text: str) -> list[tuple[str, Certainty]]:
    return [(match.code, match.certainty) for match in explain(text)]


@pytest.mark.parametrize(
    "text",
    [
        workflow(LOGIN + PUSH, GRANT),
        workflow(LOGIN + PUSH, top="permissions: write-all\n"),
        workflow(LOGIN + PUSH, "    permissions: { contents: read, packages: write }\n"),
        workflow(LOGIN + PUSH, top="permissions:\n  packages: write\n").replace("\n", "\r\n"),
        workflow(
            "      - run: |\n"
            "          echo ${{ secrets.GITHUB_TOKEN }} | docker login ghcr.io -u x --password-stdin\n"
            "          docker push ghcr.io/acme/api\n",
            GRANT,
        ),
        workflow("      - run: make test\n"),
        workflow(
            "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: acme/api\n"
        ),
    ],
)
def test_a_workflow_that_lacks_nothing_is_left_alone(text: str) -> None:
    assert is_workflow(text.replace("\r", ""))
    assert found(text) == []


def test_a_job_without_the_permission_is_named() -> None:
    set_without = explain(workflow(LOGIN + PUSH, top="permissions:\n  contents: read\n"))
    unset = found(workflow(LOGIN + PUSH))

    assert [(match.code, match.certainty) for match in set_without] == [
        ("actions-packages-permission-missing", Certainty.CERTAIN)
    ]
    assert "“image”" in set_without[0].cause
    assert "packages: write" in set_without[0].fix
    assert unset == [("actions-packages-permission-missing", Certainty.LIKELY)]


def test_a_job_s_own_permissions_replace_the_workflow_s() -> None:
    text = workflow(LOGIN + PUSH, "    permissions:\n      contents: read\n", "permissions:\n  packages: write\n")

    assert found(text) == [("actions-packages-permission-missing", Certainty.CERTAIN)]


def test_a_job_that_nobody_logs_in_for_is_named() -> None:
    matches = explain(workflow(PUSH, GRANT))

    assert [(match.code, match.certainty) for match in matches] == [("token-missing", Certainty.LIKELY)]
    assert "${{ secrets.GITHUB_TOKEN }}" in matches[0].fix


def test_a_login_without_a_registry_goes_to_docker_hub() -> None:
    login = LOGIN.replace("          registry: ${{ env.REGISTRY }}\n", "")

    assert found(workflow(login + PUSH, GRANT)) == [("registry-prefix-missing", Certainty.CERTAIN)]


def test_a_secret_is_not_there_for_forks() -> None:
    login = LOGIN.replace("secrets.GITHUB_TOKEN", "secrets.CR_PAT")
    text = workflow(login + PUSH, GRANT).replace("  push:\n    branches: [main]\n", "  pull_request:\n")

    assert found(text) == [("secret-empty", Certainty.POSSIBLE)]


def test_a_called_workflow_cannot_ask_for_more_than_its_caller_grants() -> None:
    text = f"{HEAD}jobs:\n  call:\n    permissions:\n      contents: read\n    uses: ./.github/workflows/build.yml\n"

    assert found(text) == [("actions-packages-permission-missing", Certainty.POSSIBLE)]


def test_a_token_in_a_workflow_does_not_come_out() -> None:
    job = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"
    text = workflow(PUSH).replace("  image:", f"  {job}:")

    assert job[4:14] not in "".join(match.cause + match.fix for match in explain(text))


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: 1",
        "jobs:\n" + "  a:\n" * 5_000,
        "on:\njobs:\n" + "- " * 9_000,
        "on:\njobs:\n\t\tx:\n  y: [",
        "a: " * 999,
    ],
)
def test_what_is_no_workflow_comes_to_an_end(text: str) -> None:
    assert all(match.certainty is not Certainty.CERTAIN for match in explain(text))
    assert isinstance(outline(text), dict)


def test_the_outline_has_mappings_lists_blocks_and_strings() -> None:
    read = outline("a: 'x'  # y\nb:\n- 1\n- c: 2\n  d: [p, \"q\"]\ne: |\n  one\n\n  two\nf: {g: h}\n")

    assert read == {"a": "x", "b": ["1", {"c": "2", "d": ["p", "q"]}], "e": "one\n\ntwo", "f": {"g": "h"}}
