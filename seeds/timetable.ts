import { distanceMetres } from '#libs/geo';
import { drivingOrder, type FileRow, type TimetableTables } from '#libs/routing';

/** A point of the carrier's, as the demo's timetable needs it. */
export interface ServedPoint {
  code: string;
  name: string;
  city: string;
  postcode: string;
  lat: number;
  lon: number;
  timeZone: string;
  takesDropOffs: boolean;
}

const DEPOTS = 50;
/** Where the six largest sorting centres stand. */
const HUBS = [
  { id: 'HUB-LILLE', name: 'Plateforme de Lille', lat: 50.56, lon: 3.03 },
  { id: 'HUB-PARIS', name: 'Plateforme de Paris', lat: 48.97, lon: 2.52 },
  { id: 'HUB-LYON', name: 'Plateforme de Lyon', lat: 45.69, lon: 4.94 },
  { id: 'HUB-MARSEILLE', name: 'Plateforme de Marseille', lat: 43.42, lon: 5.28 },
  { id: 'HUB-BORDEAUX', name: 'Plateforme de Bordeaux', lat: 44.88, lon: -0.7 },
  { id: 'HUB-NANTES', name: 'Plateforme de Nantes', lat: 47.27, lon: -1.5 },
] as const;
const AIRPORT_HUB = HUBS[1];

/** Roads are longer than the great circle. */
const DETOUR = 1.3;
const TOUR_KILOMETRES_AN_HOUR = 45;
const TRUCK_KILOMETRES_AN_HOUR = 75;
const PLANE_KILOMETRES_AN_HOUR = 800;
const AT_THE_COUNTER_MINUTES = 5;
const POINTS_A_TOUR = 12;
const MORNING = 7 * 60 + 30;
const EVENING = 16 * 60 + 45;
const TO_THE_HUB = 20 * 60 + 45;
/** After the line-hauls of the evening have come in, and again for those that were under way all night. */
const BETWEEN_HUBS = 25 * 60 + 30;
const FROM_THE_HUB = [27 * 60 + 30, 14 * 60 + 30];
/** What the last tour brings is sorted, and a little more. */
const SORTED_MINUTES = 50;
const FLIGHT_MINUTES = 4 * 60;

type Position = { lat: number; lon: number };
type Cells = Record<string, string>;

/** What a depot serves: the département's own holidays keep its vehicles at home. */
interface Depot extends Position {
  id: string;
  name: string;
  hub: (typeof HUBS)[number];
  region: string;
  isOverseas: boolean;
  /** How far its clocks are ahead of those of Paris in winter. */
  aheadMinutes: number;
  timeZone: string;
  points: ServedPoint[];
}

/**
 * The timetable of the demo's carrier, invented, as rows of the files that an import takes: 50 depots and 6 hubs, tours
 * that collect in the evening and deliver in the morning, line-hauls at night, aeroplanes overseas. The same points give
 * the same timetable.
 *
 * @param points - Ordered by code.
 */
export function demoTimetable(points: readonly ServedPoint[]): TimetableTables {
  // It does not fly to the Pacific, where the day of its calendars is another for most of the time.
  const depots = depotsFor(points.filter(({ postcode }) => !/^98/.test(postcode)));
  const tables = new Tables();
  for (const { id, name, lat, lon } of HUBS) {
    tables.stop({ stop_id: id, stop_name: name, kind: 'HUB', sort_minutes: '60', ...degrees({ lat, lon }) });
  }
  for (const depot of depots) {
    tables.depot(depot);
    lineHauls(tables, depot, tours(tables, depot));
  }
  for (const from of HUBS) {
    for (const to of HUBS) {
      if (from !== to) {
        tables.trip(
          { trip_id: `${from.id}>${to.id}`, route_id: 'line-hauls', service_id: 'nights', room_parcels: '9000' },
          [
            [from.id, BETWEEN_HUBS],
            [to.id, BETWEEN_HUBS + minutesBetween(from, to, TRUCK_KILOMETRES_AN_HOUR)],
          ],
        );
      }
    }
  }
  return tables.finished();
}

