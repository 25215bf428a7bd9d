import { awscdk, Component, YamlFile } from 'projen';

/** What a pull request is asked; `CONTRIBUTING.md` has the reasons. */
export const PULL_REQUEST = [
  '<!-- The title becomes the commit: `feat(stages): ...`, `fix(sandbox): ...`, `docs: ...` -->',
  '',
  '## Why',
  '',
  'Fixes #',
  '',
  '## What changes for users',
  '',
  '<!-- props, names, permissions, cost; or: nothing -->',
  '',
  '## Checked',
  '',
  '- [ ] a test that fails without the change',
  '- [ ] `npm test`, or what of it could not run here',
  '- [ ] `npx projen` leaves the tree clean, `npm run docgen` where a docstring changed',
  '- [ ] a new message stands in `docs/troubleshooting.md`, a change of IAM in `docs/iam.md`',
];

interface Question {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly kind?: 'textarea' | 'input';
  readonly optional?: boolean;
}

const BUG: Question[] = [
  { id: 'what', label: 'What happens', description: 'The message as it is, with the construct path or the lines of the log around it. No tokens, no account numbers.' },
  { id: 'expected', label: 'What should happen', description: 'One sentence.' },
  { id: 'code', label: 'The smallest code that shows it', description: 'The props of the construct. Best is a stack that fails in `npm run demo` or in a unit test.' },
  { id: 'where', label: 'Where', description: 'Synthesis, sandbox, or a real AWS account and its region.', kind: 'input' },
  { id: 'versions', label: 'Versions', description: 'tap-cicd-pipeline, aws-cdk-lib, the CDK CLI, Node.', kind: 'input' },
];

const FEATURE: Question[] = [
  { id: 'task', label: 'What you want to do', description: 'The task, not the solution: what is delivered, where to, under which rules.' },
  { id: 'today', label: 'How you do it today', description: 'With this package or another one; what is in the way.' },
  { id: 'api', label: 'How it might look', description: 'A prop, a method, a line of code.', optional: true },
];

/** How people tell of bugs and wishes: forms, so that what is needed is asked once. `SECURITY.md` and `CODE_OF_CONDUCT.md` are written by hand. */
export class Community extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const template = (name: string, obj: unknown) => new YamlFile(project, `.github/ISSUE_TEMPLATE/${name}.yml`, { obj });
    template('bug', form('Bug', 'Something does not do what it says', 'bug', BUG));
    template('feature', form('Feature', 'Something is missing', 'enhancement', FEATURE));
    template('config', { blank_issues_enabled: false, contact_links: [QUESTION, MESSAGE, SECURITY] });
    project.npmignore?.exclude('/SECURITY.md', '/CODE_OF_CONDUCT.md');
  }
}

const REPOSITORY = 'https://github.com/tap-cicd-pipeline/tap-cicd-pipeline';

const QUESTION = {
  name: 'A question',
  url: `${REPOSITORY}/discussions`,
  about: 'How to do something, or whether this is the right tool for it.',
};

const MESSAGE = {
  name: 'A message that you do not understand',
  url: `${REPOSITORY}/blob/main/docs/troubleshooting.md`,
  about: 'Each message of the package, with its cause and its cure.',
};

const SECURITY = {
  name: 'A vulnerability',
  url: `${REPOSITORY}/security/advisories/new`,
  about: 'Please tell it in private; SECURITY.md says how.',
};

/** @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
function form(name: string, description: string, label: string, questions: Question[]): unknown {
  return {
    name,
    description,
    labels: [label],
    body: questions.map(({ id, kind = 'textarea', optional = false, ...attributes }) => ({ type: kind, id, attributes, validations: { required: !optional } })),
  };
}
