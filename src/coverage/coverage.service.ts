import { setImmediate as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Programme, pointReasons } from '#libs/eligibility';
import { Filter, PointTarget } from '#libs/geo';
import { departementOfCommune } from '#libs/identifiers';
import { CodedError } from '#libs/refusals';
import { rows } from '../platform/database/database.js';
import type { OperatorCaller } from '../points/operator.js';
import { ProgrammesService } from '../programmes/programmes.service.js';
import { PointsInMemory } from '../search/points-in-memory.js';
import type { Coverage, FarCommune, PointInUse } from './coverage.inputs.js';

interface Commune {
  insee: string;
  name: string;
  people: number;
  lat: number;
  lon: number;
}

/** Communes that are looked at before others have their turn: some milliseconds. */
const AT_ONCE = 500;
const MOST_NAMED = 500;

/** What an operator sees of a network as a whole. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly programmes: ProgrammesService,
    private readonly points: PointsInMemory,
  ) {}

  /**
   * Measures from each commune's middle to the nearest open point of a programme. Merchants' own shops are no place where
   * anybody's parcel may go, and do not count.
   *
   * @throws CodedError NOT_FOUND for a programme that is not there, or is none of the operator's chain.
   */
  async coverage(caller: OperatorCaller, programmeCode: string, farMetres: number): Promise<Coverage> {
    const programme = await this.visible(caller, programmeCode);
    const communes = await rows<Commune>(this.dataSource.manager, COMMUNES);
    const far: FarCommune[] = [];
    const told: Coverage = { communes: communes.length, people: 0, farCommunes: 0, farPeople: 0, far: [] };
    for (let from = 0; from < communes.length; from += AT_ONCE) {
      const part = communes.slice(from, from + AT_ONCE);
      await this.points.current();
      const nearest = await this.points.read(() => this.nearestOf(part, programme));
      for (const [index, commune] of part.entries()) {
        told.people += commune.people;
        const { code, metres } = nearest[index] as Nearest;
        if (metres !== null && metres <= farMetres) continue;
        told.farCommunes += 1;
        told.farPeople += commune.people;
        far.push({
          ...commune,
          departement: departementOfCommune(commune.insee),
          distanceMetres: metres,
          nearestPointCode: code,
        });
      }
      await pause();
    }
    told.far = far.sort((a, b) => b.people - a.people).slice(0, MOST_NAMED);
    return told;
  }

  async pointsInUse({ chainCode }: OperatorCaller): Promise<PointInUse[]> {
    await this.points.current();
    const used = await this.points.read(() => this.usedById());
    const found = await rows<PointInUse & { id: string }>(
      this.dataSource.manager,
      `SELECT id::text AS id, code, name, city, lat, lon, state, capacity_parcels AS "capacityParcels"
         FROM point WHERE $1::text IS NULL OR chain_code = $1 ORDER BY code`,
      [chainCode],
    );
    return found.map(({ id, ...point }) => ({ ...point, usedParcels: used.get(id) ?? null }));
  }

  private async visible({ chainCode }: OperatorCaller, code: string): Promise<Programme> {
    const db = this.dataSource.manager;
    const seen = chainCode === null ? await this.programmes.all(db) : await this.programmes.ofChain(db, chainCode);
    const found = seen.find((programme) => programme.code === code);
    if (found === undefined) {
      throw new CodedError('NOT_FOUND', { programmeCode: code.slice(0, 100) }, { field: 'programmeCode' });
    }
    return found;
  }

  private nearestOf(communes: readonly Commune[], programme: Programme): Nearest[] {
    const { classes, geo, entries } = this.points;
    const passes = new Uint8Array(classes.classes.count);
    for (let number = 0; number < passes.length; number += 1) {
      const facts = classes.factsOf(number);
      const takes = facts.state === 'OPEN' && pointReasons(programme, { ...facts, code: '' }, null).length === 0;
      passes[number] = takes ? 1 : 0;
    }
    const filter = new Filter({ passes });
    return communes.map((commune) => {
      const [hit] = geo.nearest(new PointTarget(commune), { filter, most: 1 });
      return hit === undefined
        ? { code: null, metres: null }
        : { code: entries.codeOf(hit.item), metres: hit.distanceMetres };
    });
  }

  private usedById(): Map<string, number> {
    const used = new Map<string, number>();
    for (let item = 0; item < this.points.geo.itemCount; item += 1) {
      const capacity = this.points.entries.capacityOf(item);
      const point = this.points.geo.pointOf(item);
      if (capacity !== null && point !== null) used.set(this.points.entries.idOf(item), capacity - point.free);
    }
    return used;
  }
}

interface Nearest {
  code: string | null;
  metres: number | null;
}

const COMMUNES = `
  SELECT insee, min(commune) AS name, max(population) AS people, min(lat) AS lat, min(lon) AS lon
    FROM place
   WHERE country = 'FR' AND insee IS NOT NULL AND NOT approximate AND population > 0
   GROUP BY insee ORDER BY insee COLLATE "C"`;