/** Depots among the points, each as far as can be from those before it (Gonzalez, 1985), so that none is far from all. */
function depotsFor(points: readonly ServedPoint[]): Depot[] {
  const chosen: ServedPoint[] = [];
  const metres = points.map(() => Number.POSITIVE_INFINITY);
  while (chosen.length < Math.min(DEPOTS, points.length)) {
    const next = points[metres.indexOf(Math.max(...metres))] as ServedPoint;
    chosen.push(next);
    points.forEach((point, place) => {
      metres[place] = Math.min(metres[place] as number, distanceMetres(point, next));
    });
  }
  const depots = chosen.map((point, place) => depotAt(point, place));
  for (const point of points) nearest(depots, point).points.push(point);
  return depots;
}

function depotAt({ city, postcode, lat, lon, timeZone }: ServedPoint, place: number): Depot {
  const overseas = /^97\d/.exec(postcode)?.[0];
  const mainland = /^(57|67|68)/.exec(postcode)?.[0];
  const area = overseas ?? mainland;
  return {
    id: `DEPOT-${String(place + 1).padStart(2, '0')}`,
    name: `Dépôt de ${city}`,
    lat,
    lon,
    hub: overseas ? AIRPORT_HUB : nearest(HUBS, { lat, lon }),
    region: area === undefined ? 'FR' : `FR-${area}`,
    isOverseas: overseas !== undefined,
    aheadMinutes: AHEAD_MINUTES[overseas ?? ''] ?? 0,
    timeZone,
    points: [],
  };
}

/** By département; all times of a carrier are on the clocks of Paris. */
const AHEAD_MINUTES: Readonly<Record<string, number>> = { 971: -300, 972: -300, 973: -240, 974: 180, 976: 120 };

function nearest<Place extends Position>(places: readonly Place[], to: Position): Place {
  return places.reduce((best, each) => (distanceMetres(each, to) < distanceMetres(best, to) ? each : best));
}

/** The tours of a depot, to deliver in the morning and to collect in the evening; the minute at which the last is home. */
function tours(tables: Tables, depot: Depot): number {
  const { id, points, region, aheadMinutes } = depot;
  const places = [depot, ...points];
  const order = drivingOrder(
    places.map((from) => places.map((to) => minutesBetween(from, to, TOUR_KILOMETRES_AN_HOUR))),
    true,
  );
  const inOrder = order.filter((place) => place > 0).map((place) => places[place] as ServedPoint);
  let home = 0;
  for (let first = 0; first < inOrder.length; first += POINTS_A_TOUR) {
    const number = first / POINTS_A_TOUR + 1;
    const stops = inOrder.slice(first, first + POINTS_A_TOUR);
    const tour = (kind: string, service: string) => ({
      trip_id: `${id}-${kind}-${number}`,
      route_id: 'tours',
      service_id: service,
      room_parcels: '400',
    });
    tables.trip(tour('MORNING', `mornings-${region}`), driven(MORNING - aheadMinutes, [[id, depot], ...named(stops)]));
    const collected = stops.filter(({ takesDropOffs }) => takesDropOffs);
    if (collected.length === 0) continue;
    const evening = driven(EVENING - aheadMinutes, [...named(collected), [id, depot]]);
    tables.trip(tour('EVENING', `evenings-${region}`), evening);
    home = Math.max(home, evening.at(-1)?.[1] ?? 0);
  }
  return home;
}

type Call = [stopId: string, position: Position];

function named(points: readonly ServedPoint[]): Call[] {
  return points.map((point) => [point.code, point]);
}

/** When a vehicle that leaves the first stop at a minute is at each, with a few minutes at every counter. */
function driven(leaves: number, calls: readonly Call[]): [string, number][] {
  let minute = leaves;
  return calls.map(([stopId, position], place) => {
    const before = calls[place - 1]?.[1];
    if (before !== undefined) {
      minute += minutesBetween(before, position, TOUR_KILOMETRES_AN_HOUR) + AT_THE_COUNTER_MINUTES;
    }
    return [stopId, minute];
  });
}

