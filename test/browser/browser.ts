import { existsSync } from 'node:fs';
import { chromium, type Page, type Browser as PlaywrightBrowser } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** A page in Chromium that can reach one origin and nothing else, and that remembers everything that went wrong. */
export interface Visit {
  page: Page;
  /** Uncaught errors, console errors, failed requests, and requests to any other origin: a good page has none. */
  faults: string[];
}

/** Debian's Chromium with an empty profile, one for a spec file. */
export class Chromium {
  private constructor(private readonly browser: PlaywrightBrowser) {}

  static async start(...more: string[]): Promise<Chromium> {
    if (!existsSync(CHROMIUM)) {
      throw new Error(
        `npm run test:browser needs Chromium: apt-get install chromium, or set CHROMIUM_PATH (${CHROMIUM}).`,
      );
    }
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ];
    return new Chromium(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  /**
   * A page of its own, with no storage from the pages before. `locale` decides the language of the pages, and `at` what
   * time its clock shows where that is not the real one. `also` is another origin that it may ask.
   */
  async visit(
    url: string,
    {
      width = 1280,
      height = 800,
      locale = 'fr-FR',
      at,
      also = '',
    }: { width?: number; height?: number; locale?: string; at?: Date; also?: string } = {},
  ): Promise<Visit> {
    const { origin } = new URL(url);
    const context = await this.browser.newContext({ viewport: { width, height }, locale });
    const page = await context.newPage();
    const faults: string[] = [];
    await page.route('**/*', (route) => {
      const asked = route.request().url();
      if (also !== '' && asked.startsWith(`${also}/`)) return route.continue();
      if (asked.startsWith(`${origin}/`) || asked.startsWith('data:') || asked.startsWith('blob:')) {
        return route.continue();
      }
      faults.push(`asked another origin: ${asked}`);
      return route.abort();
    });
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`);
    });
    page.on('requestfailed', (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
    if (at !== undefined) await page.clock.setFixedTime(at);
    await page.goto(url);
    return { page, faults };
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}
