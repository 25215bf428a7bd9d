import { Finding } from './finding';

/** A finding that the team has looked at and lives with for a while. */
export interface IgnoreEntry {
  /** The finding's id (CVE-...), or the ARN of one Inspector finding. */
  readonly id: string;
  readonly reason: string;
  /** The last day (UTC, YYYY-MM-DD) on which the entry counts. */
  readonly expires: string;
}

/** Entries, or what is wrong with the list. */
export interface ParsedIgnoreList {
  readonly entries: readonly IgnoreEntry[];
  readonly problems: readonly string[];
}

/** Reads the list from its JSON text; never throws. */
export function parseIgnoreList(text: string | undefined): ParsedIgnoreList {
  const raw = text === undefined ? [] : tryJson(text);
  if (!Array.isArray(raw)) {
    return { entries: [], problems: ['IGNORE_FINDINGS is not a JSON list: give [{"id":"CVE-...","reason":"...","expires":"YYYY-MM-DD"}]'] };
  }
  const problems = [...raw.flatMap((entry, index) => problemsOf(entry, index)), ...repeated(raw)];
  return problems.length > 0 ? { entries: [], problems } : { entries: raw as IgnoreEntry[], problems };
}

/** The entry that names this finding, expired or not. */
export function tryEntryFor(finding: Finding, entries: readonly IgnoreEntry[]): IgnoreEntry | undefined {
  return entries.find((entry) => entry.id === finding.id || entry.id === finding.arn);
}

/** Whether the entry's last day is over. */
export function isExpired(entry: IgnoreEntry, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > entry.expires;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemsOf(entry: unknown, index: number): string[] {
  const where = `IGNORE_FINDINGS[${index}]`;
  if (typeof entry !== 'object' || entry === null) { return [`${where} is ${JSON.stringify(entry)}: give an object with id, reason and expires`]; }
  const { id, reason, expires } = entry as Record<string, unknown>;
  const problems: string[] = [];
  if (!isText(id)) { problems.push(`${where}.id is ${JSON.stringify(id)}: give the finding's id, e.g. CVE-2026-1234`); }
  if (!isText(reason)) { problems.push(`${where}.reason is ${JSON.stringify(reason)}: say why the finding can be lived with`); }
  if (!isDay(expires)) { problems.push(`${where}.expires is ${JSON.stringify(expires)}: give the last day as YYYY-MM-DD`); }
  return problems;
}

function repeated(entries: readonly unknown[]): string[] {
  const ids = entries.map((entry) => (entry as Partial<IgnoreEntry> | null)?.id).filter(isText);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `IGNORE_FINDINGS names ${JSON.stringify(id)} more than once: keep one entry`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** A day that exists in the calendar, so that 2026-02-30 is refused. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) { return false; }
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