function lineHauls(tables: Tables, depot: Depot, toursAreHome: number): void {
  const { id, hub, isOverseas, aheadMinutes } = depot;
  const way = isOverseas
    ? FLIGHT_MINUTES + minutesBetween(hub, depot, PLANE_KILOMETRES_AN_HOUR)
    : minutesBetween(hub, depot, TRUCK_KILOMETRES_AN_HOUR);
  const haul = (trip_id: string, service_id: string) => {
    const route_id = isOverseas ? 'flights' : 'line-hauls';
    return { trip_id, route_id, service_id, room_parcels: isOverseas ? '600' : '6000' };
  };
  const leaves = Math.max(TO_THE_HUB - aheadMinutes, toursAreHome + SORTED_MINUTES);
  tables.trip(haul(`${id}>${hub.id}`, 'nights'), [
    [id, leaves],
    [hub.id, leaves + way],
  ]);
  for (const [number, start] of FROM_THE_HUB.entries()) {
    tables.trip(haul(`${hub.id}>${id}-${number + 1}`, 'nights'), [
      [hub.id, start],
      [id, start + way],
    ]);
  }
}

function minutesBetween(from: Position, to: Position, kilometresAnHour: number): number {
  const kilometres = (distanceMetres(from, to) * DETOUR) / 1000;
  return Math.max(3, Math.round((kilometres / kilometresAnHour) * 60));
}

function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}:00`;
}

function degrees({ lat, lon }: Position): Cells {
  return { stop_lat: String(lat), stop_lon: String(lon) };
}

class Tables {
  private readonly rows = { stops: [] as Cells[], trips: [] as Cells[], stop_times: [] as Cells[] };
  private readonly calendars = new Map<string, Cells>();

  stop(cells: Cells): void {
    this.rows.stops.push(cells);
  }

  depot(depot: Depot): void {
    const { id, name, region, timeZone, points } = depot;
    const base = { stop_timezone: timeZone };
    this.stop({ stop_id: id, stop_name: name, kind: 'DEPOT', sort_minutes: '45', ...base, ...degrees(depot) });
    for (const point of points) {
      const { code } = point;
      const zone = { stop_timezone: point.timeZone, ...degrees(point) };
      const minutes = { sort_minutes: '10', cut_off_minutes: '15' };
      this.stop({ stop_id: code, stop_name: point.name, kind: 'POINT', point_code: code, ...minutes, ...zone });
    }
    this.calendar(`mornings-${region}`, '111111', region);
    this.calendar(`evenings-${region}`, '11111', region);
    this.calendar('nights', '11111', 'FR');
  }

  trip(cells: Cells, calls: readonly [stopId: string, minute: number][]): void {
    this.rows.trips.push(cells);
    for (const [place, [stop_id, minute]] of calls.entries()) {
      const time = clock(minute);
      const sequence = String(place + 1);
      const trip_id = cells.trip_id as string;
      this.rows.stop_times.push({
        trip_id,
        stop_id,
        stop_sequence: sequence,
        arrival_time: time,
        departure_time: time,
      });
    }
  }

  finished(): TimetableTables {
    const routes: Cells[] = [
      { route_id: 'tours', route_long_name: 'Tournée', max_weight_grams: '30000', price_cents: '90' },
      { route_id: 'line-hauls', route_long_name: 'Liaison de nuit', price_cents: '60' },
      { route_id: 'flights', route_long_name: 'Fret aérien', max_weight_grams: '20000', price_cents: '900' },
    ];
    const table = (rows: readonly Cells[]): FileRow[] => rows.map((cells, place) => ({ line: place + 2, cells }));
    return {
      stops: table(this.rows.stops),
      routes: table(routes),
      trips: table(this.rows.trips),
      stop_times: table(this.rows.stop_times),
      calendar: table([...this.calendars.values()]),
      calendar_dates: null,
    };
  }

  /** @param days - `1` for each day from Monday on that it runs. */
  private calendar(id: string, days: string, region: string): void {
    const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const cells: Cells = { service_id: id, rests_on_holidays_of: region };
    week.forEach((day, place) => {
      cells[day] = days[place] ?? '0';
    });
    this.calendars.set(id, cells);
  }
}
