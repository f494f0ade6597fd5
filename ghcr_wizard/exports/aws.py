"""A secret of AWS Secrets Manager.

AWS documentation: "Creating a pull through cache rule in Amazon ECR" (members `username` and `accessToken`, a name that
begins with `ecr-pullthroughcache/`), "Using non-AWS container images in Amazon ECS" (`username` and `password`).
"""

import json

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import Caveat, Export, ExportSource, ExportTarget, Form, Proof, Slot, Step
from ghcr_wizard.github.hosts import GHCR

_FILE = "aws-secret.json"
_STDIN = "--secret-string file:///dev/stdin"


def build(source: ExportSource) -> Export:
    """The export to AWS."""
    printed = source.printing(ExportTarget.AWS, _FILE)
    head = f'{{"username": {json.dumps(source.username, ensure_ascii=False)}, "accessToken": "'
    return Export(
        ExportTarget.AWS,
        ExportTarget.AWS.label,
        "The secret of an ECR pull-through cache rule; with another name for one member, of an ECS task.",
        (head, Slot(Form.QUOTED), '"}\n'),
        (),
        (*of_token(source, "ECR and ECS cannot pull"), *_of_registry(source), *_CAVEATS),
        (
            Step(
                "For an ECR pull-through cache:",
                f"{printed} | aws secretsmanager create-secret --name ecr-pullthroughcache/ghcr {_STDIN}",
            ),
            Step(
                "Then the rule, with the ARN that this printed:",
                "aws ecr create-pull-through-cache-rule --ecr-repository-prefix ghcr "
                f"--upstream-registry-url {source.registry} --credential-arn ARN",
            ),
            Step(
                "For ECS, which calls the token's member “password”; name it in repositoryCredentials:",
                f"{printed} | jq '{{username, password: .accessToken}}' | "
                f"aws secretsmanager create-secret --name ghcr {_STDIN}",
            ),
        ),
        Proof.JSON,
        ("username", "accessToken"),
        _FILE,
    )


def _of_registry(source: ExportSource) -> tuple[Caveat, ...]:
    if source.registry == GHCR:
        return ()
    return (Caveat(f"ECR has cache rules for {GHCR}, none for {source.registry}; ECS takes it.", serious=True),)


_CAVEATS = (
    Caveat("ECR takes only a secret whose name begins with “ecr-pullthroughcache/”, in the rule's own region."),
    Caveat("ECS needs secretsmanager:GetSecretValue in the role that starts its tasks."),
    Caveat("A new token: aws secretsmanager put-secret-value with the same text; ECR and ECS then take that one."),
)
