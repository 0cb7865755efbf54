import { Injectable } from '@nestjs/common';

/** The only place that knows what time it is; tests put their own in its stead. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
