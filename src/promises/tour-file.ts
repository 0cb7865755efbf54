import { offsetMsAt } from '#libs/opening-hours';
import { csvLine } from '../platform/csv-line.js';
import type { Tour, TourCall, TourParcel } from './tour.js';

export const TOUR_FORMATS = ['csv', 'geojson'] as const;
export type TourFormat = (typeof TOUR_FORMATS)[number];

const COLUMNS = [
  'place',
  'stop_id',
  'point_code',
  'name',
  'lat',
  'lon',
  'arrives_at',
  'timetable_at',
  'opens_at',
  'action',
  'tracking_number',
  'weight_grams',
  'status',
];

/**
 * A tour as a table: a line for each parcel of each stop in the order of driving, and one for a depot. Instants are ISO
 * 8601 on the clock of the stop. There is no recipient in it: a driver needs none.
 */
export function tourCsv({ calls }: Tour): string {
  const lines = calls.flatMap((call, at) => {
    const place = placeCells(call, at);
    if (call.point === null) return [[...place, 'DEPOT', '', '', '']];
    return call.parcels.map((parcel) => [...place, ...parcelCells(parcel)]);
  });
  return [COLUMNS, ...lines].map((cells) => csvLine(cells, ',')).join('');
}

function placeCells(call: TourCall, at: number): string[] {
  const { stopId, point, name, lat, lon, timeZone, arrivesAt, timetableAt, opensAt } = call;
  const clock = (seconds: number) => onClock(seconds, timeZone);
  return [
    String(at + 1),
    stopId,
    point?.code ?? '',
    name,
    lat === null ? '' : String(lat),
    lon === null ? '' : String(lon),
    clock(arrivesAt),
    clock(timetableAt),
    opensAt === null ? '' : clock(opensAt),
  ];
}

function parcelCells({ action, trackingNumber, weightGrams, isThere }: TourParcel): string[] {
  return [action, trackingNumber, String(weightGrams), isThere ? 'THERE' : 'EXPECTED'];
}

/** A tour for a map (RFC 7946): the stops with how much there is to do, and straight lines from each to the next. */
export function tourGeoJson({ networkCode, tripId, date, by, calls }: Tour): string {
  const placed = calls.flatMap((call, at) => {
    const { lat, lon } = call;
    return lat === null || lon === null ? [] : [{ call, place: at + 1, coordinates: [lon, lat] }];
  });
  const stops = placed.map(({ call, place, coordinates }) => {
    const count = (wanted: TourParcel['action']) => call.parcels.filter(({ action }) => action === wanted).length;
    const properties = {
      place,
      stopId: call.stopId,
      pointCode: call.point?.code ?? null,
      name: call.name,
      arrivesAt: onClock(call.arrivesAt, call.timeZone),
      timetableAt: onClock(call.timetableAt, call.timeZone),
      opensAt: call.opensAt === null ? null : onClock(call.opensAt, call.timeZone),
      bring: count('BRING'),
      take: count('TAKE'),
      return: count('RETURN'),
    };
    return { type: 'Feature', geometry: { type: 'Point', coordinates }, properties };
  });
  const line = {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: placed.map(({ coordinates }) => coordinates) },
    properties: { networkCode, tripId, date, by },
  };
  // A line has two ends.
  const features = placed.length < 2 ? stops : [line, ...stops];
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}

/** ISO 8601 with the offset that the zone has then: 2026-11-25T08:10:00+01:00. */
function onClock(epochSeconds: number, timeZone: string): string {
  const offsetMs = offsetMsAt(epochSeconds * 1000, timeZone);
  const local = new Date(epochSeconds * 1000 + offsetMs).toISOString().slice(0, 19);
  const offsetMinutes = Math.round(offsetMs / 60_000);
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
