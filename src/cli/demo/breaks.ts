/** A way to break the example, and what must become of it. */
export interface Break {
  /** The stage that must fail. */
  readonly stage: string;
  /** What is said of it before the push. */
  readonly says: string;
  /** A change of one file of the application. */
  readonly edit?: { readonly file: string; readonly anchor: string; readonly replacement: string };
  /** Findings that the registry reports of the next image. */
  readonly findings?: ReadonlyArray<{ readonly name: string; readonly severity: string; readonly description: string }>;
}

/** The breaks by name, as `--break NAME` takes them. */
export const BREAKS: { readonly [name: string]: Break } = {
  unit: {
    stage: 'Test',
    says: 'an order line forgets its quantity: a unit test fails',
    edit: { file: 'src/orders.js', anchor: 'line.quantity * line.unitPrice', replacement: 'line.unitPrice' },
  },
  finding: {
    stage: 'SecurityScan',
    says: 'the registry reports a critical finding (simulated)',
    findings: [{ name: 'CVE-2026-00001', severity: 'CRITICAL', description: 'simulated: remote code execution in a base library' }],
  },
  exit: {
    stage: 'Deploy',
    says: 'the container dies after five seconds',
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
  unhealthy: {
    stage: 'Deploy',
    says: 'the container never gets healthy',
    edit: {
      file: 'src/routes.js',
      anchor: "GET: () => ok({ status: 'ok' }),",
      replacement: "GET: () => (process.env.NODE_ENV === 'production' ? { status: 503, body: { status: 'unavailable' } } : ok({ status: 'ok' })),",
    },
  },
};

/** The text with the anchor replaced; an anchor that is not there exactly once is an error. */
export function replaceOnce(text: string, anchor: string, replacement: string): string {
  const parts = text.split(anchor);
  if (parts.length !== 2) throw new Error(`expected ${JSON.stringify(anchor)} exactly once, found it ${parts.length - 1} times`);
  return parts.join(replacement);
}
