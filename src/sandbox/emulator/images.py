"""Tag mutability of image repositories with exclusion filters, at PutImage and at a push to the registry.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
"""
import fnmatch

from handlers import after
from ministack.core.responses import error_response_json
from ministack.services import ecr

_FILTERS = "imageTagMutabilityExclusionFilters"


def register() -> None:
    after("AWS::ECR::Repository", _repository)
    _wrap_put_image()
    _wrap_push()
    _wrap_shape()
    _wrap_mutability_api()


def _repository(name, props, old_props) -> None:
    filters = [
        {"filterType": entry.get("ImageTagMutabilityExclusionFilterType", "WILDCARD"),
         "filter": entry.get("ImageTagMutabilityExclusionFilterValue", "")}
        for entry in props.get("ImageTagMutabilityExclusionFilters") or []
    ]
    _set_filters(ecr._repositories[name], filters)


def _set_filters(repository: dict, filters: list) -> None:
    if filters:
        repository[_FILTERS] = filters
    else:
        repository.pop(_FILTERS, None)


def is_immutable(repository: dict, tag: str) -> bool:
    """Whether a tag of the repository may not move."""
    mutability = repository.get("imageTagMutability", "MUTABLE")
    excluded = any(fnmatch.fnmatchcase(tag, entry["filter"]) for entry in repository.get(_FILTERS) or [])
    if mutability == "IMMUTABLE_WITH_EXCLUSION":
        return not excluded
    if mutability == "MUTABLE_WITH_EXCLUSION":
        return excluded
    return mutability == "IMMUTABLE"


class _Judged:
    """Shows the stock code plain IMMUTABLE or MUTABLE for the length of one call: it compares with those words."""

    def __init__(self, name: str, tag: str):
        self.repository = ecr._repositories.get(name)
        self.tag = tag

    def __enter__(self):
        if self.repository is not None:
            self.stock = self.repository.get("imageTagMutability", "MUTABLE")
            self.repository["imageTagMutability"] = "IMMUTABLE" if is_immutable(self.repository, self.tag) else "MUTABLE"

    def __exit__(self, *_):
        if self.repository is not None:
            self.repository["imageTagMutability"] = self.stock


def _wrap_put_image() -> None:
    stock = ecr._put_image

    def put_image(data):
        name, tag = data.get("repositoryName", ""), data.get("imageTag") or ""
        digest = data.get("imageDigest") or ecr._image_digest(data.get("imageManifest", ""))
        held = ecr._find_image(name, {"imageTag": tag}) if tag else None
        if held and held["imageDigest"] == digest:
            # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
            return error_response_json("ImageAlreadyExistsException",
                                       f"Image with digest '{digest}' and tag '{tag}' already exists in the repository with name '{name}'", 400)
        with _Judged(name, tag):
            return stock(data)

    ecr._put_image = put_image


def _wrap_push() -> None:
    stock = ecr._v2_put_manifest

    def put_manifest(name, ref, headers, body):
        with _Judged(name, ref):
            return stock(name, ref, headers, body)

    ecr._v2_put_manifest = put_manifest


def _wrap_shape() -> None:
    stock = ecr._repo_shape

    def shape(repository):
        filters = repository.get(_FILTERS)
        return {**stock(repository), **({_FILTERS: filters} if filters else {})}

    ecr._repo_shape = shape


def _wrap_mutability_api() -> None:
    stock = ecr._put_image_tag_mutability

    def put_mutability(data):
        answer = stock(data)
        repository = ecr._repositories.get(data.get("repositoryName", ""))
        if repository is not None:
            _set_filters(repository, data.get(_FILTERS) or [])
        return answer

    ecr._put_image_tag_mutability = put_mutability
