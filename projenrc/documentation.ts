import { Component, awscdk } from 'projen';

/** Every example of README and docstrings compiles, inside rosetta/default.ts-fixture. */
export class Documentation extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    // Read by jsii-rosetta and jsii-pacmak; projen has no option for it.
    project.package.addField('jsiiRosetta', { strict: true });
    const rosetta = project.addTask('rosetta', { description: 'Compile every example of README and docstrings' });
    rosetta.exec('jsii-rosetta extract --strict .jsii');
    project.postCompileTask.spawn(rosetta);
    project.gitignore.exclude('.jsii.tabl.json');
    project.npmignore?.exclude('.jsii.tabl.json');
  }
}
