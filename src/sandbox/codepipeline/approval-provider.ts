import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-json';
import { ActionFailure, ActionOutcome, ActionProvider, ActionRun } from './action-provider';

/** The answer to an approval. */
export interface ApprovalResult {
  readonly status: 'Approved' | 'Rejected';
  readonly summary: string;
}

interface Pending {
  readonly actionName: string;
  readonly answer: (result: ApprovalResult) => void;
}

/**
 * A manual approval: waits until `put-approval-result` answers its token.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export class ApprovalProvider implements ActionProvider {
  readonly name = 'Approval/AWS/Manual';
  private readonly pending = new Map<string, Pending>();
  private readonly answered = new Set<string>();

  /** Answers a waiting approval. */
  answer(token: string, actionName: string, result: ApprovalResult): void {
    const pending = this.pending.get(token);
    if (this.answered.has(token)) {
      throw new AwsError('ApprovalAlreadyCompletedException', `the approval of action '${actionName}' has been answered`);
    }
    if (!pending || pending.actionName !== actionName) {
      throw new AwsError('InvalidApprovalTokenException', `no approval of action '${actionName}' waits for the token ${token}; see get-pipeline-state`);
    }
    this.answered.add(token);
    pending.answer(result);
  }

  async run(run: ActionRun): Promise<ActionOutcome> {
    const token = randomUUID();
    run.action.token = token;
    run.changed();
    const result = await new Promise<ApprovalResult>((resolve, reject) => {
      this.pending.set(token, { actionName: run.action.actionName, answer: resolve });
      run.signal.addEventListener('abort', () => reject(new ActionFailure('Timeout', 'nobody answered the approval in time')), { once: true });
    }).finally(() => {
      this.pending.delete(token);
      run.action.token = undefined;
    });
    if (result.status === 'Rejected') {
      throw new ActionFailure('ApprovalRejected', result.summary || 'the approval was rejected');
    }
    return { summary: result.summary };
  }
}
