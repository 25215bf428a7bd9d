import { OwnServices } from './own-services';
import { AwsError } from '../../../src/sandbox/aws-json';
import { fromForm, requiredMembers, requireMembers } from '../../../src/sandbox/required-members';
import { describeWithModels, MemberReference, serviceModel, ServiceModel } from '../../support/service-models/service-models';

const refusal = (service: string, operation: string, input: Record<string, unknown>): string => {
  try {
    requireMembers(service, operation, input);
    return 'accepted';
  } catch (error) {
    return `${(error as AwsError).code}: ${(error as AwsError).message}`;
  }
};

describeWithModels('the table of required members', () => {
  let services: OwnServices;
  beforeAll(async () => { services = await OwnServices.start(); });
  afterAll(() => services.stop());

  test('is that of the service models, for every operation that the sandbox answers', () => {
    const differing = services.operations().filter(([service, operation]) => {
      const model = serviceModel(service);
      return requiredMembers(service, operation).sort().join() !== required(model, model.operations[operation].input).sort().join();
    });
    expect(differing).toEqual([]);
    expect(services.operations().length).toBeGreaterThan(60);
  });
});

test.each([
  ['codepipeline', 'GetPipelineExecution', { pipelineName: 'p' }, "ValidationException: 1 validation error detected: Value null at 'pipelineExecutionId' failed to satisfy constraint: Member must not be null"],
  ['codepipeline', 'PutApprovalResult', { pipelineName: 'p', stageName: 's', actionName: 'a', token: 't', result: { status: 'Approved' } }, "ValidationException: 1 validation error detected: Value null at 'result.summary' failed"],
  ['codepipeline', 'StartPipelineExecution', { name: 'p', variables: [{ name: 'a', value: 'b' }, { name: 'c' }] }, "Value null at 'variables.2.member.value' failed"],
  ['codebuild', 'BatchGetBuilds', {}, "InvalidInputException: 1 validation error detected: Value null at 'ids'"],
  ['ecs', 'TagResource', {}, 'InvalidParameterException: 2 validation errors detected'],
  ['ecr', 'StartImageScan', { repositoryName: 'r' }, "InvalidParameterException: 1 validation error detected: Value null at 'imageId'"],
  ['codepipeline', 'StartPipelineExecution', { name: 'p' }, 'accepted'],
  ['codepipeline', 'NoSuchOperation', {}, 'accepted'],
])('%s %s of %j: %s', (service, operation, input, expected) => {
  expect(refusal(service, operation, input)).toContain(expected);
});

test('the form of a query request is read as an object', () => {
  const form = fromForm(new URLSearchParams({ 'Action': 'DescribeTargetHealth', 'TargetGroupArn': 'a', 'Targets.member.1.Port': '80' }));
  expect(form).toEqual({ Action: 'DescribeTargetHealth', TargetGroupArn: 'a', Targets: { 1: { Port: '80' } } });
  expect(refusal('elasticloadbalancing', 'DescribeTargetHealth', form)).toContain("ValidationError: 1 validation error detected: Value null at 'Targets.1.member.Id'");
});

/** Paths of required members below a shape; a shape that holds itself is followed once. */
function required(model: ServiceModel, reference: MemberReference | undefined, place = '', above: string[] = []): string[] {
  if (!reference || above.includes(reference.shape)) return [];
  const shape = model.shapes[reference.shape];
  const inside = [...above, reference.shape];
  if (shape.type === 'list') return required(model, shape.member, `${place}[]`, inside);
  const at = (name: string) => [place, name].filter(Boolean).join('.');
  const own = (shape.required ?? []).map(at);
  return [...new Set([...own, ...Object.entries(shape.members ?? {}).flatMap(([name, member]) => required(model, member, at(name), inside))])];
}
