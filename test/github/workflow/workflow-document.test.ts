import { parse } from 'yaml';
import { WorkflowStep } from '../../../src/github/toolchains/toolchain';
import { ACTION_VERSIONS, pinned, releaseOf } from '../../../src/github/workflow/action-versions';
import { ciCdWorkflow } from '../../../src/github/workflow/ci-cd-workflow';
import { commentOf } from '../../../src/github/workflow/render-workflow';
import { patched, toYaml } from '../../../src/github/workflow/rendering-library';
import { workflowDocument } from '../../../src/github/workflow/workflow-document';
import { SETTINGS } from '../support/workflows';

const withScan = (step: WorkflowStep) => workflowDocument(ciCdWorkflow({ ...SETTINGS, toolchain: { ...SETTINGS.toolchain, scan: [step] } }));

describe('an action', () => {
  test('is pinned by the table', () => expect(pinned('actions/checkout')).toBe(`actions/checkout@${ACTION_VERSIONS['actions/checkout'].sha}`));
  test('may be pinned already', () => expect(pinned(`acme/scan/sub@${'a'.repeat(40)}`)).toBe(`acme/scan/sub@${'a'.repeat(40)}`));

  test.each(['acme/scan', 'acme/scan@v1', 'acme/scan@main', `acme/scan@${'a'.repeat(39)}`, './local'])('fails when it is %s: nobody knows what it will be', (action) => {
    expect(() => pinned(action)).toThrow(`action "${action}" must be one of actions/attest-build-provenance, `);
  });

  test('has its release beside it, when it is of the table', () => {
    expect(releaseOf(pinned('actions/checkout'))).toBe(ACTION_VERSIONS['actions/checkout'].version);
    expect(releaseOf(`actions/checkout@${'a'.repeat(40)}`)).toBeUndefined();
    expect(releaseOf(`acme/scan@${'a'.repeat(40)}`)).toBeUndefined();
  });
});

describe('a step', () => {
  test('fails when an expression stands in its script', () => {
    expect(() => withScan({ name: 'Scan', run: 'echo ${{ github.head_ref }}' })).toThrow('step "Scan" must have no expression in \'run\', where it would be pasted into the script: hand it over in \'env\'');
  });

  test.each<[string, WorkflowStep]>([
    ['has neither action nor script', { name: 'Scan' }],
    ['has both', { name: 'Scan', run: 'true', uses: 'actions/checkout' }],
  ])('fails when it %s', (_what, step) => {
    expect(() => withScan(step)).toThrow('step "Scan" must have either \'uses\' or \'run\'');
  });

  test('fails when its action is not pinned', () => expect(() => withScan({ name: 'Scan', uses: 'acme/scan@v1' })).toThrow('pinned to a full commit'));
});

describe('the text', () => {
  const text = toYaml(workflowDocument(ciCdWorkflow(SETTINGS)), 'one\ntwo', commentOf);

  test('begins with the header', () => expect(text).toMatch(/^# one\n# two\n\nname: ci-cd\n/));
  test('has the release of each action beside its commit', () => expect(text).toContain('actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n'));
  test('has a reason beside each right to write', () => expect(text.match(/: write.*/g)?.filter((line) => !line.startsWith(': write # '))).toEqual([]));
  test('has no anchors, which GitHub does not show', () => expect(text).not.toMatch(/: [&*]a\d/));
  test('is read back as what was written', () => expect(parse(text)).toEqual(workflowDocument(ciCdWorkflow(SETTINGS))));
});

describe('a patch', () => {
  test('changes a copy', () => {
    const before = { jobs: { build: { steps: ['a'] } } };
    const after = patched(before, [{ op: 'add', path: '/jobs/build/steps/-', value: 'b' }, { op: 'replace', path: '/jobs/build/steps/0', value: 'c' }]);
    expect(after).toEqual({ jobs: { build: { steps: ['c', 'b'] } } });
    expect(before).toEqual({ jobs: { build: { steps: ['a'] } } });
  });

  test('fails when its path does not exist', () => expect(() => patched({ jobs: {} }, [{ op: 'remove', path: '/jobs/deploy' }])).toThrow('/jobs/deploy'));
});
