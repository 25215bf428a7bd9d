export { BuildEngine, RunningBuild } from './build-engine';
export { ProjectProvisioner, ReportGroupProvisioner } from './provisioner';
export { codeBuildService } from './service';
