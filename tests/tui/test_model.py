"""What the wizard knows follows from what happened, without any screen."""

from pathlib import Path

import pytest

from ghcr_wizard.catalog.events import CatalogCompleted, NamespaceFound, PackagesListed
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo import tokens
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.packages import Namespace, OwnerType, Package
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.model import WizardModel
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.steps import Step
from tests.processes import run_python
from tests.tui.wizard import NOW

TOKEN = tokens.classic("the model")
MAIN = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, NOW)


@pytest.fixture
def model(tmp_path: Path) -> WizardModel:
    return WizardModel(lambda: Credentials(Paths(tmp_path, tmp_path)), {}, now=lambda: NOW)


def test_it_says_that_it_changed_once_for_each_change_and_not_where_nothing_did(model: WizardModel) -> None:
    changes: list[str] = []
    model.changed = lambda: changes.append("changed")

    model.username_typed("octocat")
    model.username_typed("octocat")
    model.description_typed("laptop")

    assert changes == ["changed", "changed"]


def test_a_token_that_came_another_way_is_forgotten_with_its_method(model: WizardModel) -> None:
    model.method_chosen(Method.OAUTH_DEVICE)
    model.signed_in(inspect_token(TOKEN), "octocat")
    assert model.state.credential.secret is not None

    model.method_chosen(Method.CLASSIC_PAT)

    assert model.state.credential.is_anonymous
    assert model.state.given == ""


def test_another_token_is_not_kept_where_the_one_before_was(model: WizardModel) -> None:
    kept = []
    model.changed = lambda: kept.append(model.state.kept)
    model.profile_opened(MAIN, Credential("octocat", Secret(TOKEN)))

    model.token_pasted(inspect_token(TOKEN))

    assert kept == [Kept.KEYRING, Kept.NOWHERE]


def test_a_removed_profile_leaves_its_token_for_this_session(model: WizardModel) -> None:
    model.profile_opened(MAIN, Credential("octocat", Secret(TOKEN)))

    at_hand = []
    for name in ("another", "main"):
        model.profile_removed(name)
        at_hand.append((model.profile, model.state.kept))

    assert at_hand == [(MAIN, Kept.KEYRING), (None, Kept.SESSION)]
    assert model.state.credential.secret is not None


def test_another_credential_knows_nothing_of_the_one_before(model: WizardModel) -> None:
    model.profile_opened(MAIN, Credential("octocat", Secret(TOKEN)))
    model.steps_passed()
    before = model.round

    model.begin()

    assert (model.profile, model.opened, model.round) == (None, None, before + 1)
    assert model.state.step is Step.REGISTRY
    assert model.state.credential.is_anonymous


def test_packages_are_told_apart_from_the_rest_and_the_order_outlives_a_test(model: WizardModel) -> None:
    changes: list[str] = []
    model.changed, model.packages_changed = lambda: changes.append("state"), lambda: changes.append("packages")
    acme = Namespace("acme", OwnerType.ORGANIZATION)
    model.catalog_advanced(NamespaceFound(acme))
    model.catalog_advanced(PackagesListed("acme", (Package("acme", "web"),), 1, 1))
    assert changes == ["packages", "packages"]
    assert model.library.index.total == 1

    model.catalog_advanced(CatalogCompleted(complete=True))
    assert changes[2:] == ["state", "packages"]
    order = model.library.index.order = next(each for each in type(model.library.index.order) if each.value == "pushed")
    model.test_started()

    assert model.library.index.total == 0
    assert model.library.index.order is order


def test_it_knows_no_screen(environment: dict[str, str]) -> None:
    program = "import sys, ghcr_wizard.tui.model; print([name for name in sys.modules if name.startswith('textual')])"
    run = run_python("-c", program, environment=environment)

    assert run.stdout.strip() == "[]"
