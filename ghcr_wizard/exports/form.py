"""What goes into a program's form, by the names that its fields bear there: a row for each program.

Many tokens are called wrong because a value went into the wrong field (user facts, section 7). The names are those of
each program's own documentation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ghcr_wizard.exports import cybedefend, harborguard
from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Field,
    Proof,
    Slot,
    Step,
    Text,
    form_text,
)

REGISTRY, URL, USER, TOKEN, BOTH, OWNER = "registry", "address", "user", "token", "user:token", "owner"
"""What a field gets."""


@dataclass(frozen=True, slots=True)
class Product:
    """A program's form.

    Attributes:
        title: What the program is called.
        place: Where its form is.
        fields: The names of its fields, each with what it gets: one of the words above, or the value itself.
        works: What to know about it, each a sentence.
    """

    title: str
    place: str
    fields: tuple[tuple[str, str], ...]
    works: tuple[str, ...] = ()


_ANY = Product(
    "any program",
    "its form for a registry",
    (("Registry", REGISTRY), ("Username", USER), ("Password", TOKEN)),
    (
        "Some forms want the address with https://, some the host alone: the host alone is right more often.",
        "The token goes where a password is asked for; your GitHub password never does.",
    ),
)

PRODUCTS: Mapping[str, Product] = MappingProxyType(
    {
        "portainer": Product(
            "Portainer",
            "Registries, Add registry, Custom registry",
            (("Name", "GHCR"), ("Registry URL", REGISTRY), ("Username", USER), ("Password", TOKEN)),
            (
                "Turn Authentication on first: without it both fields are not sent.",
                "Choose the registry in the stack or container as well, or the image is pulled without the login.",
            ),
        ),
        "dokploy": Product(
            "Dokploy",
            "Settings, Registry, Add Registry",
            (
                ("Registry Name", "GHCR"),
                ("Username", USER),
                ("Password", TOKEN),
                ("Image Prefix", OWNER),
                ("Registry URL", REGISTRY),
            ),
            ("The image of an application is given whole, with the host before it.",),
        ),
        "coolify": Product(
            "Coolify",
            "the server's own shell: it has no form, it takes root's Docker login",
            (("Registry", REGISTRY), ("Username", USER), ("Password", TOKEN)),
            ("Log in as the user that Coolify connects as, on every server: docker login ghcr.io --username NAME.",),
        ),
        "caprover": Product(
            "CapRover",
            "Cluster, Docker Registry Configuration, Add Remote Registry",
            (("Username", USER), ("Password", TOKEN), ("Domain", REGISTRY), ("Image Prefix", OWNER)),
            ("The prefix is the user or the organization, in small letters.",),
        ),
        "harbor": Product(
            "Harbor",
            "Administration, Registries, New Endpoint",
            (
                ("Provider", "Github GHCR"),
                ("Name", "ghcr"),
                ("Endpoint URL", URL),
                ("Access ID", USER),
                ("Access Secret", TOKEN),
            ),
            ("Its connection test passes with a token that may read nothing; a proxy project's first pull tells.",),
        ),
        "nexus": Product(
            "Nexus Repository",
            "Repositories, Create repository, docker (proxy)",
            (("Remote storage", URL), ("Username", USER), ("Password", TOKEN)),
            ("Username and Password are under HTTP, Authentication, type Username.",),
        ),
        "artifactory": Product(
            "JFrog Artifactory",
            "Repositories, Create a Repository, Remote, Docker",
            (("Repository Key", "ghcr-remote"), ("URL", URL), ("User Name", USER), ("Password / Access Token", TOKEN)),
            ("Turn Enable Token Authentication on under Advanced: GHCR answers with a bearer challenge.",),
        ),
        "renovate": Product(
            "Renovate",
            "hostRules of its configuration",
            (("hostType", "docker"), ("matchHost", REGISTRY), ("username", USER), ("password", TOKEN)),
            ("Never in a repository's renovate.json as it is: encrypt it, or give it as a secret of the hosted app.",),
        ),
        "digitalocean": Product(
            "DigitalOcean App Platform",
            "the image of a component in the app's specification",
            (("registry_type", "GHCR"), ("registry", OWNER), ("registry_credentials", BOTH)),
            ("User name and token are one value, with a colon between them.",),
        ),
        "azure": Product(
            "Azure App Service",
            "Environment variables, App settings",
            (
                ("DOCKER_REGISTRY_SERVER_URL", URL),
                ("DOCKER_REGISTRY_SERVER_USERNAME", USER),
                ("DOCKER_REGISTRY_SERVER_PASSWORD", TOKEN),
            ),
            ("Container Apps: Registry login server (the host alone), Registry user name, Registry password.",),
        ),
    }
)
"""The programs by the names they are asked for with."""

OWN: Mapping[str, Callable[[ExportSource], Export]] = MappingProxyType(
    {"harborguard": harborguard.build, "cybedefend": cybedefend.build}
)
"""Forms that say more, and are targets of their own names too."""

NAMES = (*PRODUCTS, *OWN)


def build(source: ExportSource) -> Export:
    """The export to a form: that of the product asked for, else of any program."""
    if source.product in OWN:
        return OWN[source.product](source)
    product = PRODUCTS.get(source.product, _ANY)
    fields = tuple(Field(name, _value(gets, source)) for name, gets in product.fields)
    login = {gets: name for name, gets in product.fields}
    others = () if source.product else tuple(f"# {row.title}: {_names(row)}" for row in PRODUCTS.values())
    return Export(
        ExportTarget.FORM,
        ExportTarget.FORM.label if product is _ANY else product.title,
        f"The values for {product.place}, field by field.",
        form_text(f"{product.title}: {product.place}; {MARKER}", fields, others),
        fields,
        (*of_token(source, "it cannot pull"), *(Caveat(text) for text in product.works)),
        (Step(f"In {product.title} open {product.place}, and give these values."),),
        Proof.LINES,
        ("", login[BOTH]) if BOTH in login else (login[USER], login[TOKEN]),
        f"{source.product or 'form'}.txt",
    )


def _value(gets: str, source: ExportSource) -> Text:
    owner = next((row.owner for row in source.packages), source.login or source.username).lower()
    values: dict[str, Text] = {
        REGISTRY: (source.registry,),
        URL: (f"https://{source.registry}",),
        USER: (source.username,),
        TOKEN: (Slot(),),
        BOTH: (f"{source.username}:", Slot()),
        OWNER: (owner,),
    }
    return values.get(gets, (gets,))


def _names(product: Product) -> str:
    return f"{product.place}: {', '.join(name for name, _ in product.fields)}"
