"""What is handed to other programs: valid in their own formats, whole with the token, harmless without it."""

import base64
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # it has no types
import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from hypothesis import given
from hypothesis import strategies as st

from ghcr_wizard.exports import Export, ExportSource, ExportTarget, build
from ghcr_wizard.exports.cybedefend import coverage
from ghcr_wizard.exports.document import MARKER, MASK, has_secret, masked, written
from ghcr_wizard.exports.form import NAMES, PRODUCTS
from ghcr_wizard.exports.kubernetes import patch_command
from ghcr_wizard.exports.proof import credential_in
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.github.packages import Package, Visibility
from ghcr_wizard.github.tokens import TokenKind
from ghcr_wizard.secret import Secret
from tests.exports.vendor_documents import CYBEDEFEND_ROWS, HARBORGUARD_ROWS, Row

TOKEN = Secret("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")
PACKAGES = (
    Package("octocat", "Hello", Visibility.PUBLIC),
    Package("Acme", "team/api", Visibility.PRIVATE),
    Package("Acme", "team/web", Visibility.INTERNAL),
    Package("Acme", "lost"),
)
SOURCE = ExportSource(
    "ghcr.io",
    "https://github.com",
    "octocat",
    TokenKind.CLASSIC_PAT,
    login="octocat",
    profile="main",
    description="Production",
    packages=PACKAGES,
    complete=True,
)
APP = replace(SOURCE, kind=TokenKind.APP_INSTALLATION, username="x-access-token", login=None)
FINE_GRAINED = replace(SOURCE, kind=TokenKind.FINE_GRAINED_PAT)
NOBODY = ExportSource("ghcr.io", "https://github.com", "", TokenKind.NONE)
KINDS = {"classic": SOURCE, "app": APP, "fine-grained": FINE_GRAINED, "nobody": NOBODY}
JSON = {ExportTarget.CONFIG_JSON, ExportTarget.HELM, ExportTarget.AWS}
"""Documents in which no comment can be."""
every_target = pytest.mark.parametrize("target", list(ExportTarget))
every_cluster = pytest.mark.parametrize("version", ["1.25", "1.32", kubernetes_validate.latest_version()])


def manifest(export: Export) -> dict[str, Any]:
    """The one document that applying the export would apply."""
    documents: list[dict[str, Any]] = [
        row for row in yaml.safe_load_all(written(export.document, TOKEN).reveal()) if row
    ]
    assert len(documents) == 1
    return documents[0]


def docker_config(secret: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(base64.b64decode(secret["data"][".dockerconfigjson"]))
    return config


def whole(export: Export) -> str:
    """Everything a person is told with an export."""
    fields = [f"{field.name}: {masked(field.value)} ({field.note})" for field in export.fields]
    steps = [f"{step.text} {step.command}" for step in export.steps]
    return "\n".join([export.about, *fields, *(row.text for row in export.caveats), *steps, masked(export.document)])


@every_cluster
@pytest.mark.parametrize("target", [ExportTarget.KUBERNETES, ExportTarget.FLUX])
def test_the_secret_is_what_the_published_schema_of_kubernetes_wants(target: ExportTarget, version: str) -> None:
    secret = manifest(build(target, SOURCE))

    kubernetes_validate.validate(secret, version, strict=True)
    assert (secret["kind"], secret["type"]) == ("Secret", "kubernetes.io/dockerconfigjson")


@pytest.mark.parametrize("target", [ExportTarget.KUBERNETES, ExportTarget.FLUX])
@pytest.mark.parametrize("registry", ["ghcr.io", "containers.acme.ghe.com", "containers.github.example.com"])
def test_the_secret_holds_the_credential_in_every_form_that_runtimes_read(target: ExportTarget, registry: str) -> None:
    secret = manifest(build(target, replace(SOURCE, registry=registry)))

    entry = docker_config(secret)["auths"][registry]
    assert (entry["username"], entry["password"]) == ("octocat", TOKEN.reveal())
    assert base64.b64decode(entry["auth"]).decode() == f"octocat:{TOKEN.reveal()}"
    assert secret["metadata"]["name"] == registry.replace(".", "-") + "-pull"


@every_cluster
def test_the_service_account_is_patched_with_the_name_of_the_secret(version: str) -> None:
    export = build(ExportTarget.KUBERNETES, SOURCE)
    name = manifest(export)["metadata"]["name"]
    command = patch_command(name)
    patch = json.loads(command.partition("'")[2].rpartition("'")[0])

    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}, **patch}
    kubernetes_validate.validate(account, version, strict=True)
    assert patch == {"imagePullSecrets": [{"name": name}]}
    assert command in [step.command for step in export.steps]
    assert command in masked(export.document)


