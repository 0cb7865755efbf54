import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds wrong with a page as it is now, as `rule: where`; a good page has none. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the browser's own inspector, so that the page's policy need not allow it.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations: all } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return all.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
  });
  return found.map(({ id, target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`);
}
