"""What workers tell the app, in the past tense. No token is in any of them; where one must travel it is a `Secret`."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghcr_wizard.catalog.events import CatalogEvent, ImageRead, PullTried, RefreshEvent, TagsEvent
    from ghcr_wizard.check.events import CheckEvent
    from ghcr_wizard.clients.desktop import Cleared
    from ghcr_wizard.clients.examine import DoctorEvent
    from ghcr_wizard.clients.fixes import FixResult
    from ghcr_wizard.clients.take_over import Asked, Offer
    from ghcr_wizard.credentials.app import AppExamination
    from ghcr_wizard.credentials.app_login import KeyFile
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.sign_in import SignInEvent
    from ghcr_wizard.diagnosis.model import Diagnosis
    from ghcr_wizard.explain import Match
    from ghcr_wizard.webhooks.change import HookResult
    from ghcr_wizard.webhooks.survey import WebhookEvent


class TestAdvanced(Message):
    """The live test yielded something; `run` tells a test from an earlier one."""

    __test__ = False

    def __init__(self, run: int, event: "CheckEvent") -> None:
        super().__init__()
        self.run, self.event = run, event


class CatalogAdvanced(Message):
    """The listing yielded something."""

    def __init__(self, run: int, event: "CatalogEvent | RefreshEvent") -> None:
        super().__init__()
        self.run, self.event = run, event


class TagsArrived(Message):
    """Tags of an opened package arrived, or why they cannot be had."""

    def __init__(self, event: "TagsEvent") -> None:
        super().__init__()
        self.event = event


class ImageArrived(Message):
    """A tag was read."""

    def __init__(self, image: "ImageRead") -> None:
        super().__init__()
        self.image = image


class PullArrived(Message):
    """A pull was tried."""

    def __init__(self, pull: "PullTried") -> None:
        super().__init__()
        self.pull = pull


class StoreProbed(Message):
    """The keyring said what it is; `diagnosis` says why it cannot be used, `locked` that it asks for its password."""

    def __init__(self, name: str, diagnosis: "Diagnosis | None", *, locked: bool = False) -> None:
        super().__init__()
        self.name, self.diagnosis, self.locked = name, diagnosis, locked


class CredentialStored(Message):
    """A token was stored, and proven by reading it back; `keyring` is where."""

    def __init__(self, profile: "Profile", keyring: str) -> None:
        super().__init__()
        self.profile, self.keyring = profile, keyring


class ProfileChanged(Message):
    """Something about a stored profile was changed; `sentence` says what."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class CredentialRenewed(Message):
    """The token in use gave way to a newer one of the same profile."""


class KeyInspected(Message):
    """The private key at a path was judged: `key` is it, or `diagnosis` says why it is none.

    `missing` is true where nothing is there, as while a path is being typed.
    """

    def __init__(
        self, path: str, key: "KeyFile | None", diagnosis: "Diagnosis | None" = None, *, missing: bool = False
    ) -> None:
        super().__init__()
        self.path, self.key, self.diagnosis, self.missing = path, key, diagnosis, missing


class AppExamined(Message):
    """GitHub said which App it is, and where it is installed."""

    def __init__(self, found: "AppExamination") -> None:
        super().__init__()
        self.found = found


class AppRefused(Message):
    """GitHub refused the App or could not be asked, or it could not be stored; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class AppReady(Message):
    """An App's profile is kept, in the keyring or for this session; `place` says where its key is."""

    def __init__(self, profile: "Profile", place: str) -> None:
        super().__init__()
        self.profile, self.place = profile, place


class StoringFailed(Message):
    """A token was not stored; it is still in the field and in memory."""

    def __init__(self, cause: str, fix: str) -> None:
        super().__init__()
        self.cause, self.fix = cause, fix


class ProfilesRead(Message):
    """The stored profiles were read."""

    def __init__(
        self, profiles: "tuple[Profile, ...]", problem: str = "", defaults: "Mapping[str, str] | None" = None
    ) -> None:
        super().__init__()
        self.profiles, self.problem, self.defaults = profiles, problem, dict(defaults or {})


class ProfileOpened(Message):
    """A stored profile's secret was read; `then` is the step to go to with it."""

    def __init__(self, profile: "Profile", then: str) -> None:
        super().__init__()
        self.profile, self.then = profile, then


class ProfileRemoved(Message):
    """A profile and its secret were removed."""

    def __init__(self, profile: "Profile") -> None:
        super().__init__()
        self.profile = profile


class DemoReady(Message):
    """The simulated GitHub answers."""


class TextCopied(Message):
    """A text went to the clipboard; `ways` names the programs that took it besides the terminal."""

    def __init__(self, what: str, ways: tuple[str, ...]) -> None:
        super().__init__()
        self.what, self.ways = what, ways


class ClipboardsCleared(Message):
    """What became of the clipboards that were asked to forget."""

    def __init__(self, result: "Cleared") -> None:
        super().__init__()
        self.result = result


class TextExplained(Message):
    """The causes of an error text are known; `text` is the one that was looked at."""

    def __init__(self, text: str, matches: "tuple[Match, ...]") -> None:
        super().__init__()
        self.text, self.matches = text, matches


class ComputerExamined(Message):
    """The examination of this computer's credentials yielded something."""

    def __init__(self, event: "DoctorEvent") -> None:
        super().__init__()
        self.event = event


class RepairsEnded(Message):
    """The repairs that were said yes to were done, or not."""

    def __init__(self, results: "tuple[FixResult, ...]") -> None:
        super().__init__()
        self.results = results


class HooksAdvanced(Message):
    """The look at webhooks yielded something."""

    def __init__(self, event: "WebhookEvent") -> None:
        super().__init__()
        self.event = event


class HooksChanged(Message):
    """Webhooks were set up or pinged, or not; the secret in `outcome` shows itself nowhere."""

    def __init__(self, outcome: "HookResult", summary: str) -> None:
        super().__init__()
        self.outcome, self.summary = outcome, summary


class HooksFailed(Message):
    """Something of this computer kept webhooks from being looked at or set up."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class HookSecretWritten(Message):
    """A receiver's secret was written into a file, or why it was not."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__()
        self.path, self.problem = path, problem


class OffersFound(Message):
    """What other programs hold for the registry is known."""

    def __init__(self, offers: "tuple[Offer, ...]") -> None:
        super().__init__()
        self.offers = offers


class OfferAsked(Message):
    """GitHub said whose an offered token is, and what it may do."""

    def __init__(self, index: int, asked: "Asked") -> None:
        super().__init__()
        self.index, self.asked = index, asked


class SignInAdvanced(Message):
    """Signing in with the browser yielded something; `run` tells a sign-in from an earlier one."""

    def __init__(self, run: int, event: "SignInEvent") -> None:
        super().__init__()
        self.run, self.event = run, event


class WorkBroke(Message):
    """Something in the program itself failed; `what` is one redacted line."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__()
        self.where, self.what = where, what