def flux_objects(export: Export) -> list[dict[str, Any]]:
    """The objects that stand in the document as comments, with the signs taken away."""
    text = masked(export.document).partition("adapt what you need.\n")[2]
    lines = [line.removeprefix("# ").removeprefix("#") for line in text.splitlines()]
    return [row for row in yaml.safe_load_all("\n".join(lines)) if row]


def test_flux_gets_the_three_kinds_of_objects_that_name_the_secret() -> None:
    export = build(ExportTarget.FLUX, SOURCE)

    secret, objects = manifest(export), flux_objects(export)

    assert [(row["apiVersion"], row["kind"]) for row in objects] == [
        ("source.toolkit.fluxcd.io/v1", "OCIRepository"),
        ("source.toolkit.fluxcd.io/v1", "HelmRepository"),
        ("image.toolkit.fluxcd.io/v1", "ImageRepository"),
    ]
    assert {row["metadata"]["namespace"] for row in objects} == {secret["metadata"]["namespace"]}
    assert [row["spec"]["secretRef"] for row in objects] == [{"name": secret["metadata"]["name"]}] * 3
    assert [sorted(row["spec"]) for row in objects] == [
        ["interval", "secretRef", "url"],
        ["interval", "secretRef", "type", "url"],
        ["image", "interval", "secretRef"],
    ]
    assert objects[0]["spec"]["url"] == "oci://ghcr.io/acme/team/api"
    assert (objects[1]["spec"]["type"], objects[1]["spec"]["url"]) == ("oci", "oci://ghcr.io/acme")
    assert objects[2]["spec"]["image"] == "ghcr.io/acme/team/api"
    assert objects[0]["metadata"]["name"] == "team-api"


@pytest.mark.parametrize("source", [SOURCE, NOBODY], ids=["with a token", "without"])
def test_the_workflow_has_a_job_for_either_token(source: ExportSource) -> None:
    export = build(ExportTarget.ACTIONS, source)
    workflow = yaml.safe_load(masked(export.document))

    assert workflow[True] == "workflow_dispatch"  # YAML 1.1 reads the key "on" so
    assert workflow["permissions"] == {}
    own, other = workflow["jobs"]["with-github-token"], workflow["jobs"]["with-secret"]
    assert own["permissions"] == {"packages": "read"}
    assert own["steps"][0]["with"] == {
        "registry": "ghcr.io",
        "username": "${{ github.actor }}",
        "password": "${{ secrets.GITHUB_TOKEN }}",
    }
    assert other["steps"][0]["with"]["password"] == "${{ secrets.GHCR_TOKEN }}"
    for job in (own, other):
        login, pull = job["steps"]
        assert login["uses"].startswith("docker/login-action@v")
        assert pull["run"].startswith("docker pull ghcr.io/")
        assert pull["run"] == pull["run"].lower()


@pytest.mark.parametrize("target", [ExportTarget.KUBERNETES, ExportTarget.FLUX, ExportTarget.ACTIONS])
def test_commands_take_the_token_from_the_profile_or_where_there_is_none_from_elsewhere(target: ExportTarget) -> None:
    stored = " ".join(step.command for step in build(target, SOURCE).steps)
    given = " ".join(step.command for step in build(target, replace(SOURCE, profile="")).steps)

    assert "main" in stored
    assert "ghcr-wizard" not in given
    assert ("kubectl apply -f ghcr-io-pull" in given) is (target is not ExportTarget.ACTIONS)


def test_a_workflow_never_holds_the_token() -> None:
    assert not has_secret(build(ExportTarget.ACTIONS, SOURCE).document)


@given(st.text(min_size=1, max_size=40).filter(str.isprintable))
def test_any_user_name_stays_a_string_in_the_workflow(name: str) -> None:
    workflow = yaml.safe_load(masked(build(ExportTarget.ACTIONS, replace(SOURCE, username=name)).document))

    assert workflow["jobs"]["with-secret"]["steps"][0]["with"]["username"] == name


@every_target
@pytest.mark.parametrize("source", KINDS.values(), ids=KINDS)
def test_nothing_of_the_token_is_in_anything_that_is_shown(target: ExportTarget, source: ExportSource) -> None:
    export = build(target, source)

    assert TOKEN.reveal()[4:] not in whole(export) + repr(export)
    assert (MARKER in masked(export.document).splitlines()[0]) is (target not in JSON)
    if has_secret(export.document):
        assert MASK in masked(export.document)


@every_target
@pytest.mark.parametrize("source", [SOURCE, APP], ids=["classic", "app"])
def test_the_credential_is_read_from_the_finished_document_again(target: ExportTarget, source: ExportSource) -> None:
    export = build(target, source)

    produced = credential_in(export, written(export.document, TOKEN), TOKEN, "ghcr.io")

    assert produced is not None
    assert produced.secret == TOKEN
    assert produced.username in {"octocat", "x-access-token"}


