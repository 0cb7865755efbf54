import { Module } from '@nestjs/common';
import { AccessResolver } from './access.resolver.js';
import { PairingService } from './pairing.service.js';
import { TokensService } from './tokens.service.js';

@Module({ providers: [AccessResolver, PairingService, TokensService], exports: [TokensService] })
export class AccessModule {}
