import { labelOf } from './catalogue';
import { REFERENCE } from './expression';
import { ResourceReport, StackReport } from './model';

/** The texts of a stack as people say them: what is referred to has a name. */
export class Words {
  protected readonly resources: Map<string, ResourceReport>;

  constructor(readonly stack: StackReport) {
    this.resources = new Map(stack.resources.map((resource) => [resource.id, resource]));
  }

  /** What a person calls the resource. */
  name(id: string): string {
    const resource = this.resources.get(id);
    return resource ? this.plain(labelOf(resource)) : id;
  }

  /** References by name; pseudo parameters by their value where the stack is bound to it, by a short word where not. */
  plain(text: string): string {
    return text
      .replace(REFERENCE, (whole, id: string) => (this.resources.has(id) ? this.name(id) : whole))
      .replace(/\$\{AWS::Region\}/g, this.stack.region ?? 'REGION')
      .replace(/\$\{AWS::AccountId\}/g, this.stack.account ?? 'ACCOUNT')
      .replace(/\$\{AWS::Partition\}/g, 'aws')
      .replace(/\$\{AWS::URLSuffix\}/g, 'amazonaws.com')
      .replace(/\$\{AWS::StackName\}/g, this.stack.name);
  }
}
