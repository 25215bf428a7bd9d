"""Image layers through ECR's own API; ministack answers these calls but keeps nothing, so such an image could not be pulled.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_InitiateLayerUpload.html
"""
import base64
import hashlib
import json

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import ecr

_PART_SIZE = 10485760
_uploads: dict[str, bytearray] = {}


def register() -> None:
    ecr._initiate_layer_upload = _initiate
    ecr._upload_layer_part = _upload_part
    ecr._complete_layer_upload = _complete
    ecr._batch_check_layer_availability = _check
    ecr._put_image = _keeping_manifest(ecr._put_image)


def _initiate(data):
    name = data.get("repositoryName", "")
    if name not in ecr._repositories:
        return _no_repository(name)
    upload = new_uuid()
    _uploads[upload] = bytearray()
    return json_response({"uploadId": upload, "partSize": _PART_SIZE})


def _upload_part(data):
    upload = _uploads.get(data.get("uploadId", ""))
    if upload is None:
        return _no_upload(data)
    first = data.get("partFirstByte", 0)
    if first != len(upload):
        return error_response_json("InvalidLayerPartException", f"the part begins at byte {first}, the upload holds {len(upload)}", 400)
    upload.extend(base64.b64decode(data.get("layerPartBlob", "")))
    return json_response({**_answer(data), "lastByteReceived": len(upload) - 1})


def _complete(data):
    name, content = data.get("repositoryName", ""), _uploads.get(data.get("uploadId", ""))
    if name not in ecr._repositories:
        return _no_repository(name)
    if content is None:
        return _no_upload(data)
    if not content:
        return error_response_json("EmptyUploadException", "The specified layer upload does not contain any layer parts", 400)
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    if digest not in data.get("layerDigests", []):
        return error_response_json("InvalidLayerException", f"the layer's digest is {digest}, not {data.get('layerDigests')}", 400)
    layers = ecr._layer_blobs.setdefault(name, {})
    _uploads.pop(data["uploadId"])
    if digest in layers:
        return error_response_json("LayerAlreadyExistsException", f"Layer with digest {digest} already exists in the repository '{name}'", 400)
    layers[digest] = bytes(content)
    return json_response({**_answer(data), "layerDigest": digest})


def _check(data):
    name = data.get("repositoryName", "")
    if name not in ecr._repositories:
        return _no_repository(name)
    layers = ecr._layer_blobs.get(name, {})
    return json_response({"failures": [], "layers": [
        {"layerDigest": digest, "layerAvailability": "AVAILABLE" if digest in layers else "UNAVAILABLE", "layerSize": len(layers.get(digest, b""))}
        for digest in data.get("layerDigests", [])]})


def _keeping_manifest(stock):
    """PutImage refuses a manifest whose layers are missing, and keeps the others for a pull by digest."""
    def put_image(data):
        name, manifest = data.get("repositoryName", ""), data.get("imageManifest", "")
        missing = _missing_layers(name, manifest)
        if missing:
            return error_response_json("LayersNotFoundException", f"The layers {missing} do not exist in the repository '{name}'", 400)
        media_type = _parsed(manifest).get("mediaType")
        answer = stock({"imageManifestMediaType": media_type, **data} if media_type else data)
        if answer[0] < 400:
            digest = data.get("imageDigest") or ecr._image_digest(manifest)
            ecr._manifest_blobs.setdefault(name, {}).setdefault(digest, manifest.encode())
        return answer
    return put_image


def _missing_layers(name: str, manifest: str) -> list:
    content = _parsed(manifest)
    layers = [entry["digest"] for entry in [content.get("config"), *content.get("layers", [])] if isinstance(entry, dict) and "digest" in entry]
    return [digest for digest in layers if digest not in ecr._layer_blobs.get(name, {})]


def _parsed(manifest: str) -> dict:
    try:
        content = json.loads(manifest)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _answer(data) -> dict:
    return {"registryId": ecr._registry_id(), "repositoryName": data.get("repositoryName", ""), "uploadId": data.get("uploadId", "")}


def _no_repository(name: str):
    return error_response_json("RepositoryNotFoundException", f"The repository with name '{name}' does not exist", 400)


def _no_upload(data):
    return error_response_json("UploadNotFoundException", f"The upload '{data.get('uploadId')}' could not be found", 400)
