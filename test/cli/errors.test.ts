import { CliError, EXIT, exitCodeOf, renderError } from '../../src/cli/errors';

const error = new CliError('there is no sandbox', 'start one');

test('an error has its fix, and no stack trace', () => {
  expect(renderError(error, { json: false, debug: false })).toBe('error: there is no sandbox\n  fix: start one');
});

test('the stack trace is there for those who ask', () => {
  expect(renderError(error, { json: false, debug: true })).toContain('errors.test.ts');
});

test('a program gets JSON', () => {
  expect(JSON.parse(renderError(error, { json: true, debug: false }))).toEqual({ error: 'there is no sandbox', fix: 'start one', exitCode: EXIT.usage });
});

test.each([[error, 2], [new CliError('refused', 'sign in', EXIT.unexpected), 3], [new Error('no engine'), 3], ['text', 3]])('%s ends with %d', (given, code) => {
  expect(exitCodeOf(given)).toBe(code);
});
