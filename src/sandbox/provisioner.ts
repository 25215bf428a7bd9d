import { JsonObject } from './aws-json';

/** What the emulator's CloudFormation asks for one resource, as posted to `/_sandbox/provision`. */
export interface ResourceRequest {
  readonly operation: 'create' | 'update' | 'delete';
  /** For example `AWS::CodePipeline::Pipeline`. */
  readonly resourceType: string;
  readonly logicalId: string;
  /** What `create` answered; absent at create. */
  readonly physicalId?: string;
  /** The template's properties, intrinsic functions resolved. */
  readonly properties: JsonObject;
  readonly oldProperties?: JsonObject;
  readonly stackName: string;
  readonly stackId: string;
  readonly region: string;
  readonly accountId: string;
}

/** What a resource is after create or update. */
export interface Provisioned {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: JsonObject;
}

/**
 * Makes the resources of some CloudFormation types.
 *
 * The emulator waits for the answer and serves nothing else meanwhile: a provisioner must answer without calling the emulator, and put
 * off what needs it.
 */
export interface Provisioner {
  readonly resourceTypes: string[];
  create(request: ResourceRequest): Promise<Provisioned>;
  update(request: ResourceRequest): Promise<Provisioned>;
  delete(request: ResourceRequest): Promise<void>;
}

/** Asks the provisioner of the type; a type that nobody has is an error that names it. */
export async function provision(provisioners: Provisioner[], request: ResourceRequest): Promise<Provisioned> {
  const provisioner = provisioners.find((candidate) => candidate.resourceTypes.includes(request.resourceType));
  if (!provisioner) {
    throw new Error(`the sandbox has no provisioner for the resource type ${JSON.stringify(request.resourceType)} (${request.logicalId})`);
  }
  if (request.operation === 'create') {
    return provisioner.create(request);
  }
  if (request.operation === 'update') {
    return provisioner.update(request);
  }
  await provisioner.delete(request);
  return { physicalId: request.physicalId ?? request.logicalId, attributes: {} };
}
