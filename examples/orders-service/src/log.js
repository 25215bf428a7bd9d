/** Writes one JSON object a line, which log services can search by field. */
export function log(level, message, fields = {}) {
  process.stdout.write(`${lineOf(level, message, fields)}\n`);
}

/** The line itself; `time` can be given so that tests know it. */
export function lineOf(level, message, fields, time = new Date()) {
  return JSON.stringify({ time: time.toISOString(), level, message, ...fields });
}
