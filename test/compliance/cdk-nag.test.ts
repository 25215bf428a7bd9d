import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NagPack, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { badApp, SCENARIOS } from './scenarios';

const PACKS: Array<[string, (app: App) => NagPack]> = [
  ['AwsSolutions', (app) => new AwsSolutionsChecks(app)],
  ['NIST 800-53 revision 5', (app) => new NIST80053R5Checks(app)],
  ['HIPAA', (app) => new HIPAASecurityChecks(app)],
  ['PCI DSS 3.2.1', (app) => new PCIDSS321Checks(app)],
];

/**
 * Findings as `rule path`. Not as a plugin of the app: on 2.257 the plugin fails inside, and the synthesis goes on as if it had found nothing.
 */
function findings(app: App, pack: (app: App) => NagPack): string[] {
  return pack(app).validateScope(app).violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
}

describe.each(SCENARIOS)('$name', ({ app }) => {
  test.each(PACKS)('has no finding of %s without a reason', (_name, pack) => {
    expect(findings(app(), pack)).toEqual([]);
  });

  test('has a reason of a sentence for each acknowledgement, and a finding', () => {
    const tree = app();
    const found = new Set(withoutAcknowledgements(() => PACKS.flatMap(([, pack]) => findings(tree, pack))));
    const acknowledged = acknowledgements(tree);

    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter(({ reason }) => reason.split(' ').length < 5)).toEqual([]);
    expect(acknowledged.filter(({ path, rule }) => !isFound(found, path, rule)).map(({ path, rule }) => `${rule} ${path}`)).toEqual([]);
  });
});

describe('a bad stack', () => {
  test.each(PACKS)('has findings of %s', (_name, pack) => {
    expect(findings(badApp(), pack)).toEqual(expect.arrayContaining([expect.stringMatching(/S3Bucket|AwsSolutions-S1/)]));
  });

  test('has a finding for each wildcard, also where another one is acknowledged', () => {
    const app = badApp();
    Validations.of(app).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'only this one' });

    expect(findings(app, PACKS[0][1])).toEqual(expect.arrayContaining([expect.stringContaining('AwsSolutions-IAM5[Action::s3:*]')]));
    expect(findings(app, PACKS[0][1])).not.toEqual(expect.arrayContaining([expect.stringContaining('AwsSolutions-IAM5[Resource::*]')]));
  });
});

interface Acknowledgement {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

function acknowledgements(root: IConstruct): Acknowledgement[] {
  return root.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && data)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>).map(([rule, reason]) => ({ path: node.path, rule, reason }))));
}

/** A rule that the standards share counts when one of them asks for it. */
function isFound(found: Set<string>, path: string, rule: string): boolean {
  const name = rule.replace(/^(NIST\.800\.53\.R5|HIPAA\.Security|PCI\.DSS\.321)-/, '-');
  return [...found].some((finding) => finding.includes(`${name} ${path}`));
}

/** What the packs say when they read no acknowledgement. */
function withoutAcknowledgements<T>(run: () => T): T {
  const key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
  const setKey = (value: string) => Object.defineProperty(Validations, 'ACKNOWLEDGED_RULES_METADATA_KEY', { value, configurable: true, writable: true });
  setKey('nothing');
  try {
    return run();
  } finally {
    setKey(key);
  }
}
