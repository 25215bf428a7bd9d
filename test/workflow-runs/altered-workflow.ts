import { parse, stringify } from 'yaml';

interface Step {
  name: string;
  uses?: string;
  with?: Record<string, string>;
}

interface Job {
  needs?: string[];
  if?: string;
  permissions?: Record<string, string>;
  environment?: { name: string };
  steps: Step[];
}

interface WorkflowText {
  jobs: Record<string, Job>;
}

/** Somebody's change of a workflow file. */
export type Alteration = (jobs: Record<string, Job>) => void;

/** The text of a workflow, altered. */
export function altered(...alterations: Alteration[]): (text: string) => string {
  return (text) => {
    const workflow = parse(text) as WorkflowText;
    alterations.forEach((alter) => alter(workflow.jobs));
    return stringify(workflow);
  };
}

/** Deploys whenever it runs, whatever came before: what someone writes who may push a branch, and wants more. */
export const deploysAlways: Alteration = (jobs) => {
  delete jobs.deploy.if;
  jobs.deploy.needs = ['build'];
  jobs.deploy.environment = { name: 'production' };
  delete jobs.diff;
  jobs.notify.needs = jobs.notify.needs?.filter((job) => job !== 'diff');
};

export const diffsAlways: Alteration = ({ diff }) => {
  delete diff.if;
};

/** The step that takes the role of a job. */
export function credentialsStep({ steps }: Job): Step {
  const step = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
  if (!step) throw new Error('the job takes no role');
  return step;
}
