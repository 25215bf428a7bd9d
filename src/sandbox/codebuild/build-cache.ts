import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * A project's LOCAL_CUSTOM_CACHE: the folders of `cache/paths`, kept between builds.
 *
 * CodeBuild caches folders only, so a pattern stands for the folder before its first wildcard. `/root` and `~` are the build's home;
 * other absolute paths are left alone, since a build runs on the developer's machine.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/caching-local.html
 */
export class BuildCache {
  constructor(private readonly folder: string, private readonly sourceDirectory: string, private readonly home: string) {}

  /** Lays the kept folders out; answers the patterns that were found. */
  restore(patterns: string[]): string[] {
    return patterns.filter((pattern) => {
      const target = this.directoryOf(pattern);
      const kept = this.kept(pattern);
      if (target === undefined || !fs.existsSync(kept)) {
        return false;
      }
      fs.cpSync(kept, target, { recursive: true, verbatimSymlinks: true });
      return true;
    });
  }

  /** Keeps the folders for the next build; answers the patterns that were kept. */
  save(patterns: string[]): string[] {
    return patterns.filter((pattern) => {
      const source = this.directoryOf(pattern);
      if (source === undefined || !fs.existsSync(source)) {
        return false;
      }
      const beside = `${this.kept(pattern)}.${process.pid}.${Date.now()}`;
      fs.cpSync(source, beside, { recursive: true, verbatimSymlinks: true });
      fs.rmSync(this.kept(pattern), { recursive: true, force: true });
      fs.renameSync(beside, this.kept(pattern));
      return true;
    });
  }

  private directoryOf(pattern: string): string | undefined {
    const folder = pattern.split('*')[0].replace(/\/$/, '');
    if (/^(\/root|~)(\/|$)/.test(folder)) {
      return path.join(this.home, folder.replace(/^(\/root|~)/, ''));
    }
    const resolved = path.resolve(this.sourceDirectory, folder);
    return resolved.startsWith(this.sourceDirectory + path.sep) ? resolved : undefined;
  }

  private kept(pattern: string): string {
    return path.join(this.folder, createHash('sha256').update(pattern).digest('hex').slice(0, 16));
  }
}
