import AxeBuilder from '@axe-core/playwright';
import { describeSite } from './describe-site';
import { DESK, PHONE } from './visitor';

describeSite('the documentation site for people who do not see it as others do', (visits) => {
  // Of each kind of page one. Only colours differ in the dark.
  const PAGES = ['', 'docs/deployment.html', 'api/TapCicdPipelineProps.html', 'examples/pipelines/minimal.ts.html'];

  test.each(PAGES.map((page) => [page || 'the start page', page]))('%s has no serious fault', async (_, address) => {
    const page = await visits.visit(address, DESK);

    expect(await faultsOf(new AxeBuilder({ page }))).toEqual([]);
  });

  test.each(PAGES.map((page) => [page || 'the start page', page]))('%s can be read in the dark', async (_, address) => {
    const page = await visits.visit(address, { ...DESK, colorScheme: 'dark' });

    expect(await faultsOf(new AxeBuilder({ page }).withRules('color-contrast'))).toEqual([]);
  });

  test('the open search has no serious fault', async () => {
    const page = await visits.visit('', DESK);
    await visits.search('rollback');

    expect(await faultsOf(new AxeBuilder({ page }))).toEqual([]);
  });

  test('the open menu of a phone has no serious fault', async () => {
    const page = await visits.visit('docs/', PHONE);
    await page.getByRole('button', { name: 'Menu' }).click();

    expect(await faultsOf(new AxeBuilder({ page }))).toEqual([]);
  });
});

/** What axe calls serious or critical, each with the first element that has it. */
async function faultsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  const faults = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return faults.map(({ id, nodes: [{ target, failureSummary }, ...others] }) => `${id}: ${target.join(' ')} and ${others.length} more: ${failureSummary}`);
}
