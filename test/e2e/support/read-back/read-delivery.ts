import { Json } from './json';
import { Reading, tagList } from './reading';

/** The pipeline, what it runs and what it deploys to: how each type is read, in the template's own words. */
export const DELIVERY: { readonly [type: string]: Reading } = {
  'AWS::CodeConnections::Connection': async (api, { physicalId }) =>
    (await api.read('codeconnections', 'get-connection', '--connection-arn', physicalId)).Connection,
  'AWS::CodePipeline::Pipeline': async (api, { physicalId }) => {
    const { pipeline, metadata } = await api.read<{ pipeline: Json; metadata: Json }>('codepipeline', 'get-pipeline', '--name', physicalId);
    const { tags } = await api.read('codepipeline', 'list-tags-for-resource', '--resource-arn', String(metadata.pipelineArn));
    return { ...pipeline, Tags: tagList(tags) };
  },
  'AWS::CodeBuild::Project': (api, { physicalId }) => api.first('projects', 'codebuild', 'batch-get-projects', '--names', physicalId),
  'AWS::CodeBuild::ReportGroup': (api, { physicalId }) => api.first('reportGroups', 'codebuild', 'batch-get-report-groups', '--report-group-arns', physicalId),
  'AWS::CodeStarNotifications::NotificationRule': async (api, { physicalId }) => {
    const rule = await api.read('codestar-notifications', 'describe-notification-rule', '--arn', physicalId);
    return { ...rule, EventTypeIds: (rule.EventTypes as Json[]).map(({ EventTypeId }) => EventTypeId) };
  },
  'AWS::ECS::Cluster': async (api, { physicalId }) => {
    const cluster = await api.first('clusters', 'ecs', 'describe-clusters', '--clusters', physicalId, '--include', 'SETTINGS', 'TAGS');
    return { ...cluster, ClusterSettings: cluster.settings };
  },
  'AWS::ECS::TaskDefinition': async (api, { physicalId }) => {
    const { taskDefinition, tags } = await api.read<{ taskDefinition: Json; tags: unknown }>('ecs', 'describe-task-definition', '--task-definition', physicalId, '--include', 'TAGS');
    return { ...taskDefinition, Tags: tagList(tags) };
  },
  'AWS::ECS::Service': async (api, { properties }) => {
    const service = await api.first('services', 'ecs', 'describe-services', '--cluster', String(properties.Cluster), '--services', String(properties.ServiceName), '--include', 'TAGS');
    return { ...service, Cluster: String(service.clusterArn).split('/').pop() };
  },
};
