import { awscdk, Component } from 'projen';

const PROGRAM = 'ts-node test/release/main.ts';
const ENV = { TS_NODE_PROJECT: 'test/tsconfig.json', TS_NODE_TRANSPILE_ONLY: 'true' };

/** What would be published, published to a registry on this machine and used from there; a short form is part of `npm test`. */
export class ReleaseChecks extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.addDevDeps('@cyclonedx/cyclonedx-library@10.3.0', 'ajv@^8', 'ajv-formats@3.0.1', 'ajv-formats-draft2019@1.6.1');
    const description = 'Try the whole release against a registry on this machine, and use it on Node 20, 22 and 24';
    project.addTask('release:dry', { description, env: ENV }).exec(PROGRAM, { receiveArgs: true });
    project.testTask.exec(`${PROGRAM} --quick`, { env: ENV });
  }
}
