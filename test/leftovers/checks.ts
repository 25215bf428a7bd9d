import { Inventory } from './inventory';
import { ANSWER } from './small-delivery';
import { Actor, Stage } from './stage';

/** A row of the table. */
export interface Row {
  readonly when: string;
  readonly check: string;
  readonly expected: string;
  readonly got: string;
  readonly ok: boolean;
}

const SECOND_UP_SECONDS = 10;
/** A sandbox that is up has none: the engine's folders are mounted by the engine, and a build that is killed leaves none either. */
const NEVER_THERE = ['mounts'];
/** The sandbox that is up listens there. */
const OF_THE_NEW_ONE = /^codebuild-[0-9a-f]+-aws\.sock$/;
/** What the next `up` must have removed already where a new sandbox begins; the rest belongs to the new one. */
const CLEANED_BY_UP = ['containers', 'networks', 'volumes', 'images', 'temporary files'];

/** Takes a sandbox through its life, and looks each time at what is there of it. */
export class LeftoverChecks {
  private nothing: Inventory = {};

  /** @param tell takes each row as soon as it is known */
  constructor(private readonly stage: Stage, private readonly tell: (row: Row) => void) {}

  async run(): Promise<void> {
    await this.sideBySide();
    for (const victims of [['front'], ['emulator'], ['front', 'emulator']] as const) await this.killed(...victims);
  }

  /** Two sandboxes with the same application: one goes, the other stays. */
  private async sideBySide(): Promise<void> {
    const [one, other] = ['one project', 'other project'].map((name) => this.stage.actor(name));
    this.nothing = await one.inventory();
    await this.upTwice(one);
    await one.delivery.deliver();
    const ofOne = without(await one.inventory(), this.nothing);
    this.present('while it runs', ofOne);
    await other.up();
    await other.delivery.deliver();
    const ofOther = without(without(await other.inventory(), this.nothing), ofOne);
    await one.down();
    this.absent('after down, another is up', without(without(await one.inventory(), this.nothing), ofOther));
    this.row('after down of the first', "other's service answers", ANSWER, await other.delivery.answer());
    this.row('after down of the first', "other's endpoint answers", other.sandbox.accountId, await other.delivery.account());
    await other.down();
    await this.nothingLeft('after down of the last', other);
  }

  private async upTwice(actor: Actor): Promise<void> {
    await actor.up();
    await this.quickUp('second up, nothing to do', actor);
    await actor.down();
    await this.quickUp('second up, after down', actor);
  }

  /** With a build that never ends, and containers of a build and of a service. */
  private async killed(...victims: Array<'front' | 'emulator'>): Promise<void> {
    const when = `after kill -9 of ${victims.join(' and ')}`;
    const actor = this.stage.actor(`killed ${victims.join(' ')}`);
    await actor.up();
    await actor.delivery.deliver();
    actor.kill(...victims);
    await actor.up();
    if (victims.includes('emulator')) await this.cleaned(`${when}, up`, actor);
    else this.row(`${when}, up`, 'its service answers', ANSWER, await actor.delivery.answer());
    await actor.down();
    await this.nothingLeft(`${when}, up, down`, actor);
  }

  /** What the emulator knew is gone, and so all that belonged to it; without it only the front was started again, and the sandbox goes on. */
  private async cleaned(when: string, actor: Actor): Promise<void> {
    const left = without(await actor.inventory(), this.nothing);
    CLEANED_BY_UP.forEach((check) => this.row(when, check, 'none', list(left[check].filter((name) => !OF_THE_NEW_ONE.test(name)))));
  }

  private async nothingLeft(when: string, actor: Actor): Promise<void> {
    this.absent(when, without(await actor.inventory(), this.nothing));
    this.absent(when, await this.stage.engineInventory());
  }

  private async quickUp(check: string, actor: Actor): Promise<void> {
    const seconds = await actor.up();
    this.tell({ when: 'once installed', check, expected: `under ${SECOND_UP_SECONDS} s`, got: `${seconds.toFixed(1)} s`, ok: seconds < SECOND_UP_SECONDS });
  }

  /** An inventory that sees nothing while a sandbox runs would see nothing afterwards either. */
  private present(when: string, inventory: Inventory): void {
    for (const [check, found] of Object.entries(inventory).filter(([name]) => !NEVER_THERE.includes(name))) {
      this.tell({ when, check, expected: 'some', got: found.length > 0 ? String(found.length) : 'none', ok: found.length > 0 });
    }
  }

  private absent(when: string, inventory: Inventory): void {
    Object.entries(inventory).forEach(([check, found]) => this.row(when, check, 'none', list(found)));
  }

  private row(when: string, check: string, expected: string, got: string): void {
    this.tell({ when, check, expected, got, ok: got === expected });
  }
}

/** What is in the first and not in the second. */
function without(inventory: Inventory, known: Inventory): Inventory {
  return Object.fromEntries(Object.entries(inventory).map(([kind, found]) => [kind, found.filter((name) => !known[kind]?.includes(name))]));
}

function list(found: string[]): string {
  return found.length === 0 ? 'none' : `${found.length}: ${found.join(', ')}`;
}
