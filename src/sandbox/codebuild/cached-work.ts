/** What a build's log tells of work that was not done again: an image that is there, Docker layers, folders of the cache. */
export function cachedIn(log: string[]): string[] {
  const layers = layersIn(log);
  const folders = log.filter((line) => line.includes('Restored cache ')).length;
  return [
    ...(log.some((line) => /^commit \S+ is already built: /.test(line)) ? ['image already built'] : []),
    ...(layers.cached > 0 ? [`${layers.cached} of ${layers.all} layers cached`] : []),
    ...(folders > 0 ? [`${folders} ${folders === 1 ? 'folder' : 'folders'} restored`] : []),
  ];
}

/** Both builders of Docker: BuildKit's plain progress (`#7 [3/5] RUN ...`, `#7 CACHED`), and the older one (`Step 3/5 : ...`, `---> Using cache`). */
function layersIn(log: string[]): { cached: number; all: number } {
  const steps = new Set(log.flatMap((line) => /^#\d+ \[([^\]]*\d+\/\d+)\]/.exec(line)?.[1] ?? /^Step (\d+\/\d+) :/.exec(line)?.[1] ?? []));
  const cached = log.filter((line) => /^#\d+ CACHED/.test(line) || /^ ?---> Using cache/.test(line)).length;
  return { cached, all: Math.max(steps.size, cached) };
}
