"""Network types that ministack's CloudFormation lacks: security group rules of their own, flow logs, elastic IPs, NAT gateways."""
from handlers import add, not_verified
from ministack.services import ec2
from ministack.services.cloudformation import provisioners


def register() -> None:
    for resource_type, store, egress in (("AWS::EC2::SecurityGroupIngress", "IpPermissions", False),
                                         ("AWS::EC2::SecurityGroupEgress", "IpPermissionsEgress", True)):
        add(resource_type, *_rule_handlers(store, egress), tagged=False)
    add("AWS::EC2::FlowLog", _flow_log_create, _flow_log_update, lambda pid, props: ec2._delete_flow_logs({"FlowLogId.1": pid}))
    add("AWS::EC2::EIP", _address_create, _tags_only(_address_attributes, _address_create), _address_delete)
    add("AWS::EC2::NatGateway", _nat_create, _tags_only(_nat_attributes, _nat_create),
        lambda pid, props: ec2._delete_nat_gateway({"NatGatewayId": pid}))
    _flow_log_fields()


def _rule_handlers(store: str, egress: bool):
    def create(logical_id, props, stack_name):
        group = ec2._security_groups.get(props.get("GroupId"))
        if group is None:
            raise ValueError(f"The security group '{props.get('GroupId')}' does not exist")
        rule = provisioners._ec2_sg_permissions([props])[0]
        held = next((entry for entry in group[store] if ec2._rules_match(rule, entry)), None)
        if held is not None:
            raise ValueError("the specified rule already exists in the security group " + group["GroupId"])
        rule["SecurityGroupRuleId"] = ec2._sg_rule_id(group["GroupId"], egress, rule)
        group[store].append(rule)
        return rule["SecurityGroupRuleId"], {"Id": rule["SecurityGroupRuleId"]}

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        changed = {key for key in old_props.keys() | new_props.keys() if old_props.get(key) != new_props.get(key)}
        if changed <= {"Description"}:
            delete(physical_id, old_props)
        return create(logical_id, new_props, stack_name)

    def delete(physical_id, props):
        group = ec2._security_groups.get(props.get("GroupId"))
        if group is not None:
            group[store] = [entry for entry in group[store] if ec2._sg_rule_id(group["GroupId"], egress, entry) != physical_id]

    return create, update, delete


_FLOW_LOG_FIELDS = (("DeliverLogsPermissionArn", "deliverLogsPermissionArn"), ("LogGroupName", "logGroupName"),
                    ("LogFormat", "logFormat"), ("MaxAggregationInterval", "maxAggregationInterval"))


def _flow_log_create(logical_id, props, stack_name):
    before = set(ec2._flow_logs)
    ec2._create_flow_logs({
        "ResourceId.1": props["ResourceId"], "ResourceType": props["ResourceType"], "TrafficType": props.get("TrafficType", "ALL"),
        "LogDestinationType": props.get("LogDestinationType", "cloud-watch-logs"),
        "LogDestination": props.get("LogDestination", ""),
    })
    physical_id = next(iter(set(ec2._flow_logs) - before))
    record = ec2._flow_logs[physical_id]
    record.update({name: props[name] for name, _ in _FLOW_LOG_FIELDS if name in props})
    provisioners._ec2_apply_tags(physical_id, props)
    return physical_id, {"Id": physical_id}


def _flow_log_update(physical_id, old_props, new_props, stack_name, logical_id=None):
    """Everything but tags replaces a flow log."""
    return _tags_only(lambda pid: {"Id": pid}, _flow_log_create)(physical_id, old_props, new_props, stack_name, logical_id)


def _flow_log_fields() -> None:
    """The stock answer of DescribeFlowLogs leaves fields out; they are put beside the status."""
    stock = ec2._describe_flow_logs

    def describe(params):
        status, headers, body = stock(params)
        text = body.decode() if isinstance(body, bytes) else body
        for record in ec2._flow_logs.values():
            extra = "".join(f"<{xml}>{record[name]}</{xml}>" for name, xml in _FLOW_LOG_FIELDS if name in record)
            mark = f"<flowLogId>{record['FlowLogId']}</flowLogId>"
            text = text.replace(mark, mark + extra)
        return status, headers, text.encode() if isinstance(body, bytes) else text

    ec2._describe_flow_logs = describe
    for table in (value for value in vars(ec2).values() if isinstance(value, dict)):
        if table.get("DescribeFlowLogs") is stock:
            table["DescribeFlowLogs"] = describe


def _address_create(logical_id, props, stack_name):
    before = set(ec2._addresses)
    ec2._allocate_address({"Domain": props.get("Domain", "vpc")})
    physical_id = next(iter(set(ec2._addresses) - before))
    provisioners._ec2_apply_tags(physical_id, props)
    return ec2._addresses[physical_id]["PublicIp"], _attributes_of_address(physical_id)


def _attributes_of_address(allocation_id: str) -> dict:
    return {"AllocationId": allocation_id, "PublicIp": ec2._addresses[allocation_id]["PublicIp"]}


def _allocation(public_ip: str) -> str:
    return next(key for key, record in ec2._addresses.items() if record["PublicIp"] == public_ip)


def _address_attributes(public_ip: str) -> dict:
    return _attributes_of_address(_allocation(public_ip))


def _address_delete(physical_id, props) -> None:
    ec2._release_address({"AllocationId": _allocation(physical_id)})


def _nat_create(logical_id, props, stack_name):
    before = set(ec2._nat_gateways)
    ec2._create_nat_gateway({"SubnetId": props["SubnetId"], "AllocationId": props.get("AllocationId", ""),
                             "ConnectivityType": props.get("ConnectivityType", "public")})
    physical_id = next(iter(set(ec2._nat_gateways) - before))
    not_verified("AWS::EC2::NatGateway", physical_id, "AllocationId", "the emulator answers a NAT gateway without its addresses")
    provisioners._ec2_apply_tags(physical_id, props)
    return physical_id, _nat_attributes(physical_id)


def _nat_attributes(physical_id: str) -> dict:
    return {"NatGatewayId": physical_id}


def _tags_only(attributes, create):
    """An update in place when only tags changed, a replacement otherwise."""
    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        changed = {key for key in old_props.keys() | new_props.keys() if old_props.get(key) != new_props.get(key)}
        if changed - {"Tags"}:
            return create(logical_id, new_props, stack_name)
        allocation = physical_id if physical_id not in {r["PublicIp"] for r in ec2._addresses.values()} else _allocation(physical_id)
        provisioners._ec2_apply_tags(allocation, new_props, old_props)
        return physical_id, attributes(physical_id)
    return update
