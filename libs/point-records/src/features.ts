/** A geometry as GeoJSON has it, before anything is known to be right about it. */
export interface LooseGeometry {
  type?: unknown;
  coordinates?: unknown;
}

/** A point on a geometry that is not one, [lon, lat]; it may throw for a geometry that is none. */
export type PointOnGeometry = (geometry: LooseGeometry) => readonly unknown[];

/** The cells of one record, by column. */
export type Cells = Record<string, string>;

type Loose = Record<string, unknown>;

/**
 * The cells of a GeoJSON feature: its properties, `@id`, and `@lat` and `@lon` where it has a geometry. A line or
 * polygon gives a point on it, preferably its middle.
 */
export function cellsOfFeature(value: unknown, pointOn: PointOnGeometry): Cells {
  const feature = looseObject(value);
  const cells = cellsOf(looseObject(feature.properties));
  if (feature.id !== undefined && cells['@id'] === undefined) cells['@id'] = cellOf(feature.id);
  return withStreet({ ...cells, ...positionCells(looseObject(feature.geometry), pointOn) });
}

/**
 * The cells of an element of Overpass's JSON: its tags, `@id` (`way/123`), and its position: a node's own, else the
 * centre that `out center` gives, else a point on the geometry that `out geom` gives.
 */
export function cellsOfOverpass(value: unknown, pointOn: PointOnGeometry): Cells {
  const element = looseObject(value);
  const cells = cellsOf(looseObject(element.tags));
  cells['@id'] = `${cellOf(element.type)}/${cellOf(element.id)}`;
  const centre = element.type === 'node' ? element : looseObject(element.center);
  if (centre.lat !== undefined) {
    return withStreet({ ...cells, '@lat': cellOf(centre.lat), '@lon': cellOf(centre.lon) });
  }
  const ring = Array.isArray(element.geometry) ? element.geometry.map(looseObject) : [];
  if (ring.length < 2) return withStreet(cells);
  const coordinates = ring.map(({ lat, lon }) => [lon, lat]);
  const isRing = ring.length > 3 && ring[0]?.lat === ring.at(-1)?.lat && ring[0]?.lon === ring.at(-1)?.lon;
  const geometry = isRing ? { type: 'Polygon', coordinates: [coordinates] } : { type: 'LineString', coordinates };
  return withStreet({ ...cells, ...positionCells(geometry, pointOn) });
}

function positionCells(geometry: LooseGeometry, pointOn: PointOnGeometry): Cells {
  if (geometry.type === undefined) return {};
  try {
    const position = geometry.type === 'Point' ? geometry.coordinates : pointOn(geometry);
    const [lon, lat] = Array.isArray(position) ? position : [];
    return { '@lat': cellOf(lat), '@lon': cellOf(lon) };
  } catch {
    // What is no geometry has no position, which is told of the record like any other missing one.
    return {};
  }
}

function withStreet(cells: Cells): Cells {
  const street = [cells['addr:housenumber'], cells['addr:street'] ?? cells['addr:place']].filter(Boolean).join(' ');
  return street === '' ? cells : { ...cells, '@street': street };
}

function cellsOf(properties: Loose): Cells {
  // No prototype, so that a property may be called anything.
  const cells: Cells = Object.create(null);
  for (const [name, value] of Object.entries(properties)) cells[name] = cellOf(value);
  return cells;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(';');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function looseObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}
