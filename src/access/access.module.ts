import { Module } from '@nestjs/common';
import { AccessResolver } from './access.resolver.js';
import { PairingService } from './pairing.service.js';
import { ScanningParties } from './scanning-parties.js';
import { TokensService } from './tokens.service.js';

@Module({
  providers: [AccessResolver, PairingService, TokensService, ScanningParties],
  exports: [TokensService, ScanningParties],
})
export class AccessModule {}
