import type { CustomResourceEvent } from '../../../../src/runtime/provisioning/custom-resource';

/** A request of CloudFormation. */
export function eventOf(overrides: Partial<CustomResourceEvent> = {}): CustomResourceEvent {
  return {
    RequestType: 'Create',
    ResourceType: 'Custom::PlaceholderImage',
    ResponseURL: 'http://127.0.0.1:1/',
    StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/Delivery/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Placeholder',
    ResourceProperties: { RepositoryName: 'cicd-repository-dev', Port: '8080', Architecture: 'x86_64' },
    ...overrides,
  };
}
