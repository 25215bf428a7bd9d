import { Construct } from 'constructs';
import { releaseOf } from './action-versions';
import { Json, patched, toYaml } from './rendering-library';
import { workflowDocument } from './workflow-document';
import { headerOf } from './workflow-file';
import { Workflow } from './workflow-model';
import { InvalidPropError } from '../../private/errors';

/**
 * The text of a workflow file.
 *
 * @param owner whose file it is, and where errors are told
 * @param patches JSON texts, each an RFC 6902 document
 */
export function renderWorkflow(workflow: Workflow, owner: Construct, patches: string[] = []): string {
  const document = patches.reduce((before: Json, patch) => applied(owner, before, patch), workflowDocument(workflow));
  return toYaml(document, headerOf(owner.node.path), commentOf);
}

/** Why a job may write: for those who review the file. */
const WRITE_REASONS: { readonly [scope: string]: string } = {
  'id-token': 'is exchanged for credentials of a role, or for a signature: nothing is stored',
  'pull-requests': 'the comment with the diff',
  'attestations': 'the statement of provenance',
};

/** Beside an action its release, beside a right to write its reason. */
export function commentOf(key: string, value: string): string | undefined {
  if (key === 'uses') return releaseOf(value);
  return value === 'write' ? WRITE_REASONS[key] : undefined;
}

function applied(owner: Construct, document: Json, patch: string): Json {
  try {
    return patched(document, JSON.parse(patch));
  } catch (error) {
    throw new InvalidPropError(owner, { prop: 'patches', rule: `must be JSON Patches that fit the workflow (${(error as Error).message})`, value: patch, fix: 'see RFC 6902, and compare with the file without patches' });
  }
}
