import { XMLParser } from 'fast-xml-parser';
import { JsonObject } from '../aws-json';

/** Counts of a test report, as the API has them. */
export interface TestSummary {
  readonly total: number;
  readonly statusCounts: Record<'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN', number>;
  readonly durationInNanoSeconds: number;
}

/** One test case, as the API has it. */
export interface TestCase {
  readonly name: string;
  readonly prefix: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED';
  readonly message: string;
  readonly durationInNanoSeconds: number;
}

/** Coverage figures, as the API has them. */
export interface CoverageSummary {
  readonly lineCoveragePercentage: number;
  readonly linesCovered: number;
  readonly linesMissed: number;
  readonly branchCoveragePercentage: number;
  readonly branchesCovered: number;
  readonly branchesMissed: number;
}

const NANOSECONDS = 1e9;
const NAMED_FAILURES = 10;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testsuite' || name === 'testcase',
  processEntities: true,
  // Numeric entities as well: a line break in a message is &#10;.
  htmlEntities: true,
});

/** The test cases of a JUnit file; suites may be nested. A file that is not JUnit is an error. */
export function junitCases(xml: string): TestCase[] {
  const document = parser.parse(xml) as JsonObject;
  const root = document.testsuites ?? document;
  const suites = (root as JsonObject).testsuite;
  if (document.testsuites === undefined && suites === undefined) {
    throw new Error(`not a JUnit report: there is no <testsuites> or <testsuite>, it begins with ${JSON.stringify(xml.slice(0, 60))}`);
  }
  return Array.isArray(suites) ? suites.flatMap(suiteCases) : [];
}

/** Counts the cases. */
export function summarise(cases: TestCase[]): TestSummary {
  const count = (status: string): number => cases.filter((test) => test.status === status).length;
  return {
    total: cases.length,
    statusCounts: { SUCCEEDED: count('SUCCEEDED'), FAILED: count('FAILED'), ERROR: count('ERROR'), SKIPPED: count('SKIPPED'), UNKNOWN: 0 },
    durationInNanoSeconds: cases.reduce((sum, test) => sum + test.durationInNanoSeconds, 0),
  };
}

/** A line for each of the first failed tests, since what comes after them in a log, a coverage table for example, may hide them. */
export function failureLines(cases: TestCase[]): string[] {
  const failed = cases.filter(({ status }) => status === 'FAILED' || status === 'ERROR').slice(0, NAMED_FAILURES);
  return failed.map(({ name, message }) => `  failed: ${name}${message ? ` (${message.trim().split('\n')[0]})` : ''}`);
}

/** The figures of a Cobertura file's root element. */
export function coberturaSummary(xml: string): CoverageSummary {
  const coverage = (parser.parse(xml) as JsonObject).coverage as JsonObject | undefined;
  if (coverage === undefined) {
    throw new Error(`not a Cobertura report: there is no <coverage>, it begins with ${JSON.stringify(xml.slice(0, 60))}`);
  }
  const figure = (name: string): number => Number(coverage[name] ?? 0);
  return {
    lineCoveragePercentage: figure('line-rate') * 100,
    linesCovered: figure('lines-covered'),
    linesMissed: figure('lines-valid') - figure('lines-covered'),
    branchCoveragePercentage: figure('branch-rate') * 100,
    branchesCovered: figure('branches-covered'),
    branchesMissed: figure('branches-valid') - figure('branches-covered'),
  };
}

function suiteCases(suite: unknown): TestCase[] {
  const { testcase, testsuite } = (suite ?? {}) as JsonObject;
  const own = Array.isArray(testcase) ? testcase.map((test) => testCase((test ?? {}) as JsonObject)) : [];
  return [...own, ...(Array.isArray(testsuite) ? testsuite.flatMap(suiteCases) : [])];
}

function testCase(test: JsonObject): TestCase {
  const outcome = (['error', 'failure', 'skipped'] as const).find((name) => test[name] !== undefined);
  const status = { error: 'ERROR', failure: 'FAILED', skipped: 'SKIPPED' } as const;
  return {
    name: String(test.name ?? ''),
    prefix: String(test.classname ?? ''),
    status: outcome ? status[outcome] : 'SUCCEEDED',
    message: outcome ? messageOf(test[outcome]) : '',
    durationInNanoSeconds: Math.round(Number(test.time ?? 0) * NANOSECONDS),
  };
}

function messageOf(detail: unknown): string {
  const first = Array.isArray(detail) ? detail[0] : detail;
  if (first === null || typeof first !== 'object') {
    return String(first ?? '');
  }
  const { message } = first as JsonObject;
  return String(message ?? (first as JsonObject)['#text'] ?? '');
}
