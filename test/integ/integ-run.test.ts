import { verdictOf } from '../../integ/support/integ-run';
import { toLines } from '../../integ/support/table';

const PASSED = ['Running test /x/integ.oauth.ts in us-east-1', '  SUCCESS    integ.oauth-OAuth/DefaultTest 99.1s', '       ', 'Test Results: ', '', 'Tests:    1 passed, 1 total'];
const FAILED = [
  'Running test /x/integ.oauth.ts in us-east-1', '  ASSERT     integ.oauth-OAuth/DefaultTest (undefined/us-east-1) 110.9s', '      AssertionResultsAwsApiCall1 - success',
  '      AssertionResultsAwsApiCall2', '!! Expected Suspended but received Enabled', '', 'Test Results: ', '', 'Tests:    1 failed, 1 total', 'Error: Some integration tests failed!',
];

describe('what integ-runner says of a test', () => {
  test('a test that succeeded has passed, also where its snapshot was of another template', () => {
    expect(verdictOf([...PASSED, 'Error: Some changes were destructive!'].join('\n'))).toEqual({ passed: true, reasons: [] });
  });

  test('fails when an assertion did, with what it said of that one', () => {
    expect(verdictOf(FAILED.join('\n'))).toEqual({
      passed: false, reasons: ['ASSERT     integ.oauth-OAuth/DefaultTest (undefined/us-east-1) 110.9s', 'AssertionResultsAwsApiCall2', '!! Expected Suspended but received Enabled'],
    });
  });

  test('fails when it came to no end', () => {
    const lines = ['  FAILED     integ.oauth-OAuth/DefaultTest (undefined/us-east-1) 8s', '      Command exited with status 1', 'Test Results: '];
    expect(verdictOf(lines.join('\n'))).toMatchObject({ passed: false, reasons: [expect.stringContaining('FAILED'), 'Command exited with status 1'] });
  });

  test('fails when one of several did', () => {
    expect(verdictOf([...PASSED, ...FAILED].join('\n')).passed).toBe(false);
  });

  test('fails when nothing was said of any test, with the last lines', () => {
    expect(verdictOf('Tests:    0 passed, 0 total\nSyntaxError: unexpected\n')).toEqual({ passed: false, reasons: ['Tests:    0 passed, 0 total', 'SyntaxError: unexpected'] });
  });
});

test('the table has a line for each test, and below a failed one its reasons', () => {
  const rows = [{ file: 'integ.default.ts', passed: true, seconds: 99.6, reasons: [] }, { file: 'integ.oauth.ts', passed: false, seconds: 8, reasons: ['no token'] }];
  expect(toLines(rows)).toEqual([
    'file              result  seconds',
    'integ.default.ts  ok          100',
    'integ.oauth.ts    FAIL          8',
    '    no token',
  ]);
});
