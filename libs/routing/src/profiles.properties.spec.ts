import fc from 'fast-check';
import { BruteForce } from './brute-force.fixture.js';
import { change, Network, OPEN_ALWAYS, Planner, Profiles, type TimetableChange } from './index.js';
import { DAYS, instantOn, type Laid, laid, moment, networkOf } from './random-timetables.fixture.js';

const EFFORT = { numRuns: 1500, interruptAfterTimeLimit: fc.readConfigureGlobal().interruptAfterTimeLimit ?? 3_000 };

const weight = fc.constantFrom(null, 500, 500, 2000, 9000);
const moments = fc.array(moment, { minLength: 3, maxLength: 3 });

/**
 * What becomes of a run, by places in lists that are taken modulo their length. No two delays differ by whole minutes, so
 * that they make no circles of trips that take no time.
 */
const twist = fc.record({
  kind: fc.constantFrom('CANCEL', 'RESTORE', 'DELAY', 'ROOM', 'ADD'),
  run: fc.nat(99),
  stop: fc.nat(3),
  lateSeconds: fc.constantFrom(0, 61, 1807, 5411, 40_009),
  parcels: fc.nat(1),
});
type Twist = typeof twist extends fc.Arbitrary<infer Value> ? Value : never;

/** A trip that is added is another one again, on a day of its own. */
function changeOf(network: Network, { kind, run, stop, lateSeconds, parcels }: Twist, turn: number): TimetableChange[] {
  const { trip, date } = network.runs[run % network.runs.length] ?? {};
  if (trip === undefined || date === undefined) return [];
  const stops = trip.stopTimes.length;
  const which = { tripId: trip.id, date };
  switch (kind) {
    case 'DELAY':
      return [{ kind, ...which, fromStop: stop % stops, lateSeconds }];
    case 'ROOM':
      return [{ kind, ...which, stop: stop % (stops - 1), parcels }];
    case 'ADD':
      return [{ kind, date, trip: { ...trip, id: `${trip.id}-${turn}` } }];
    default:
      return [{ kind: kind === 'CANCEL' ? kind : 'RESTORE', ...which }];
  }
}

function profilesOf(network: Network, weightGrams: number | null): Profiles {
  return new Profiles(
    network,
    network.stops.map(({ id }) => id),
    weightGrams,
  );
}

/** Every pair of stops. */
function pairsOf({ stops }: Network): [from: string, to: string][] {
  return stops.flatMap((from) => stops.map((to): [string, string] => [from.id, to.id]));
}

function arrivals(network: Network, profiles: Profiles, instants: readonly number[]): (number | null)[] {
  return pairsOf(network).flatMap(([from, to]) => instants.map((at) => profiles.arrival(from, to, at)));
}

const instantsOf = ({ firstDate }: Laid, relative: readonly number[]) => relative.map((at) => instantOn(firstDate, at));

describe('profiles of small networks', () => {
  it('answer as single questions do, and with ways that arrive then', () => {
    fc.assert(
      fc.property(laid, weight, moments, (drawn, weightGrams, relative) => {
        const network = networkOf(drawn);
        const profiles = profilesOf(network, weightGrams);
        const planner = new Planner(network);
        for (const [fromStopId, toStopId] of pairsOf(network)) {
          const way = { fromStopId, toStopId, weightGrams, dropOffHours: OPEN_ALWAYS, collectionHours: OPEN_ALWAYS };
          for (const at of instantsOf(drawn, relative)) {
            const [ours, single] = [profiles.earliest(way, at), planner.earliest(way, at)];
            expect(profiles.arrival(fromStopId, toStopId, at)).toBe(single?.arrivesAt ?? null);
            expect(ours?.availableAt).toBe(single?.availableAt);
            let ready = at;
            for (const leg of ours?.legs ?? []) {
              expect(leg.departsAt).toBeGreaterThanOrEqual(ready);
              ready = leg.arrivesAt;
            }
          }
        }
      }),
      EFFORT,
    );
  });

  it('are mended to what they would be anew, and only where they have become others', () => {
    fc.assert(
      fc.property(
        laid,
        weight,
        moments,
        fc.array(twist, { minLength: 1, maxLength: 4 }),
        (drawn, weightGrams, relative, twists) => {
          const network = networkOf(drawn);
          const mended = profilesOf(network, weightGrams);
          const instants = instantsOf(drawn, relative);
          twists.forEach((each, turn) => {
            const before = arrivals(network, mended, instants);
            const targets = mended.mend(change(network, changeOf(network, each, turn)));
            const after = arrivals(network, mended, instants);
            expect(after).toEqual(arrivals(network, profilesOf(network, weightGrams), instants));
            pairsOf(network).forEach(([, to], place) => {
              if (targets.includes(to)) return;
              const here = instants.map((_, turnOf) => place * instants.length + turnOf);
              expect(here.map((at) => after[at])).toEqual(here.map((at) => before[at]));
            });
          });
        },
      ),
      EFFORT,
    );
  });
});

describe('networks that have changed', () => {
  it('are what brute force makes of the same changes', () => {
    fc.assert(
      fc.property(laid, moment, fc.array(twist, { minLength: 1, maxLength: 4 }), (drawn, relative, twists) => {
        const network = networkOf(drawn);
        const brute = new BruteForce(drawn.timetable, drawn.firstDate, DAYS);
        const at = instantOn(drawn.firstDate, relative);
        twists.forEach((each, turn) => {
          const changes = changeOf(network, each, turn);
          change(network, changes);
          for (const one of changes) brute.change(one);
        });
        const planner = new Planner(network);
        for (const [from, to] of pairsOf(network)) {
          const way = {
            fromStopId: from,
            toStopId: to,
            weightGrams: 500,
            dropOffHours: OPEN_ALWAYS,
            collectionHours: OPEN_ALWAYS,
          };
          const asked = { from, to, weightGrams: 500, dropOff: null, collection: null };
          expect(planner.earliest(way, at)?.availableAt ?? null).toBe(brute.earliest(asked, at));
        }
      }),
      EFFORT,
    );
  });
});
