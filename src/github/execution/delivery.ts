import { allow, arnOf, ExecutionPlace, ExecutionStatement, madeWithTag, tagged, takesTag } from './statement';

/** Projects, pipeline, webhook, notifications, connection. */
export function deliveryStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [...buildStatements(place), ...pipelineStatements(place), ...notificationStatements(place), ...connectionStatements(place)];
}

function buildStatements(place: ExecutionPlace): ExecutionStatement[] {
  const { names, suites } = place;
  const projects = ['build', ...suites, 'scan', 'deploy'].map((type) => arnOf(place, 'codebuild', `project/${names.of(type)}`));
  const reports = suites.flatMap((suite) => [`${suite}-results`, `${suite}-coverage`]).map((type) => arnOf(place, 'codebuild', `report-group/${names.of(type)}`));
  return [
    allow('Projects', 'codebuild', ['CreateProject', 'UpdateProject', 'DeleteProject', 'BatchGetProjects'], projects),
    allow('ReportGroups', 'codebuild', ['CreateReportGroup', 'UpdateReportGroup', 'DeleteReportGroup', 'BatchGetReportGroups'], reports),
  ];
}

function pipelineStatements(place: ExecutionPlace): ExecutionStatement[] {
  const pipeline = arnOf(place, 'codepipeline', place.names.of('pipeline'));
  const webhook = arnOf(place, 'codepipeline', `webhook:${place.names.of('pipeline')}`);
  return [
    allow('Pipeline', 'codepipeline', ['CreatePipeline', 'UpdatePipeline', 'DeletePipeline', 'GetPipeline', 'GetPipelineState', 'ListTagsForResource'], pipeline),
    // The reference has the webhook as the resource of the list, so the list is asked for with every webhook of the region.
    allow('FindWebhooks', 'codepipeline', ['ListWebhooks'], arnOf(place, 'codepipeline', 'webhook:*')),
    allow('Webhook', 'codepipeline', ['DeleteWebhook', 'RegisterWebhookWithThirdParty', 'DeregisterWebhookWithThirdParty'], webhook),
    allow('PipelineAndWebhook', 'codepipeline', ['PutWebhook', 'TagResource', 'UntagResource'], [pipeline, webhook]),
  ];
}

/** A rule has an id that is made at creation; it is known by the pipeline that it watches. */
function notificationStatements(place: ExecutionPlace): ExecutionStatement[] {
  const rules = arnOf(place, 'codestar-notifications', 'notificationrule/*');
  const watchesPipeline = { StringEquals: { 'codestar-notifications:NotificationsForResource': arnOf(place, 'codepipeline', place.names.of('pipeline')) } };
  return [
    allow('NotificationRules', 'codestar-notifications', ['CreateNotificationRule', 'DescribeNotificationRule', 'UpdateNotificationRule', 'DeleteNotificationRule'], rules, watchesPipeline),
    allow('TagNewNotificationRules', 'codestar-notifications', ['TagResource'], rules, takesTag(place)),
    allow('TagNotificationRules', 'codestar-notifications', ['TagResource', 'UntagResource'], rules, tagged(place)),
  ];
}

/** A connection made in the stack, with the tag; a pipeline may be given any connection, but nothing else may. */
function connectionStatements(place: ExecutionPlace): ExecutionStatement[] {
  const connections = arnOf(place, 'codeconnections', 'connection/*');
  // A connection of before the service's new name keeps the old prefix: https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
  const pass = (sid: string, service: string) => allow(sid, service, ['PassConnection'], arnOf(place, service, 'connection/*'), {
    StringEquals: { [`${service}:PassedToService`]: 'codepipeline.amazonaws.com' },
  });
  return [
    // The action takes no resource: the connection is not there yet.
    allow('MakeConnection', 'codeconnections', ['CreateConnection'], '*', madeWithTag(place)),
    allow('TagNewConnection', 'codeconnections', ['TagResource'], connections, takesTag(place)),
    allow('Connection', 'codeconnections', ['GetConnection', 'DeleteConnection', 'TagResource', 'UntagResource', 'ListTagsForResource'], connections, tagged(place)),
    pass('PassConnection', 'codeconnections'),
    pass('PassOldConnection', 'codestar-connections'),
  ];
}
