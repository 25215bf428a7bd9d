import { SandboxPart } from '../part';
import { BuildEngine } from './build-engine';
import { ProjectProvisioner, ReportGroupProvisioner } from './provisioner';
import { codeBuildService } from './service';

/** CodeBuild behind the front. */
export function createCodeBuildPart(engine: BuildEngine): SandboxPart {
  return {
    name: 'codebuild',
    services: [codeBuildService(engine)],
    provisioners: [new ProjectProvisioner(engine), new ReportGroupProvisioner(engine)],
    stop: async () => engine.stopAll(),
    status: () => ({
      projects: engine.projects().map(({ name }) => name),
      running: engine.allBuilds().filter(({ buildComplete }) => !buildComplete).map(({ id }) => id),
    }),
  };
}
