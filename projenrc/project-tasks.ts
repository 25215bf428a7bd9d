import { awscdk, Component, Task } from 'projen';

/** The commands of README and CONTRIBUTING. */
export class ProjectTasks extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
    this.addCliTask('demo', 'Deploy the example into the sandbox and run its pipeline to the end', [library.preCompileTask, library.compileTask]);
    this.addCliTask('sandbox:up', 'Start the sandbox', [library.preCompileTask]);
    this.addCliTask('sandbox:down', 'Stop the sandbox and remove what it made', [library.preCompileTask]);
  }

  /** Everything that must be green, in the order in which it is quick to fail. */
  override preSynthesize(): void {
    const { testTask, preCompileTask, compileTask } = this.library;
    testTask.prependSpawn(compileTask);
    testTask.prependSpawn(preCompileTask);
    for (const name of ['integ:snapshot', 'test:e2e']) {
      const task = this.library.tasks.tryFind(name);
      if (task) testTask.spawn(task);
    }
  }

  /** @param before what the command needs: the bundled program, and for the example the compiled package */
  private addCliTask(name: string, description: string, before: Task[]): void {
    const task = this.library.addTask(name, { description });
    before.forEach((step) => task.spawn(step));
    task.exec(`node assets/cli/index.js ${name.replace(':', ' ')}`, { receiveArgs: true });
  }
}
