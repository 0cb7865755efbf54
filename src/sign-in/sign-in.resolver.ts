import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Language } from '#libs/refusals';
import { Allow, EVERYONE, type RequestContext } from '../platform/caller.js';
import { CONFIG, type Config } from '../platform/config.js';
import { addressOf } from '../platform/http/rates.js';
import { check, checkEmail } from '../platform/input.js';
import { CurrentLanguage } from '../platform/language.js';
import { SignInService } from './sign-in.service.js';

@Resolver()
export class SignInResolver {
  constructor(
    private readonly signIn: SignInService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Allow(...EVERYONE)
  @Mutation(() => Boolean, {
    description:
      'Sends a link that signs in once, to merchants and operators with this e-mail address. True whether or not there are any.',
  })
  requestSignInLink(
    @Context() { req }: RequestContext,
    @CurrentLanguage() spoken: Language,
    @Args('email', { type: () => String }) email: string,
    @Args('language', { type: () => String, nullable: true, description: 'fr or en; else as Accept-Language says.' })
    language: string | null,
  ): boolean {
    const wanted = language ?? spoken;
    check(wanted === 'fr' || wanted === 'en', 'language', 'Either fr or en.');
    this.signIn.request(checkEmail(email, 'email'), wanted, ipKeyGenerator(addressOf(req, this.config.trustProxy)));
    return true;
  }
}
