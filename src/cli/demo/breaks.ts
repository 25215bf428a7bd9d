import { ScanAnswer } from './findings';

/** A change of one file of the application. */
export interface FileEdit {
  readonly file: string;
  readonly anchor: string;
  readonly replacement: string;
}

/** Values for `--context` of the app with the variants of the example's infrastructure. */
export interface Variant {
  readonly [name: string]: string;
}

/** Something that happens around the application, not in it. */
export type DisturbanceName = 'registry closed' | 'tag taken' | 'secret deleted' | 'front killed';

/** A way to break the example, and what must become of it. */
export interface Break {
  /** What is said of it before the push. */
  readonly says: string;
  /** The stage that must fail; without one no execution may start. */
  readonly stage?: string;
  /** What must be shown of the reason. */
  readonly words: readonly RegExp[];
  readonly edit?: FileEdit;
  /** What the registry answers of the scan of the next image. */
  readonly scan?: ScanAnswer;
  /** What is done to the sandbox meanwhile, and undone afterwards. */
  readonly disturbance?: DisturbanceName;
  /** @default - the branch that the pipeline listens to */
  readonly branch?: string;
  /** Infrastructure that the break needs, or without which it takes long. */
  readonly variant?: Variant;
  /**
   * What requests may be answered with meanwhile.
   *
   * @default - no request may fail
   */
  readonly loses?: RegExp;
  /** Requests fail meanwhile, since the load balancer goes down with what is broken. */
  readonly interrupts?: boolean;
  /** What must succeed afterwards: a new start of the same commit, or the delivery of another one. */
  readonly afterwards?: 'start again' | 'push again';
}

