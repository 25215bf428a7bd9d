import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lineOf } from '../../src/log.js';

it('a log line is one JSON object, whatever the message holds', () => {
  const line = lineOf('info', 'two\nlines', { status: 200 }, new Date(0));
  assert.equal(line, '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"two\\nlines","status":200}');
});
