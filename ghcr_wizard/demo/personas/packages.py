"""The packages of octocat, acme, openco and a few strangers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ghcr_wizard.demo.personas.cast import Row
from ghcr_wizard.demo.registry.plan import MANY_ARCH, MULTI_ARCH, ImagePlan

if TYPE_CHECKING:
    from ghcr_wizard.demo.world import Visibility

_SMALL: Final = ImagePlan(releases=3)
_SERVICE: Final = ImagePlan(releases=12, platforms=MULTI_ARCH, base="debian")
_ATTESTED: Final = ImagePlan(releases=9, platforms=MULTI_ARCH, attested=True, signed=2, base="python")
_VOUCHED: Final = ImagePlan(releases=22, platforms=MANY_ARCH, signed=3, vouched=2, listed=1)
_OLD: Final = ImagePlan(releases=5, docker=True, base="debian")
_OLD_MULTI: Final = ImagePlan(releases=4, docker=True, platforms=MULTI_ARCH)
_NIGHTLY: Final = ImagePlan(releases=30, style="date")

OCTOCAT_ROWS: Final = (
    Row("hello", "public", ImagePlan(releases=4, platforms=MULTI_ARCH), "hello", quiet_hours=49, age_days=900),
    Row("dotfiles", "private", _SMALL, "dotfiles", age_days=700, quiet_hours=2_200),
    Row("blog", "public", _OLD, "blog", age_days=1_400, quiet_hours=9_000),
    Row("tools/backup", "private", _SMALL, "tools", age_days=300, quiet_hours=70),
    Row("tools/mirror", "private", ImagePlan(releases=7, style="sha"), "tools", quiet_hours=11),
    Row("tools/proxy", "public", ImagePlan(releases=5), "tools", "private", quiet_hours=340),
    Row("homelab/dns", "private", _SMALL, "homelab", quiet_hours=600),
    Row("homelab/monitor", "private", _NIGHTLY, "homelab", quiet_hours=20),
    Row("scratchpad", "private", ImagePlan(releases=2, style="sha"), age_days=15, quiet_hours=5),
    Row("spoon-knife", "public", _SMALL, "spoon-knife", age_days=1_800, quiet_hours=15_000),
    Row("talks", "private", _SMALL, "talks", "public", age_days=420, quiet_hours=4_000),
    Row("game", "public", ImagePlan(releases=6, platforms=MANY_ARCH), "game", quiet_hours=800),
)


def _acme_teams() -> Iterator[Row]:
    """Yield what acme's teams push in the ordinary way: a repository for each service."""
    services = {
        "team": ("gateway", "worker", "scheduler", "mailer", "search"),
        "platform": ("ingress", "secrets", "metrics", "runner"),
        "data": ("etl", "warehouse", "notebooks"),
        "billing": ("invoices", "ledger"),
    }
    for team, names in services.items():
        for number, name in enumerate(names):
            image = (_SERVICE, _SMALL, _ATTESTED)[number % 3]
            visibility: Visibility = "internal" if team == "platform" else "private"
            yield Row(f"{team}/{name}", visibility, image, name, quiet_hours=9 + 31 * number)


ACME_ROWS: Final = (
    Row(
        "team/web",
        "private",
        ImagePlan(releases=148, platforms=MULTI_ARCH, signed=2, listed=1, provenance=1, base="python"),
        "web",
        "public",
        age_days=540,
        quiet_hours=3,
        writers=("octocat",),
    ),
    Row("team/api", "private", _ATTESTED, "api", quiet_hours=6, writers=("octocat", "acme/api")),
    Row("team/webhooks", "internal", ImagePlan(releases=31), "webhooks", quiet_hours=120),
    *_acme_teams(),
    Row("tools/cli", "public", _VOUCHED, "cli", quiet_hours=76),
    Row("tools/lint", "public", _SERVICE, "lint", quiet_hours=400),
    Row("tools/bench", "public", _SMALL, "bench", "private", quiet_hours=1_300),
    Row("charts/web", "internal", _SMALL, "charts", quiet_hours=90),
    Row("charts/api", "internal", _SMALL, "charts", quiet_hours=91),
    Row("charts/edge", "internal", _SMALL, "charts", quiet_hours=95),
    Row("base/alpine", "internal", _NIGHTLY, "base-images", quiet_hours=14),
    Row("base/debian", "internal", ImagePlan(releases=26, style="date", base="debian"), "base-images"),
    Row("base/jvm", "internal", ImagePlan(releases=8, base="jvm"), "base-images", quiet_hours=500),
    Row("legacy-portal", "private", _OLD, age_days=1_900, quiet_hours=21_000),
    Row("legacy-reports", "private", _OLD_MULTI, "reports", age_days=1_700, quiet_hours=18_000),
    Row("website", "public", ImagePlan(releases=40, style="sha"), "website", quiet_hours=8),
    Row("status", "public", _SMALL, "status", quiet_hours=700),
    Row("vault", "private", _SMALL, "vault", restricted=True, readers=("acme/vault",), quiet_hours=30),
)

OPENCO_ROWS: Final = (
    Row(
        "engine",
        "public",
        ImagePlan(releases=64, platforms=MANY_ARCH, attested=True, signed=4, provenance=2, base="debian"),
        "engine",
        quiet_hours=26,
    ),
    Row("engine/cuda", "public", ImagePlan(releases=12, base="jvm"), "engine", quiet_hours=27),
    Row("engine/slim", "public", ImagePlan(releases=20, platforms=MULTI_ARCH, base="scratch"), "engine"),
    Row("operator", "public", _ATTESTED, "operator", quiet_hours=130),
    Row("operator/bundle", "public", _SMALL, "operator", quiet_hours=131),
    Row("docs", "public", _SMALL, "docs", quiet_hours=200),
    Row("playground", "public", _OLD_MULTI, "playground", quiet_hours=3_000, age_days=1_200),
    Row("ci/builder", "public", _NIGHTLY, "ci", quiet_hours=16),
    Row("ci/release", "private", _SMALL, "ci", "public", quiet_hours=17),
    Row("ci/fuzz", "private", _NIGHTLY, "ci", "public", quiet_hours=18),
    Row("sponsors", "private", _SMALL, "sponsors", quiet_hours=1_000),
    Row("archive", "public", _OLD, age_days=2_100, quiet_hours=30_000),
    Row("mirror/base", "public", _SMALL, "mirror", quiet_hours=60),
)

HUBOT_ROWS: Final = (
    Row("scripts", "public", _SMALL, "scripts"),
    Row("secret-plans", "private", _SMALL, "secret-plans"),
)
MONALISA_ROWS: Final = (
    Row("smile", "public", _SMALL, "smile"),
    Row("gallery/front", "public", _SERVICE, "gallery"),
    Row("studio", "private", _SMALL, "studio"),
)
NIGHTLYLABS_ROWS: Final = (
    Row("stargazer", "public", _ATTESTED, "stargazer"),
    Row("comet/core", "public", _SERVICE, "comet"),
    Row("comet/tail", "public", _SMALL, "comet"),
    Row("internal-tools", "private", _SMALL, "internal-tools"),
)
