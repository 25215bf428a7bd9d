import { randomUUID } from 'node:crypto';
import { AwsError, JsonObject, requiredString, SandboxService } from '../aws-json';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { SandboxState } from '../state';

interface ConnectionRecord {
  readonly connectionArn: string;
  readonly connectionName: string;
  readonly providerType: string;
  readonly ownerAccountId: string;
  readonly tags?: JsonObject[];
}

const CONNECTIONS = 'connections';

/**
 * Connections to GitHub, under both of the service's names.
 *
 * A real connection is pending until somebody completes the handshake in the console; here it is available at once.
 */
export class Connections implements Provisioner {
  readonly resourceTypes = ['AWS::CodeStarConnections::Connection', 'AWS::CodeConnections::Connection'];

  constructor(private readonly state: SandboxState) {}

  connections(): ConnectionRecord[] {
    return this.state.read<ConnectionRecord[]>(CONNECTIONS, []);
  }

  async create(request: ResourceRequest): Promise<Provisioned> {
    const prefix = request.resourceType.includes('CodeStar') ? 'codestar-connections' : 'codeconnections';
    const record: ConnectionRecord = {
      connectionArn: `arn:aws:${prefix}:${request.region}:${request.accountId}:connection/${randomUUID()}`,
      connectionName: String(request.properties.ConnectionName),
      providerType: String(request.properties.ProviderType ?? 'GitHub'),
      ownerAccountId: request.accountId,
      tags: (request.properties.Tags ?? []) as JsonObject[],
    };
    this.state.write(CONNECTIONS, [...this.connections(), record]);
    return provisioned(record);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const record = this.connections().find(({ connectionArn }) => connectionArn === request.physicalId);
    return record ? provisioned(record) : this.create(request);
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.state.write(CONNECTIONS, this.connections().filter(({ connectionArn }) => connectionArn !== request.physicalId));
  }
}

/** The connections as the API tells them, under both names of the service. */
export function connectionServices(connections: Connections): SandboxService[] {
  const operations: SandboxService['operations'] = {
    GetConnection: async (input) => ({ Connection: api(find(connections, requiredString(input, 'ConnectionArn'))) }),
    ListConnections: async () => ({ Connections: connections.connections().map(api) }),
    ListTagsForResource: async (input) => ({ Tags: find(connections, requiredString(input, 'ResourceArn')).tags ?? [] }),
  };
  const shared = { operations, contentType: 'application/x-amz-json-1.0', errorMessageName: 'Message' } as const;
  return [
    { name: 'codestar-connections', targetPrefix: 'com.amazonaws.codestar.connections.CodeStar_connections_20191201', ...shared },
    { name: 'codeconnections', targetPrefix: 'com.amazonaws.codeconnections.CodeConnections_20231201', ...shared },
  ];
}

function find(connections: Connections, arn: string): ConnectionRecord {
  const record = connections.connections().find(({ connectionArn }) => connectionArn === arn);
  if (!record) {
    throw new AwsError('ResourceNotFoundException', `Connection not found: ${arn}`);
  }
  return record;
}

function provisioned(record: ConnectionRecord): Provisioned {
  return {
    physicalId: record.connectionArn,
    attributes: { ConnectionArn: record.connectionArn, ConnectionStatus: 'AVAILABLE', OwnerAccountId: record.ownerAccountId },
  };
}

function api(record: ConnectionRecord): JsonObject {
  return {
    ConnectionName: record.connectionName,
    ConnectionArn: record.connectionArn,
    ProviderType: record.providerType,
    OwnerAccountId: record.ownerAccountId,
    ConnectionStatus: 'AVAILABLE',
  };
}
