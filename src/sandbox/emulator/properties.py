"""Properties that the stock provisioners drop: bucket key, lifecycle, tags, logging, ownership; topic attributes; OIDC provider."""
import json
from xml.sax.saxutils import escape

from handlers import add, after, check
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, lambda_svc, s3, secretsmanager, sns
from ministack.services.cloudformation import provisioners

_BUCKET = "AWS::S3::Bucket"
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html; the attribute has the property's name.
_TOPIC_ATTRIBUTES = ("KmsMasterKeyId", "SignatureVersion", "TracingConfig", "ContentBasedDeduplication")
_OIDC = "AWS::IAM::OIDCProvider"
_SECRET = "AWS::SecretsManager::Secret"


def register() -> None:
    provisioners._STACK_TAG_PROPERTY[_BUCKET] = ("Tags", "list")
    after(_BUCKET, _bucket)
    after("AWS::SNS::Topic", _topic)
    after("AWS::Lambda::Function", _function)
    add(_OIDC, _oidc_create, _oidc_update, _oidc_delete)
    _default_object_key()
    _generated_secrets()
    _secrets_by_arn()
    provisioners._STACK_TAG_PROPERTY["AWS::Events::Rule"] = ("Tags", "list")


def _default_object_key() -> None:
    """An object put with ``aws:kms`` and no key takes the account's own key for S3; ministack refuses it.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    """
    stock = s3._resolve_sse_write_headers
    key_header = "x-amz-server-side-encryption-aws-kms-key-id"

    def resolve(headers, bucket_name):
        if headers.get("x-amz-server-side-encryption") == "aws:kms" and not headers.get(key_header):
            headers = {**headers, key_header: f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/s3"}
        return stock(headers, bucket_name)

    s3._resolve_sse_write_headers = resolve


def _generated_secrets() -> None:
    """GenerateSecretString has the options of GetRandomPassword; the stock provisioner knows two of them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
    """
    stock = provisioners._sm_secret_string

    def secret_string(props):
        options = props.get("GenerateSecretString")
        if not options or props.get("SecretString"):
            return stock(props)
        request = {name: _as_boolean(value) for name, value in options.items()}
        request["PasswordLength"] = int(options.get("PasswordLength", 32))
        response = secretsmanager._get_random_password(request)
        check(response, "GenerateSecretString")
        password = json.loads(response[2])["RandomPassword"]
        template, key = options.get("SecretStringTemplate"), options.get("GenerateStringKey")
        return json.dumps({**json.loads(template), key: password}) if template and key else password

    provisioners._sm_secret_string = secret_string


def _secrets_by_arn() -> None:
    """``Ref`` of a secret is its ARN, and policies name it by it; ministack has its name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html#aws-resource-secretsmanager-secret-return-values
    """
    stock = dict(provisioners._RESOURCE_HANDLERS[_SECRET])

    def name_of(arn):
        return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn), arn)

    def create(logical_id, props, stack_name):
        _, attributes = stock["create"](logical_id, props, stack_name)
        return attributes["Arn"], attributes

    def update(arn, old_props, new_props, stack_name, logical_id=None):
        _, attributes = stock["update"](name_of(arn), old_props, new_props, stack_name, logical_id)
        return attributes["Arn"], attributes

    def delete(arn, props):
        return stock["delete"](name_of(arn), props)

    provisioners._RESOURCE_HANDLERS[_SECRET] = {**stock, "create": create, "update": update, "delete": delete, "update_with_logical_id": True}


def _as_boolean(value):
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _bucket(name, props, old_props) -> None:
    for prop, to_xml, put, remove in (
        ("BucketEncryption", _encryption_xml, s3._put_bucket_encryption, s3._delete_bucket_encryption),
        ("LifecycleConfiguration", lifecycle_xml, s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle),
        ("Tags", _tags_xml, s3._put_bucket_tagging, s3._delete_bucket_tagging),
        ("OwnershipControls", _ownership_xml, s3._put_bucket_ownership_controls, s3._delete_bucket_ownership_controls),
        ("LoggingConfiguration", _logging_xml, s3._put_bucket_logging, lambda bucket: s3._put_bucket_logging(bucket, b"<BucketLoggingStatus/>")),
    ):
        if prop in props:
            check(put(name, to_xml(props[prop]).encode()), f"{prop} of bucket {name}")
        elif prop in old_props:
            remove(name)
    if "VersioningConfiguration" in old_props and "VersioningConfiguration" not in props:
        s3._bucket_versioning[name] = "Suspended"


