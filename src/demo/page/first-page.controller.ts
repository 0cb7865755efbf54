import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, EVERYONE } from '../../platform/caller.js';
import { FirstPageService } from './first-page.service.js';
import { PAGE_POLICY } from './render.js';

/** The page on /: what runs here, and a search that works. */
@Controller()
export class FirstPageController {
  constructor(private readonly service: FirstPageService) {}

  @Get()
  @Allow(...EVERYONE)
  async page(
    @Query('lang') lang: unknown,
    @Query('q') q: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    // French first: English for those who ask for it.
    const asked = lang === 'fr' || lang === 'en' ? lang : request.acceptsLanguages('fr', 'en');
    const page = await this.service.page(asked === 'en' ? 'en' : 'fr', typeof q === 'string' && q !== '');
    response
      .set({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': PAGE_POLICY,
        // The page's key is checked against the origin of its requests, which browsers leave out under no-referrer.
        'referrer-policy': 'same-origin',
        'cache-control': 'no-cache',
        vary: 'accept-language',
      })
      .send(page);
  }
}