/** The breaks by name, as `--break NAME` takes them. */
export const BREAKS: { readonly [name: string]: Break } = {
  'unit': {
    stage: 'Test',
    says: 'an order line forgets its quantity: a unit test fails',
    words: [/costs quantity times unit price, summed over its lines/],
    edit: { file: 'src/orders.js', anchor: 'line.quantity * line.unitPrice', replacement: 'line.unitPrice' },
  },
  'integration': {
    stage: 'Test',
    says: 'answers do not say that they are JSON: the unit tests pass, an integration test fails',
    words: [/✔ Test \/ Unit +succeeded/, /answers a broken order with 422 in JSON/],
    edit: { file: 'src/service.js', anchor: "'content-type': 'application/json'", replacement: "'content-type': 'text/plain'" },
  },
  'timeout': {
    stage: 'Test',
    says: 'a unit test waits for what never comes: CodeBuild ends it after five minutes, its shortest timeout',
    words: [/Build terminated with state: TIMED_OUT/],
    edit: {
      file: 'test/unit/log.test.js',
      anchor: "import { lineOf } from '../../src/log.js';",
      replacement: "import { lineOf } from '../../src/log.js';\n\nawait new Promise((resolve) => setTimeout(resolve, 3_600_000));",
    },
    variant: { unitMinutes: '5' },
  },
  'dockerfile': {
    stage: 'Build',
    says: 'a line of the Dockerfile is misspelt',
    words: [/unknown instruction: COPPY/],
    edit: { file: 'Dockerfile', anchor: 'COPY src ./src', replacement: 'COPPY src ./src' },
  },
  'immutable': {
    stage: 'Build',
    says: 'another image has the tag of the commit already',
    words: [/tag [0-9a-f]{40} of \S+ names another image: sha256:[0-9a-f]{64}, built from [0-9a-f]{40}\. Tags are immutable/],
    disturbance: 'tag taken',
  },
  'registry-down': {
    stage: 'Build',
    says: 'the registry takes no image',
    words: [/exit status 1/, /the sandbox's registry is closed for|503 Service Unavailable/],
    disturbance: 'registry closed',
  },
  'secret-missing': {
    stage: 'Test',
    says: 'the secret that the integration suite needs is not there',
    words: [/Phase: DOWNLOAD_SOURCE, Code: Secrets Manager Error, Message: ResourceNotFoundException: Secrets Manager can't find the specified secret/],
    disturbance: 'secret deleted',
    variant: { secret: 'yes' },
  },
  'finding': {
    stage: 'SecurityScan',
    says: 'the registry reports a critical finding (simulated)',
    words: [/CRITICAL +CVE-2026-00001 .*fails/],
    scan: [{ name: 'CVE-2026-00001', severity: 'CRITICAL', description: 'simulated: remote code execution in a base library' }],
  },
  'expired-ignore': {
    stage: 'SecurityScan',
    says: 'the registry reports a high finding (simulated) that was ignored until 2025-01-31',
    words: [/HIGH +CVE-2024-00002 .*fails: the ignore entry expired on 2025-01-31/],
    scan: [{ name: 'CVE-2024-00002', severity: 'HIGH', description: 'simulated: a denial of service that was lived with for a time' }],
    variant: { ignored: 'CVE-2024-00002', ignoredUntil: '2025-01-31' },
  },
  'scan-pending': {
    stage: 'SecurityScan',
    says: 'the scan never ends (simulated)',
    words: [/SCAN GATE FAILED CLOSED/, /the scan's status is IN_PROGRESS, still after 15 seconds/],
    scan: { status: 'IN_PROGRESS' },
    variant: { scanSeconds: '15' },
  },
  'scan-unsupported': {
    stage: 'SecurityScan',
    says: 'the registry cannot scan this kind of image (simulated)',
    words: [/SCAN GATE FAILED CLOSED/, /the scan's status is UNSUPPORTED_IMAGE .*the registry cannot scan this kind of image/],
    scan: { status: 'UNSUPPORTED_IMAGE', description: 'The operating system and/or package manager are not supported.' },
  },
  'smoke': {
    stage: 'Deploy',
    says: 'the container is healthy and answers its smoke test with an error',
    words: [/the smoke test failed: GET \S+\/orders should answer 200, last got 500/, /service \S+ is on \S+ again/],
    edit: {
      file: 'src/routes.js',
      anchor: 'GET: () => ok({ orders: orders.list() }),',
      replacement: "GET: () => (process.env.NODE_ENV === 'production' ? { status: 500, body: { orders: null } } : ok({ orders: orders.list() })),",
    },
    variant: { smokePath: '/orders', smokeSeconds: '10' },
  },
  'exit': {
    stage: 'Deploy',
    says: 'the container dies after five seconds',
    words: [/exit code 1\b/, /the order database cannot be reached, giving up/],
    // A container that dies takes the requests with it that it had.
    loses: /^502 /,
    edit: {
      file: 'src/main.js',
      anchor: "process.on('SIGTERM', stop);",
      replacement: `if (process.env.NODE_ENV === 'production') {
  setTimeout(() => {
    log('error', 'the order database cannot be reached, giving up');
    process.exit(1);
  }, 5000);
}

process.on('SIGTERM', stop);`,
    },
  },
  'unhealthy': {
    stage: 'Deploy',
    says: 'the container never gets healthy',
    words: [/failed ELB health checks in \(target-group arn:aws:elasticloadbalancing:[^)]*cicd-tg-/],
    edit: {
      file: 'src/routes.js',
      anchor: "GET: () => ok({ status: 'ok' }),",
      replacement: "GET: () => (process.env.NODE_ENV === 'production' ? { status: 503, body: { status: 'unavailable' } } : ok({ status: 'ok' })),",
    },
    // One such task is enough to see: each takes the grace period of a minute.
    variant: { maxStoppedTasks: '1' },
  },
  'filter': {
    says: 'the push is to a branch that the pipeline does not listen to: nothing starts',
    words: [],
    branch: 'feature/not-delivered',
    afterwards: 'push again',
  },
  'engine-killed': {
    stage: 'Build',
    says: "the sandbox's own engine is killed while the image is built, and started again",
    words: [/the sandbox was stopped/],
    // Behind the commit's variable, so that no layer of an earlier try is taken.
    edit: { file: 'Dockerfile', anchor: 'ENV COMMIT_ID=${COMMIT_ID}', replacement: 'RUN sleep 10\nENV COMMIT_ID=${COMMIT_ID}' },
    disturbance: 'front killed',
    interrupts: true,
    afterwards: 'start again',
  },
};

/** The text with the anchor replaced; an anchor that is not there exactly once is an error. */
export function replaceOnce(text: string, anchor: string, replacement: string): string {
  const parts = text.split(anchor);
  if (parts.length !== 2) throw new Error(`expected ${JSON.stringify(anchor)} exactly once, found it ${parts.length - 1} times`);
  return parts.join(replacement);
}
