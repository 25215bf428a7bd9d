import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { unzipInto } from '../zip';
import { BuildSource } from './model';

/** The folders of one build on the developer's machine; nothing of another build, or of the developer's home, is in them. */
export class BuildWorkspace {
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  readonly programs: string;
  readonly shell: string;
  /** Where the primary source lies: CODEBUILD_SRC_DIR. */
  readonly sourceDirectory: string;
  readonly secondarySources: (BuildSource & { readonly directory: string })[] = [];

  /**
   * @param prefix of the folder's name; tells whose it is when its sandbox was killed
   */
  constructor(prefix: string) {
    this.root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), prefix)));
    this.home = this.folder('root');
    this.temporary = this.folder('tmp');
    this.programs = this.folder('bin');
    this.shell = this.folder('shell');
    this.sourceDirectory = this.folder('src', 'primary');
  }

  /** Unpacks a source: the primary one into the working directory, another beside it. */
  unpack(source: BuildSource, archive: Buffer): void {
    if (source.primary) {
      unzipInto(archive, this.sourceDirectory);
      return;
    }
    const directory = this.folder('src', `secondary-${source.name}`);
    unzipInto(archive, directory);
    this.secondarySources.push({ ...source, directory });
  }

  /** Takes the folders away. */
  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  private folder(...names: string[]): string {
    const directory = path.join(this.root, ...names);
    fs.mkdirSync(directory, { recursive: true });
    return directory;
  }
}
