"""`registries.yaml` of k3s and RKE2 (k3s documentation, "Private Registry Configuration": `configs`, `auth`)."""

import json

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Form,
    Proof,
    Slot,
    Step,
)

_FILE = "registries.yaml"


def build(source: ExportSource) -> Export:
    """The export to k3s."""
    head = (
        f"# Logins of k3s and RKE2 for {source.registry}, {MARKER}.\n"
        "configs:\n"
        f"  {json.dumps(source.registry)}:\n"
        "    auth:\n"
        f"      username: {json.dumps(source.username, ensure_ascii=False)}\n"
        '      password: "'
    )
    return Export(
        ExportTarget.K3S,
        ExportTarget.K3S.label,
        "registries.yaml: every pod of the node pulls with it, without a pull secret.",
        (head, Slot(Form.QUOTED), '"\n'),
        (),
        (*of_token(source, "the nodes cannot pull"), *_CAVEATS),
        (
            Step(
                "Write it on each node, readable by root alone:",
                f"{source.printing(ExportTarget.K3S, _FILE)} | sudo install -m 600 /dev/stdin /etc/rancher/k3s/{_FILE}",
            ),
            Step(f"RKE2 reads /etc/rancher/rke2/{_FILE} instead."),
            Step("Restart k3s on each server:", "systemctl restart k3s"),
            Step("And on each agent:", "systemctl restart k3s-agent"),
        ),
        Proof.LINES,
        ("username", "password"),
        _FILE,
    )


_CAVEATS = (
    Caveat("Every pod of a node may pull with it, whatever its namespace.", serious=True),
    Caveat("It is read when k3s starts, and on its own node alone: a new token needs the file and a restart on each."),
    Caveat("A pull secret in the pod's namespace wins over it; ghcr-wizard export kubernetes makes one."),
    Caveat("The file may hold mirrors and other registries: add the lines below “configs” to it then."),
)