@pytest.mark.parametrize("target", [ExportTarget.KUBERNETES, ExportTarget.HARBORGUARD])
def test_a_spoilt_document_is_not_taken_for_a_good_one(target: ExportTarget) -> None:
    export = build(target, SOURCE)

    assert credential_in(export, Secret(masked(export.document)), TOKEN, "ghcr.io") != TOKEN
    assert credential_in(export, Secret("nothing"), TOKEN, "ghcr.io") is None


@pytest.mark.parametrize(
    "target", [ExportTarget.KUBERNETES, ExportTarget.FLUX, ExportTarget.HARBORGUARD, ExportTarget.CYBEDEFEND]
)
def test_an_app_token_is_said_to_last_an_hour(target: ExportTarget) -> None:
    first = build(target, APP).caveats[0]

    assert first.serious
    assert "one hour" in first.text


def test_an_app_token_is_no_secret_of_a_workflow() -> None:
    export = build(ExportTarget.ACTIONS, APP)

    assert "create-github-app-token" in export.caveats[0].text
    assert not any("gh secret set" in step.command for step in export.steps)


@every_target
def test_a_fine_grained_token_is_offered_and_said_to_be_refused(target: ExportTarget) -> None:
    caveats = build(target, FINE_GRAINED).caveats

    assert any(row.serious and "no fine-grained token" in row.text for row in caveats)


@pytest.mark.parametrize("target", [target for target in ExportTarget if target is not ExportTarget.ACTIONS])
def test_an_end_and_too_many_rights_are_said(target: ExportTarget) -> None:
    source = replace(SOURCE, expires_at=datetime(2027, 1, 5, tzinfo=UTC), excess="delete packages (delete:packages)")

    caveats = build(target, source).caveats

    assert any("5 Jan 2027" in row.text for row in caveats)
    assert any(row.serious and "delete packages" in row.text for row in caveats)


def test_a_form_is_the_same_in_the_document_and_field_by_field() -> None:
    for target in (ExportTarget.HARBORGUARD, ExportTarget.CYBEDEFEND):
        export = build(target, SOURCE)
        document = written(export.document, TOKEN).reveal().splitlines()
        for field in export.fields:
            assert f"{field.name}: {written(field.value, TOKEN).reveal()}" in document


def test_harborguard_gets_its_fields() -> None:
    fields = {field.name: masked(field.value) for field in build(ExportTarget.HARBORGUARD, SOURCE).fields}

    assert fields["Registry URL"] == "ghcr.io"
    assert fields["Username"] == "octocat"
    assert fields["Password"] == MASK
    assert fields["Schedule"] == "on_push"
    assert fields["Webhook event"] == "Package"
    assert build(ExportTarget.HARBORGUARD, APP).field("Username").value == ("x-access-token",)


def test_cybedefend_counts_what_it_can_scan_and_names_it() -> None:
    found = coverage(PACKAGES)
    text = masked(build(ExportTarget.CYBEDEFEND, SOURCE).document)

    assert (found.public, found.internal, found.private, found.unknown) == (1, 1, 1, 1)
    assert "2 of 4 packages seen: 1 public, 1 internal" in text
    assert "ghcr.io/octocat/hello (public)" in text
    assert "ghcr.io/acme/team/web (internal)" in text
    assert "team/api" not in text
    assert "lost" not in text


def test_a_listing_with_gaps_is_not_passed_off_as_all() -> None:
    partial = build(ExportTarget.CYBEDEFEND, replace(SOURCE, complete=False))
    unknown = build(ExportTarget.CYBEDEFEND, replace(SOURCE, packages=(), complete=None))

    assert "not complete" in masked(partial.document)
    assert "not known" in masked(unknown.document)


def test_without_a_token_cybedefend_gets_an_empty_field() -> None:
    export = build(ExportTarget.CYBEDEFEND, NOBODY)

    assert not has_secret(export.document)
    assert "Personal Access Token: \n" in masked(export.document)
    assert credential_in(export, written(export.document, None), Secret(""), "ghcr.io") is None


@every_target
@pytest.mark.parametrize("host", ["acme.ghe.com", "github.example.com"])
def test_another_github_has_its_own_registry_everywhere(target: ExportTarget, host: str) -> None:
    registry = hosts_of(host).registry
    text = masked(build(target, replace(SOURCE, registry=registry, packages=())).document)

    assert registry in text or target in {ExportTarget.CYBEDEFEND, ExportTarget.AWS}
    assert "ghcr.io" not in text


def test_a_form_without_a_field_for_the_registry_is_said_to_be_for_one_registry_alone() -> None:
    first = build(ExportTarget.CYBEDEFEND, replace(SOURCE, registry="containers.acme.ghe.com")).caveats[0]

    assert first.serious
    assert "containers.acme.ghe.com" in first.text
    assert not any("no field for" in row.text for row in build(ExportTarget.CYBEDEFEND, SOURCE).caveats)


