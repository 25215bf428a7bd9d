import { HEADING, Row, summary, tableLine } from './table';

const JAVA: Row = { language: 'java', packaged: 'yes', compiled: 'yes', tested: 'yes', synthesised: 'yes', differences: '0', seconds: '41', result: 'ok' };

describe('the table of languages', () => {
  test('has each figure below its heading', () => {
    const heading = tableLine(HEADING);
    expect(tableLine(JAVA).indexOf('41')).toBe(heading.indexOf('seconds'));
    expect(tableLine(JAVA).indexOf('ok')).toBe(heading.indexOf('result'));
  });

  test('a language that was skipped has not passed', () => {
    expect(summary([JAVA, { ...JAVA, result: 'SKIPPED' }, { ...JAVA, result: 'FAIL' }])).toBe('1 passed, 1 failed, 1 skipped');
  });
});
