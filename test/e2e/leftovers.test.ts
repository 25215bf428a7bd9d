import { describeInSandbox, tell } from './support/shared-sandbox';
import { LeftoverChecks, Row } from '../leftovers/checks';
import { Stage } from '../leftovers/stage';

describeInSandbox('what is left of a sandbox', () => {
  const say = tell('leftovers');
  // With sandboxes of its own, and where none runs yet an engine of its own.
  const stage = new Stage();
  afterAll(() => stage.remove(), 120_000);

  test('after down, and after it was killed, is nothing; another sandbox goes on', async () => {
    const rows: Row[] = [];
    await new LeftoverChecks(stage, (row) => { rows.push(row); say(`${row.ok ? 'ok' : 'OFF'} ${row.when}: ${row.check}: ${row.got}`); }).run();
    expect(rows.filter(({ ok }) => !ok)).toEqual([]);
    expect(rows.length).toBeGreaterThan(85);
  }, 1_200_000);
});
