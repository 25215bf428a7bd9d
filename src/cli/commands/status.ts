import { AwsApi } from '../account/aws-api';
import { chooseAccount } from '../account/choose-account';
import { readStatus } from '../account/pipeline-status';
import { EXIT } from '../errors';
import { StatusOptions } from '../program';
import { Output, writeJson } from '../terminal/output';
import { renderStatus } from '../view/status-lines';

/** `status`: the exit code says that it could be read, not that all is well. */
export async function status(options: StatusOptions, output: Output): Promise<number> {
  const { account, sandbox } = await chooseAccount(options);
  const pipelines = await readStatus(new AwsApi(account), options.pipeline);
  if (options.json) {
    writeJson(output, { version: 1, region: account.region, ...(account.endpoint ? { endpoint: account.endpoint } : {}), pipelines });
    return EXIT.ok;
  }
  const none = sandbox ? 'no pipeline is deployed yet: "npx tap-cicd-pipeline run" does it' : `no pipeline in ${account.region}`;
  output.write(pipelines.length === 0 ? none : pipelines.map((pipeline) => renderStatus(pipeline, output.paint, Date.now()).join('\n')).join('\n\n'));
  return EXIT.ok;
}
