import { Answer, answerProblems } from '../../support/service-models/answer-check';
import { describeWithModels } from '../../support/service-models/service-models';

const json = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'id' };

const answer = (service: string, operation: string, body: object | string, more: Partial<Answer> = {}): Answer => ({
  service, operation, status: 200, headers: json, body: typeof body === 'string' ? body : JSON.stringify(body), ...more,
});

const build = (more: object) => answer('codebuild', 'BatchGetBuilds', { builds: [{ id: 'p:1', ...more }] });
const refused = (operation: string, code: string, more: Partial<Answer> = {}) => answer('codepipeline', operation, { __type: code, message: 'm' }, { status: 400, ...more });
const xml = { 'content-type': 'text/xml', 'x-amzn-requestid': 'id' };
const balancers = (result: string, namespace = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/') => answer(
  'elasticloadbalancing', 'DescribeLoadBalancers',
  `<DescribeLoadBalancersResponse xmlns="${namespace}"><DescribeLoadBalancersResult>${result}</DescribeLoadBalancersResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></DescribeLoadBalancersResponse>`,
  { headers: xml },
);
const one = (content: string) => balancers(`<LoadBalancers><member>${content}</member></LoadBalancers>`);

describeWithModels('the check of an answer finds', () => {
  test.each<[what: string, answer: Answer, problem: string | undefined]>([
    ['nothing in a good one', build({ buildStatus: 'SUCCEEDED', startTime: 1764000000.5, buildNumber: 1, buildComplete: true }), undefined],
    ['a word that is not in the enumeration', build({ buildStatus: 'DONE' }), 'answer.builds[0].buildStatus must be one of SUCCEEDED, FAILED,'],
    ['a number that is not whole', build({ buildNumber: 1.5 }), 'answer.builds[0].buildNumber must be long, got 1.5'],
    ['a text in place of a boolean', build({ buildComplete: 'true' }), 'answer.builds[0].buildComplete must be a boolean'],
    ['milliseconds in place of seconds', build({ startTime: 1764000000000 }), 'answer.builds[0].startTime must be a time'],
    ['a text in place of a time', build({ startTime: '2026-11-25T00:00:00Z' }), 'answer.builds[0].startTime must be a time'],
    ['a member of no model', build({ colour: 'red' }), 'answer.builds[0].colour is no member of the model'],
    ['an empty text where one letter is the least', build({ arn: '' }), 'answer.builds[0].arn.length must be from 1'],
    ['a structure in place of a list', answer('codebuild', 'BatchGetBuilds', { builds: {} }), 'answer.builds must be a list'],
    ['a list in place of a structure', answer('codepipeline', 'GetPipelineExecution', { pipelineExecution: [] }), 'answer.pipelineExecution must be a structure'],
    ['a member that is missing', answer('codepipeline', 'GetPipeline', { pipeline: { name: 'p', roleArn: 'arn:aws:iam::111122223333:role/r' } }), 'answer.pipeline.stages is required'],
    ['a text that is not like the pattern', answer('codepipeline', 'StartPipelineExecution', { pipelineExecutionId: 'no-uuid' }), 'answer.pipelineExecutionId must be a text like [0-9a-f]{8}'],
    ['another status', { ...build({}), status: 201 }, 'the status must be 200, got 201'],
    ['another content type', { ...build({}), headers: { ...json, 'content-type': 'application/json' } }, 'the content type must be application/x-amz-json-1.1'],
    ['no request id', { ...build({}), headers: { 'content-type': json['content-type'] } }, 'there is no x-amzn-requestid'],
    ['an operation that the service has not', answer('codebuild', 'PaintBuild', {}), 'the service has no such operation'],
    ['nothing in a refusal that the operation declares', refused('GetPipeline', 'PipelineNotFoundException'), undefined],
    ['an error that the operation does not declare', refused('GetPipeline', 'StageNotFoundException'), '(StageNotFoundException): the operation does not declare this error'],
    ['a status that is not the error\'s', refused('GetPipeline', 'PipelineNotFoundException', { status: 404 }), 'the status must be 400, got 404'],
    ['a refusal without a message', refused('GetPipeline', 'PipelineNotFoundException', { body: '{"__type":"PipelineNotFoundException"}' }), 'there is no message'],
    ['a message that the service spells otherwise', answer('codestar-connections', 'GetConnection', { __type: 'ResourceNotFoundException', message: 'm' }, { status: 400, headers: { ...json, 'content-type': 'application/x-amz-json-1.0' } }), 'not under the name of the model'],
    ['a lacking operation that is no 501', refused('GetPipeline', 'SandboxNotImplemented'), 'must have the status 501'],
    ['nothing in a good document', one('<LoadBalancerName>a</LoadBalancerName><CreatedTime>2026-11-25T00:00:00Z</CreatedTime><Type>application</Type>'), undefined],
    ['a time in seconds in a document', one('<CreatedTime>1764000000</CreatedTime>'), 'answer.LoadBalancers[0].CreatedTime must be a time'],
    ['an element of no model', one('<Colour>red</Colour>'), 'answer.LoadBalancers[0].Colour is no member of the model'],
    ['another namespace', balancers('', 'http://example.com'), 'the namespace must be'],
    ['an error of a document that is not declared', answer('elasticloadbalancing', 'DescribeRules', '<ErrorResponse><Error><Code>LoadBalancerNotFound</Code><Message>m</Message></Error></ErrorResponse>', { status: 400, headers: xml }), 'the operation does not declare this error'],
  ])('%s', (_what, given, problem) => {
    expect(answerProblems(given).join('; ')).toEqual(problem === undefined ? '' : expect.stringContaining(problem));
  });
});
