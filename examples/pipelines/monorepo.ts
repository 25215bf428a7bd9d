import { Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Repo, TapCicdPipeline } from 'tap-cicd-pipeline';

const SERVICES = ['orders', 'invoices'];

/** Two services of one repository: a push starts the pipelines of the folders that it changes. */
export class MonorepoStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    for (const service of SERVICES) this.addDelivery(service);
  }

  private addDelivery(service: string): void {
    const folder = `services/${service}`;
    const suite = (name: string) => ({
      installCommands: [`npm --prefix ${folder} ci`],
      commands: [`npm --prefix ${folder} run test:${name}`],
      junitFiles: `${folder}/reports/${name}/*.xml`,
      coverageFiles: `${folder}/coverage/${name}/cobertura-coverage.xml`,
    });
    new TapCicdPipeline(this, service, {
      environmentSuffix: 'prod',
      // One suffix twice in an account: the application keeps the names apart.
      naming: { application: service },
      repo: Repo.gitHub('acme/shop', {
        connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b2c3d',
        pushFilters: [{ branches: ['main'], filePaths: [`${folder}/**`] }, { tags: [`${service}-v*`] }],
      }),
      dockerBuild: { directory: folder, dockerfile: `${folder}/Dockerfile` },
      unitTests: suite('unit'),
      integrationTests: suite('integration'),
    });
  }
}
