import { Component, awscdk } from 'projen';

export interface ProjectTasksOptions {
  readonly cdkVersion: string;
}

/** The commands of README and CONTRIBUTING. */
export class ProjectTasks extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary, _options: ProjectTasksOptions) {
    super(project);
    const cli = (name: string, description: string, command: string) => {
      const task = project.addTask(name, { description });
      // Its pre-step bundles the programs; the example imports the compiled package.
      task.spawn(project.preCompileTask);
      task.spawn(project.compileTask);
      task.exec(`node assets/cli/index.js ${command}`, { receiveArgs: true });
    };
    cli('demo', 'Deploy the example into the sandbox and run its pipeline to the end', 'demo');
    cli('sandbox:up', 'Start the sandbox', 'sandbox up');
    cli('sandbox:down', 'Stop the sandbox and remove what it made', 'sandbox down');
  }
}