def element(name: str, value) -> str:
    """One XML element; a dict nests, a list repeats the element, None is left out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(element(name, item) for item in value)
    if isinstance(value, dict):
        return f"<{name}>" + "".join(element(key, item) for key, item in value.items()) + f"</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def _document(name: str, content: dict) -> str:
    return element(name, content).replace(f"<{name}>", f'<{name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">', 1)


def _encryption_xml(config) -> str:
    return _document("ServerSideEncryptionConfiguration", {"Rule": [{
        "ApplyServerSideEncryptionByDefault": {
            "SSEAlgorithm": (rule.get("ServerSideEncryptionByDefault") or {}).get("SSEAlgorithm"),
            "KMSMasterKeyID": (rule.get("ServerSideEncryptionByDefault") or {}).get("KMSMasterKeyID"),
        },
        "BucketKeyEnabled": str(rule.get("BucketKeyEnabled", False)).lower(),
    } for rule in config.get("ServerSideEncryptionConfiguration", [])]})


def lifecycle_xml(config) -> str:
    return _document("LifecycleConfiguration", {"Rule": [_lifecycle_rule(rule) for rule in config.get("Rules", [])]})


def _lifecycle_rule(rule) -> dict:
    expiration = {"Days": rule.get("ExpirationInDays"), "Date": rule.get("ExpirationDate"),
                  "ExpiredObjectDeleteMarker": rule.get("ExpiredObjectDeleteMarker")}
    noncurrent = rule.get("NoncurrentVersionExpiration") or (
        {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]} if "NoncurrentVersionExpirationInDays" in rule else None)
    return {
        "ID": rule.get("Id"),
        "Filter": _lifecycle_filter(rule),
        "Status": rule.get("Status", "Enabled"),
        "Expiration": expiration if any(value is not None for value in expiration.values()) else None,
        "NoncurrentVersionExpiration": noncurrent,
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "Transition": [{"Days": move.get("TransitionInDays"), "Date": move.get("TransitionDate"), "StorageClass": move.get("StorageClass")}
                       for move in rule.get("Transitions") or ([rule["Transition"]] if "Transition" in rule else [])],
        "NoncurrentVersionTransition": [
            {"NoncurrentDays": move.get("TransitionInDays"), "NewerNoncurrentVersions": move.get("NewerNoncurrentVersions"),
             "StorageClass": move.get("StorageClass")} for move in rule.get("NoncurrentVersionTransitions") or []],
    }


def _lifecycle_filter(rule) -> dict:
    tags = rule.get("TagFilters") or []
    parts = {"Prefix": rule.get("Prefix"), "ObjectSizeGreaterThan": rule.get("ObjectSizeGreaterThan"),
             "ObjectSizeLessThan": rule.get("ObjectSizeLessThan")}
    given = {key: value for key, value in parts.items() if value is not None}
    if len(given) + len(tags) > 1:
        return {"And": {**given, "Tag": tags}}
    return given or ({"Tag": tags[0]} if tags else {"Prefix": ""})


def _tags_xml(tags) -> str:
    return _document("Tagging", {"TagSet": {"Tag": [{"Key": tag["Key"], "Value": tag.get("Value", "")} for tag in tags]}})


def _ownership_xml(config) -> str:
    return _document("OwnershipControls", {"Rule": [{"ObjectOwnership": rule["ObjectOwnership"]} for rule in config.get("Rules", [])]})


def _logging_xml(config) -> str:
    return _document("BucketLoggingStatus", {"LoggingEnabled": {
        "TargetBucket": config.get("DestinationBucketName"), "TargetPrefix": config.get("LogFilePrefix", "")}})


def _topic(arn, props, old_props) -> None:
    attributes = sns._topics[arn]["attributes"]
    for name in _TOPIC_ATTRIBUTES:
        if name in props:
            attributes[name] = str(props[name])
        elif name in old_props:
            attributes.pop(name, None)


def _function(name, props, old_props) -> None:
    lambda_svc._functions[name]["config"]["KMSKeyArn"] = props.get("KmsKeyArn", "")


def _oidc_create(logical_id, props, stack_name):
    parameters = {"Url": props["Url"]}
    for name, values in (("ClientIDList", props.get("ClientIdList")), ("ThumbprintList", props.get("ThumbprintList"))):
        parameters.update({f"{name}.member.{index}": value for index, value in enumerate(values or [], 1)})
    for index, tag in enumerate(props.get("Tags") or [], 1):
        parameters.update({f"Tags.member.{index}.Key": tag["Key"], f"Tags.member.{index}.Value": tag.get("Value", "")})
    response = iam._create_oidc_provider(parameters)
    check(response, f"OIDC provider {props['Url']}")
    host = props["Url"].split("://", 1)[-1].rstrip("/")
    arn = next(arn for arn in iam._oidc_providers if arn.endswith("/" + host))
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html: answered without the scheme.
    iam._oidc_providers[arn]["Url"] = host
    return arn, {"Arn": arn}


def _oidc_update(physical_id, old_props, new_props, stack_name, logical_id=None):
    if old_props.get("Url") != new_props.get("Url"):
        return _oidc_create(logical_id, new_props, stack_name)
    record = iam._oidc_providers[physical_id]
    record["ClientIDList"] = list(new_props.get("ClientIdList") or [])
    record["ThumbprintList"] = list(new_props.get("ThumbprintList") or [])
    record["Tags"] = json.loads(json.dumps(new_props.get("Tags") or []))
    return physical_id, {"Arn": physical_id}


def _oidc_delete(physical_id, props) -> None:
    iam._oidc_providers.pop(physical_id, None)
