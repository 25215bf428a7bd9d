import { SandboxPart } from '../part';
import { BuildEngine } from './build-engine';
import { buildProgress } from './build-progress';
import { BuildWishes } from './model';
import { ProjectProvisioner, ReportGroupProvisioner } from './provisioner';
import { codeBuildService } from './service';

/** CodeBuild behind the front. */
export function createCodeBuildPart(engine: BuildEngine): SandboxPart {
  return {
    name: 'codebuild',
    services: [codeBuildService(engine)],
    provisioners: [new ProjectProvisioner(engine), new ReportGroupProvisioner(engine)],
    controls: {
      'POST /_sandbox/build-wishes': async ({ body }) => {
        const { source, ...wishes } = JSON.parse(body) as BuildWishes & { source: string };
        engine.wish(source, wishes);
        return {};
      },
      'GET /_sandbox/build-progress': async ({ url }) => ({ ...buildProgress(engine, url.searchParams.get('id') ?? '') }),
    },
    start: async () => engine.aws.start(),
    stop: async () => {
      await engine.stopAll();
      engine.aws.stop();
    },
    status: () => ({
      projects: engine.projects().map(({ name }) => name),
      running: engine.allBuilds().filter(({ buildComplete }) => !buildComplete).map(({ id }) => id),
    }),
  };
}
