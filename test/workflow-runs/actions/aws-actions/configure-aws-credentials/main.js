/** What the real action says and does for these inputs: https://github.com/aws-actions/configure-aws-credentials, `src/index.ts` and `src/assumeRole.ts` */
const { execFileSync } = require('node:child_process');
const { input, setOutput, exportVariable, setSecret, main, idToken } = require(process.env.WORKFLOW_RUN_TOOLKIT);

main(async () => {
  const region = input('aws-region');
  exportVariable('AWS_DEFAULT_REGION', region);
  exportVariable('AWS_REGION', region);
  const session = ['--role-arn', input('role-to-assume'), '--role-session-name', input('role-session-name'), '--duration-seconds', '3600'];
  const { Credentials: credentials, AssumedRoleUser: user } = input('role-chaining') === 'true' ? chained(session, region) : await byToken(session, region);

  for (const secret of [credentials.SecretAccessKey, credentials.SessionToken]) setSecret(secret);
  exportVariable('AWS_ACCESS_KEY_ID', credentials.AccessKeyId);
  exportVariable('AWS_SECRET_ACCESS_KEY', credentials.SecretAccessKey);
  exportVariable('AWS_SESSION_TOKEN', credentials.SessionToken);
  setOutput('aws-account-id', user.Arn.split(':')[4]);
  console.log(`Authenticated as assumedRoleId ${user.AssumedRoleId}`);
});

async function byToken(session, region) {
  const token = await idToken(input('audience'));
  if (token === undefined) {
    console.log('It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission?');
    throw new Error('Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers');
  }
  setSecret(token);
  return sts('Could not assume role with OIDC', ['assume-role-with-web-identity', ...session, '--web-identity-token', token], region);
}

function chained(session, region) {
  return sts('Could not assume role with user credentials', ['assume-role', ...session], region);
}

function sts(failure, args, region) {
  try {
    return JSON.parse(execFileSync('aws', ['sts', ...args, '--output', 'json'], { encoding: 'utf8', stdio: 'pipe', env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region } }));
  } catch (error) {
    const said = String(error.stderr ?? error.message).trim();
    throw new Error(`${failure}: ${/operation(?: \(.*\))?: (.*)$/s.exec(said)?.[1] ?? said}`);
  }
}
