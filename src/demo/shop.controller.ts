import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CodedError } from '#libs/refusals';
import { Allow, EVERYONE } from '../platform/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { packageFolder } from '../platform/package-folder.js';
import { readTokens } from './demo-tokens.js';

/** What stands in the page for the key, which is a shop's own. */
const PLACEHOLDER = 'YOUR-PUBLISHABLE-KEY';

/** The demo shop: the example to copy from, with the demo merchant's publishable key. Not in production. */
@Controller()
export class ShopController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('shop')
  @Allow(...EVERYONE)
  page(@Res() response: Response): void {
    const { mode, dataDir } = this.config;
    if (mode === 'production') throw new CodedError('NOT_FOUND', { path: '/shop' });
    const page = readPage();
    const key = readTokens(dataDir)?.merchants[0]?.publishableKey ?? '';
    response
      .set({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policyOf(page, this.config),
        // The key is checked against the origin of its requests, which browsers leave out under no-referrer.
        'referrer-policy': 'same-origin',
        'permissions-policy': 'geolocation=(self)',
        'cache-control': 'no-cache',
      })
      .send(page.replaceAll(PLACEHOLDER, key));
  }
}

function readPage(): string {
  try {
    return readFileSync(join(packageFolder(), 'web', 'dist', 'shop', 'index.html'), 'utf8');
  } catch {
    throw new CodedError('NOT_FOUND', { path: '/shop' }, { message: 'The pages are not built: npm run build.' });
  }
}

/** As strict as a shop can be: what stands in the page runs by its hash, and the picker needs no more than its origin. */
function policyOf(page: string, { mapStyleUrl }: Config): string {
  const map = mapStyleUrl === null ? '' : ` ${new URL(mapStyleUrl).origin}`;
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const inside = (name: string) => [...page.matchAll(new RegExp(`<${name}[^>]*>([^]*?)</${name}>`, 'g'))];
  const hashes = (name: string) =>
    inside(name)
      .map(([, text = '']) => hashOf(text))
      .join(' ');
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes('script')}`,
    `style-src ${hashes('style')}`,
    "worker-src 'self'",
    `connect-src 'self'${map}`,
    `img-src 'self' data: blob:${map}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