@pytest.mark.parametrize("row", HARBORGUARD_ROWS, ids=lambda row: row.says[:48])
def test_every_row_of_harborguards_page_is_handled(row: Row) -> None:
    assert row.is_handled({name: whole(build(ExportTarget.HARBORGUARD, source)) for name, source in KINDS.items()})


@pytest.mark.parametrize("row", CYBEDEFEND_ROWS, ids=lambda row: row.says[:48])
def test_every_row_of_cybedefends_page_is_handled(row: Row) -> None:
    assert row.is_handled({name: whole(build(ExportTarget.CYBEDEFEND, source)) for name, source in KINDS.items()})


def test_a_configuration_that_stands_alone_is_dockers_own() -> None:
    for target in (ExportTarget.CONFIG_JSON, ExportTarget.HELM):
        config = json.loads(written(build(target, SOURCE).document, TOKEN).reveal())
        auth = base64.b64encode(b"octocat:" + TOKEN.reveal().encode()).decode()
        assert config == {"auths": {"ghcr.io": {"auth": auth}}}


def test_k3s_gets_the_login_of_its_nodes() -> None:
    document = yaml.safe_load(written(build(ExportTarget.K3S, SOURCE).document, TOKEN).reveal())

    assert document == {"configs": {"ghcr.io": {"auth": {"username": "octocat", "password": TOKEN.reveal()}}}}


@every_cluster
def test_argo_cd_gets_two_secrets_that_a_cluster_takes(version: str) -> None:
    text = written(build(ExportTarget.ARGOCD, SOURCE).document, TOKEN).reveal()
    template, pull_secret = yaml.safe_load_all(text)

    for each in (template, pull_secret):
        kubernetes_validate.validate(each, version, strict=True)
        assert each["metadata"]["namespace"] == "argocd"
    assert template["metadata"]["labels"] == {"argocd.argoproj.io/secret-type": "repo-creds"}
    data = {"type": "helm", "enableOCI": "true", "url": "ghcr.io", "username": "octocat", "password": TOKEN.reveal()}
    assert template["stringData"] == data
    assert docker_config(pull_secret)["auths"]["ghcr.io"]["password"] == TOKEN.reveal()


def test_aws_gets_the_members_that_its_cache_reads() -> None:
    text = written(build(ExportTarget.AWS, SOURCE).document, TOKEN).reveal()

    assert json.loads(text) == {"username": "octocat", "accessToken": TOKEN.reveal()}


def test_external_secrets_gets_the_app_and_no_token() -> None:
    export = build(ExportTarget.ESO, replace(APP, app=("Iv23liAbCdEf", 42)))
    generator, external = yaml.safe_load_all(written(export.document, TOKEN).reveal())

    assert not has_secret(export.document)
    assert (generator["kind"], generator["spec"]["appID"], generator["spec"]["installID"]) == (
        "GithubAccessToken",
        "Iv23liAbCdEf",
        "42",
    )
    assert external["spec"]["dataFrom"][0]["sourceRef"]["generatorRef"]["name"] == generator["metadata"]["name"]


@pytest.mark.needs("podman")
def test_the_pull_secret_of_external_secrets_is_a_template_that_gos_templates_read(environment: dict[str, str]) -> None:
    export = build(ExportTarget.ESO, replace(APP, app=("Iv23liAbCdEf", 42)))
    _, external = yaml.safe_load_all(written(export.document, TOKEN).reveal())
    template = external["spec"]["target"]["template"]["data"][".dockerconfigjson"]
    assert template.count(".token | b64enc") == 1

    # Podman fills such templates too, with other values and without that function of External Secrets.
    template = template.replace(".token | b64enc", ".Client.Version")
    line = ["podman", "version", "--format", template]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["auths"]["ghcr.io"]["auth"].removeprefix("x-access-token:")[0].isdigit()


@pytest.mark.parametrize("product", NAMES)
def test_every_form_has_the_credential_in_its_fields(product: str) -> None:
    export = build(ExportTarget.FORM, replace(SOURCE, product=product))

    produced = credential_in(export, written(export.document, TOKEN), TOKEN, "ghcr.io")
    assert produced is not None
    assert (produced.username, produced.secret) == ("octocat", TOKEN)


def test_a_form_of_any_program_names_the_fields_of_those_that_are_known() -> None:
    text = masked(build(ExportTarget.FORM, SOURCE).document)

    for product in PRODUCTS.values():
        assert f"# {product.title}: {product.place}: {product.fields[0][0]}" in text
    values = {
        field.name: masked(field.value)
        for field in build(ExportTarget.FORM, replace(SOURCE, product="digitalocean")).fields
    }
    assert values == {"registry_type": "GHCR", "registry": "octocat", "registry_credentials": f"octocat:{MASK}"}
