import { aws_s3 as s3, aws_secretsmanager as secretsmanager, Duration, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

/** Four suites side by side, in two languages, each with rights of its own. */
export class SuitesStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const cicd = new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: 'prod',
      repo: Repo.gitHub('acme/orders', { connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d' }),
      integrationTests: { timeout: Duration.minutes(45) },
    });

    const contract = cicd.addTestSuite('contract', {
      installCommands: ['pip install --no-deps --require-hashes -r requirements.txt'],
      // Results and coverage must both be there, or the suite fails.
      commands: ['pytest tests/contract --junitxml reports/contract/junit.xml --cov --cov-report xml:coverage/contract/cobertura-coverage.xml'],
    });
    s3.Bucket.fromBucketName(this, 'Contracts', 'acme-contracts').grantRead(contract.role);

    // The value is read by the suite itself: a variable of the project would be plain text.
    const database = cicd.addTestSuite('database', {
      commands: ['DATABASE_PASSWORD=$(aws secretsmanager get-secret-value --secret-id orders/test-database --query SecretString --output text) npm run test:database'],
    });
    secretsmanager.Secret.fromSecretNameV2(this, 'TestDatabase', 'orders/test-database').grantRead(database.role);
  }
}
