import { Catalogue, labelOf, Resource } from './catalogue';
import { render } from './expression';
import { BesideItem, CostItem, Estimate, MonthlyCost, StageReport } from './model';
import { BESIDE, CAPACITY_UNITS_USED, EXAMPLE_MINUTES, HOURS_A_MONTH, PRICES } from './prices';
import { at, Json, listOf, objectOf } from './template';

/** A month in which nothing is delivered. */
export function monthlyCostOf(catalogue: Catalogue): MonthlyCost {
  const balancers = catalogue.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').filter(({ properties }) => (properties.Type ?? 'application') === 'application');
  const services = catalogue.ofType('AWS::ECS::Service').map((service) => tasksOf(catalogue, service));
  const priced = services.filter(({ hasPrice }) => hasPrice);
  return {
    ...estimate([...balancers.flatMap(balancerItems), ...priced.map(taskItem), ...addressItems(services, balancers), ...keyItems(catalogue)]),
    beside: [...besideOf(catalogue), ...services.filter(({ hasPrice }) => !hasPrice).map(({ name }) => ({ what: `tasks of ${name}: not Fargate on Linux x86, or of unknown size` }))],
  };
}

/** One run, with the minutes of the example. */
export function runCostOf(stages: StageReport[]): Estimate {
  const timed = stages.flatMap(({ name, actions }) => actions.filter(({ category }) => category !== 'Approval').map((action) => ({ ...action, minutes: EXAMPLE_MINUTES[name] ?? 1 })));
  const builds = timed.filter(({ project }) => project !== undefined);
  const small = builds.filter(({ project }) => project?.computeType === 'BUILD_GENERAL1_SMALL');
  const others = builds.length - small.length;
  return estimate([
    item(`${timed.length} actions`, PRICES.pipelineActionMinute, { times: sumOf(timed) }),
    ...(small.length > 0 ? [item(`${small.length} small builds`, PRICES.smallBuildMinute, { times: sumOf(small) })] : []),
    ...(others > 0 ? [{ item: `${others} builds on another compute type`, arithmetic: 'not in the price table', amount: 0, page: PRICES.smallBuildMinute.page }] : []),
  ]);
}

function sumOf(actions: Array<{ readonly minutes: number }>): number {
  return actions.reduce((sum, { minutes }) => sum + minutes, 0);
}

interface Price {
  readonly price: number;
  readonly page: string;
}

function item(name: string, { price, page }: Price, { times, hours }: { readonly times?: number; readonly hours?: number }): CostItem {
  const factors = [hours, times].filter((factor) => factor !== undefined);
  return { item: name, arithmetic: [...factors, price].join(' × '), amount: factors.reduce((product, factor) => product * factor, price), page };
}

function estimate(items: CostItem[]): Estimate {
  return { items, sum: items.reduce((sum, { amount }) => sum + amount, 0) };
}

function balancerItems(balancer: Resource): CostItem[] {
  return [
    item(`load balancer ${labelOf(balancer)}`, PRICES.loadBalancerHour, { hours: HOURS_A_MONTH }),
    item('its capacity units, a tenth used', PRICES.loadBalancerCapacityUnitHour, { hours: HOURS_A_MONTH, times: CAPACITY_UNITS_USED }),
  ];
}

/** What a service runs. */
interface Tasks {
  readonly name: string;
  readonly count: number;
  readonly vcpu: number;
  readonly gigabytes: number;
  readonly hasPublicAddress: boolean;
  readonly hasPrice: boolean;
}

function tasksOf(catalogue: Catalogue, service: Resource): Tasks {
  const definition = catalogue.referredBy(service.properties.TaskDefinition)?.properties;
  const [vcpu, gigabytes] = [Number(definition?.Cpu) / 1024, Number(definition?.Memory) / 1024];
  return {
    name: labelOf(service),
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
    count: Number(service.properties.DesiredCount ?? 1),
    vcpu,
    gigabytes,
    hasPublicAddress: at(service.properties.NetworkConfiguration, 'AwsvpcConfiguration', 'AssignPublicIp') === 'ENABLED',
    hasPrice: service.properties.LaunchType === 'FARGATE' && isLinuxX86(at(definition, 'RuntimePlatform')) && Number.isFinite(vcpu * gigabytes),
  };
}

function isLinuxX86(platform: Json | undefined): boolean {
  const { CpuArchitecture: architecture = 'X86_64', OperatingSystemFamily: system = 'LINUX' } = objectOf(platform);
  return architecture === 'X86_64' && system === 'LINUX';
}

function taskItem({ name, count, vcpu, gigabytes }: Tasks): CostItem {
  const { fargateVcpuHour: cpu, fargateGigabyteHour: memory } = PRICES;
  return {
    item: `${count === 1 ? 'task' : `${count} tasks`} of ${name}`,
    arithmetic: `${HOURS_A_MONTH} × ${count === 1 ? '' : `${count} × `}(${vcpu} × ${cpu.price} + ${gigabytes} × ${memory.price})`,
    amount: HOURS_A_MONTH * count * (vcpu * cpu.price + gigabytes * memory.price),
    page: cpu.page,
  };
}

/** An internet-facing load balancer has an address in each of its zones, at least. */
function addressItems(services: Tasks[], balancers: Resource[]): CostItem[] {
  const ofTasks = services.filter(({ hasPublicAddress }) => hasPublicAddress).reduce((sum, { count }) => sum + count, 0);
  const ofBalancers = balancers.filter(({ properties }) => properties.Scheme === 'internet-facing').reduce((sum, { properties }) => sum + listOf(properties.Subnets).length, 0);
  const count = ofTasks + ofBalancers;
  return count === 0 ? [] : [item(`public addresses: ${ofTasks} of tasks, ${ofBalancers} of load balancers`, PRICES.publicAddressHour, { hours: HOURS_A_MONTH, times: count })];
}

function keyItems(catalogue: Catalogue): CostItem[] {
  return catalogue.ofType('AWS::KMS::Key').map((key) => ({ item: `key ${labelOf(key)}, first year`, arithmetic: String(PRICES.keyMonth.price), amount: PRICES.keyMonth.price, page: PRICES.keyMonth.page }));
}

function besideOf(catalogue: Catalogue): BesideItem[] {
  const byType = Object.entries(BESIDE).flatMap(([type, entry]) => {
    const count = catalogue.ofType(type).length;
    return entry === undefined || count === 0 ? [] : [{ what: `${entry.what} (${count})`, page: entry.page }];
  });
  const insights = catalogue.ofType('AWS::ECS::Cluster').filter(({ properties }) => /Name: containerInsights, Value: (enabled|enhanced)/.test(render(properties.ClusterSettings)));
  return [...byType, ...insights.map((cluster) => ({ what: `Container Insights of ${labelOf(cluster)}`, page: 'https://aws.amazon.com/cloudwatch/pricing/' }))];
}
