import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PlacesService } from '../src/places/places.service.js';

/** Fills an empty table of places. Safe to run twice; a table that somebody imported is left alone. */
export async function seedPlaces(app: INestApplicationContext): Promise<{ rows: number }> {
  const places = app.get(PlacesService);
  return { rows: await app.get(DataSource).transaction((tx) => places.seedDefault(tx)) };
}
