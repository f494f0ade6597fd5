"""A real registry, Debian's docker-registry, with a folder of its own, and images pushed into it by plain HTTP."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.transport.net_token_server import ISSUER, SERVICE, TokenServer

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@asynccontextmanager
async def distribution(folder: Path, realm: str, tokens: TokenServer) -> AsyncIterator[str]:
    """The address of a registry that believes `tokens`, reached at `realm`."""
    authority = folder / "authority.pem"
    tokens.authority.cert_pem.write_to_path(str(authority))
    configuration = {
        "version": 0.1,
        "log": {"level": "info", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}},
        "http": {"addr": "127.0.0.1:0", "secret": "of the tests"},
        "auth": {"token": {"realm": realm, "service": SERVICE, "issuer": ISSUER, "rootcertbundle": str(authority)}},
    }
    file = folder / "config.yml"
    file.write_text(json.dumps(configuration))  # JSON is YAML
    process = await asyncio.create_subprocess_exec(
        "docker-registry", "serve", str(file), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    port = await _port(process.stderr)
    draining = asyncio.create_task(process.stderr.read())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()
        await draining


async def _port(log: asyncio.StreamReader) -> int:
    said = b""
    async for line in log:
        said += line
        if match := re.search(rb"listening on 127\.0\.0\.1:(\d+)", line):
            return int(match[1])
    raise AssertionError(f"docker-registry did not start: {said.decode()}")


class Pusher:
    """Pushes images as any client does, with every right."""

    def __init__(self, registry_url: str, tokens: TokenServer) -> None:
        self._url = registry_url
        self._tokens = tokens

    async def image(self, repository: str, architecture: str, layer: bytes) -> tuple[dict[str, object], bytes]:
        """One platform's image; gives its descriptor and its manifest."""
        config = json.dumps(
            {
                "os": "linux",
                "architecture": architecture,
                "created": "2026-05-06T07:08:09Z",
                "config": {"Labels": {"org.opencontainers.image.title": f"for {architecture}"}},
                "rootfs": {"type": "layers", "diff_ids": []},
            }
        ).encode()
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": CONFIG, **await self._blob(repository, config)},
                "layers": [{"mediaType": LAYER, **await self._blob(repository, layer)}],
            }
        ).encode()
        platform = {"os": "linux", "architecture": architecture}
        return {"mediaType": MANIFEST, "platform": platform, **await self.manifest(repository, manifest)}, manifest

    async def index(self, repository: str, tag: str, images: list[dict[str, object]]) -> str:
        """An index of images under a tag; gives its digest."""
        document = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": images}).encode()
        return str((await self.manifest(repository, document, tag, INDEX))["digest"])

    async def manifest(
        self, repository: str, content: bytes, tag: str | None = None, media_type: str = MANIFEST
    ) -> dict[str, object]:
        digest = _digest(content)
        async with self._client(repository) as http:
            path = f"/v2/{repository}/manifests/{tag or digest}"
            (await http.put(path, content=content, headers={"content-type": media_type})).raise_for_status()
        return {"digest": digest, "size": len(content)}

    async def _blob(self, repository: str, content: bytes) -> dict[str, object]:
        digest = _digest(content)
        async with self._client(repository) as http:
            opened = (await http.post(f"/v2/{repository}/blobs/uploads/")).raise_for_status()
            place = httpx.URL(opened.headers["location"]).copy_merge_params({"digest": digest})
            (await http.put(place, content=content)).raise_for_status()
        return {"digest": digest, "size": len(content)}

    def _client(self, repository: str) -> httpx.AsyncClient:
        token = self._tokens.token(f"repository:{repository}:pull,push")
        return httpx.AsyncClient(base_url=self._url, headers={"authorization": f"Bearer {token}"}, trust_env=False)


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
