import { Module } from '@nestjs/common';
import { AccessResolver } from './access.resolver.js';
import { PairingService } from './pairing.service.js';
import { ScanningParties } from './scanning-parties.js';
import { SessionsService } from './sessions.service.js';
import { SignInLinks } from './sign-in-links.js';
import { TokensService } from './tokens.service.js';

@Module({
  providers: [AccessResolver, PairingService, TokensService, ScanningParties, SessionsService, SignInLinks],
  exports: [PairingService, TokensService, ScanningParties, SessionsService, SignInLinks],
})
export class AccessModule {}
