import { App, Tags } from 'aws-cdk-lib';
import { makeStack } from './app';
import { makePipeline } from './pipeline';

/** What somebody may put into a tag, a description or a reason to make a page or a comment do something. */
export const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'onmouseover='alert(1)", '</style><script>alert(1)</script>', '</title><svg onload=alert(1)>',
  '[x](javascript:alert(1))', '`</details>` | cell', '@everyone', '${AWS::Region}<b>', '&lt;script&gt;',
].join(' ');

/** A pipeline with that wherever a user can put text. */
export function hostileApp(): App {
  const stack = makeStack();
  const cicd = makePipeline({ securityScan: { ignore: [{ id: HOSTILE, reason: HOSTILE, expires: '2027-01-31' }] } }, stack);
  Tags.of(stack).add('Hostile', HOSTILE);
  Tags.of(stack).add(HOSTILE.slice(0, 60), 'x');
  cicd.node.addMetadata('aws:cdk:acknowledged-rules', { [HOSTILE]: HOSTILE });
  cicd.node.addMetadata('aws:cdk:warning', HOSTILE);
  return stack.node.root as App;
}
