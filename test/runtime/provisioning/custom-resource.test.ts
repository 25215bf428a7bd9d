import { eventOf } from './support/events';
import { serviceError } from './support/fake-registry';
import { fulfil, ResourceKind } from '../../../src/runtime/provisioning/custom-resource';

function kind(overrides: Partial<ResourceKind> = {}): { [type: string]: ResourceKind } {
  return {
    'Custom::PlaceholderImage': {
      physicalId: ({ RepositoryName }) => `${RepositoryName}:live`,
      create: async () => 'created',
      update: async (now, before) => `from ${before.Port} to ${now.Port}`,
      delete: async () => 'deleted',
      ...overrides,
    },
  };
}

describe('fulfil', () => {
  test('answers what was done and a physical id made of the properties', async () => {
    expect(await fulfil(eventOf(), kind(), 1000)).toEqual({ status: 'SUCCESS', reason: 'created', physicalId: 'cicd-repository-dev:live' });
  });

  test('hands an update both properties', async () => {
    const event = eventOf({ RequestType: 'Update', PhysicalResourceId: 'cicd-repository-dev:live', OldResourceProperties: { Port: '80' } });

    expect(await fulfil(event, kind(), 1000)).toMatchObject({ status: 'SUCCESS', reason: 'from 80 to 8080', physicalId: 'cicd-repository-dev:live' });
  });

  test('answers a deletion with the physical id that CloudFormation knows', async () => {
    const event = eventOf({ RequestType: 'Delete', PhysicalResourceId: 'older' });

    expect(await fulfil(event, kind(), 1000)).toEqual({ status: 'SUCCESS', reason: 'deleted', physicalId: 'older' });
  });

  test('fails with operation, resource and the service\'s own words', async () => {
    const failing = kind({ create: () => Promise.reject(serviceError('KmsException', 'the key is disabled')) });

    expect(await fulfil(eventOf(), failing, 1000)).toEqual({
      status: 'FAILED',
      reason: 'Create of Custom::PlaceholderImage (Placeholder) failed: KmsException: the key is disabled',
      physicalId: 'cicd-repository-dev:live',
    });
  });

  test('fails on a type that it does not know, and names those it knows', async () => {
    expect(await fulfil(eventOf({ ResourceType: 'Custom::Other' }), kind(), 1000)).toMatchObject({
      status: 'FAILED', reason: expect.stringContaining('unknown type "Custom::Other": this function knows Custom::PlaceholderImage'), physicalId: 'Placeholder',
    });
  });

  test('fails when the time is over, even if the work never ends', async () => {
    const hanging = kind({ create: () => new Promise(() => undefined) });

    expect(await fulfil(eventOf(), hanging, 30)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('not finished after 0 seconds') });
  });

  test('tells the work to stop when the time is over', async () => {
    let stopped = false;
    const hanging = kind({ create: (_, signal) => new Promise(() => signal.addEventListener('abort', () => (stopped = true))) });
    await fulfil(eventOf(), hanging, 10);

    expect(stopped).toBe(true);
  });
});
