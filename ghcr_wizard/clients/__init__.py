"""Docker, Podman, skopeo, Helm and gh on this computer: what each finds for a registry, and setting them up."""
