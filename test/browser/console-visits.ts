import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Relais } from '../support/relais.js';
import { linksIn, requestLink } from '../support/visitor.js';
import type { Chromium, Visit } from './browser.js';

/** Somebody who has just come in by a link of their own. */
export async function signedIn(
  chromium: Chromium,
  relais: Relais,
  email: string,
  options: Parameters<Chromium['visit']>[1] = {},
): Promise<Visit> {
  // Three links in a quarter of an hour is all that an address gets.
  relais.clock.advance({ minutes: 16 });
  const [token] = linksIn(await requestLink(relais, email));
  const visit = await chromium.visit(`${relais.url}/sign-in#${token}`, options);
  await visit.page.locator('nav.sections').waitFor();
  return visit;
}

/** What axe-core finds wrong with a page as it is, as lines. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}

/** Looks at each section in both languages, and on a phone whether it fits. */
export async function lookThrough(page: Page, url: string, sections: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const section of sections) {
    await page.goto(`${url}/console${section}`);
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    for (const language of ['English', 'Français']) {
      await page.getByRole('button', { name: language }).click();
      await page.waitForLoadState('networkidle');
      for (const line of await violations(page)) wrong.push(`${section} ${language} ${line}`);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 360) wrong.push(`${section} is ${width} pixels wide on a phone of 360`);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  return wrong;
}
