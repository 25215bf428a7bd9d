/** Nothing can be told of this assembly: what is wrong with it, and what to do. */
export class UnreadableAssembly extends Error {
  constructor(message: string, readonly fix: string) {
    super(message);
    this.name = 'UnreadableAssembly';
  }
}
