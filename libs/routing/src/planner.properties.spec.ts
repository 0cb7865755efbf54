import fc from 'fast-check';
import { type Asked, BruteForce, type Outcome } from './brute-force.fixture.js';
import type { Journey, Way } from './index.js';
import { Planner, whyNoWay } from './index.js';
import { DAYS, hoursOf, instantOn, laid, moment, networkOf, spans, spansOn } from './random-timetables.fixture.js';

// A property stops after some seconds: on a busy machine with fewer networks.
const EFFORT = { numRuns: 2000, interruptAfterTimeLimit: fc.readConfigureGlobal().interruptAfterTimeLimit ?? 3_000 };

const question = fc.record({
  laid,
  from: fc.nat(3),
  to: fc.nat(3),
  at: moment,
  weightGrams: fc.constantFrom(null, 500, 500, 2000, 9000),
  dropOff: spans,
  collection: spans,
});
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

function asked({ laid: { timetable, firstDate }, ...rest }: Question): Asked {
  const { stops } = timetable;
  return {
    from: stops[rest.from % stops.length]?.id ?? '',
    to: stops[rest.to % stops.length]?.id ?? '',
    weightGrams: rest.weightGrams,
    dropOff: spansOn(firstDate, rest.dropOff),
    collection: spansOn(firstDate, rest.collection),
  };
}

function wayOf({ from, to, weightGrams, dropOff, collection }: Asked): Way {
  return {
    ...{ fromStopId: from, toStopId: to, weightGrams },
    ...{ dropOffHours: hoursOf(dropOff), collectionHours: hoursOf(collection) },
  };
}

/** Whether each leg is a ride that there is, and each can be caught. */
function holds(brute: BruteForce, { from, to }: Asked, { legs, dropOffAt, arrivesAt }: Journey): boolean {
  const stops = [from, ...legs.map(({ toStopId }) => toStopId)];
  const rides = legs.every((leg, place) => {
    const drives = brute.drives.filter(({ trip, date }) => trip.id === leg.tripId && date === leg.date);
    const begins = drives.filter((drive) => drive.from === leg.fromStopId && drive.departs === leg.departsAt);
    const ends = drives.filter((drive) => drive.to === leg.toStopId && drive.arrives === leg.arrivesAt);
    const isRide = begins.some((first) => ends.some((last) => first.place <= last.place));
    const before = place === 0 ? dropOffAt : (legs[place - 1]?.arrivesAt ?? Infinity);
    return isRide && leg.fromStopId === stops[place] && before <= leg.departsAt;
  });
  return rides && stops.at(-1) === to && (legs.length === 0 || legs.at(-1)?.arrivesAt === arrivesAt);
}

describe('ways through small networks', () => {
  it('are as early as those that brute force finds', () => {
    fc.assert(
      fc.property(question, (drawn) => {
        const at = instantOn(drawn.laid.firstDate, drawn.at);
        const brute = new BruteForce(drawn.laid.timetable, drawn.laid.firstDate, DAYS);
        const journey = new Planner(networkOf(drawn.laid)).earliest(wayOf(asked(drawn)), at);
        expect(journey?.availableAt ?? null).toBe(brute.earliest(asked(drawn), at));
        if (journey) expect(holds(brute, asked(drawn), journey)).toBe(true);
      }),
      EFFORT,
    );
  });

  it('lead somewhere often enough: networks in which nothing goes anywhere would agree on everything', () => {
    // The same questions at each run: a share of few is not a statement that a random draw could be held to.
    const questions = fc.sample(question, { numRuns: 400, seed: 2020 });
    const journeys = questions.map((drawn) =>
      new Planner(networkOf(drawn.laid)).earliest(wayOf(asked(drawn)), instantOn(drawn.laid.firstDate, drawn.at)),
    );
    const found = journeys.filter((journey) => journey !== null && journey.legs.length > 0);
    expect(found.length).toBeGreaterThan(questions.length / 20);
  });

  it('begin as late as they may', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 90_000 }), (drawn, later) => {
        const by = instantOn(drawn.laid.firstDate, drawn.at);
        const brute = new BruteForce(drawn.laid.timetable, drawn.laid.firstDate, DAYS);
        const journey = new Planner(networkOf(drawn.laid)).latest(wayOf(asked(drawn)), by);
        const isInTime = (at: number) => (brute.earliest(asked(drawn), at) ?? Infinity) <= by;
        if (journey === null) {
          expect(isInTime(by - later)).toBe(false);
          expect(isInTime(by - 40 * later)).toBe(false);
          return;
        }
        expect(holds(brute, asked(drawn), journey)).toBe(true);
        expect(journey.availableAt).toBeLessThanOrEqual(by);
        expect(isInTime(journey.dropOffAt)).toBe(true);
        expect(isInTime(journey.dropOffAt + 1)).toBe(false);
        expect(isInTime(journey.dropOffAt + later)).toBe(false);
      }),
      EFFORT,
    );
  });

  it('are all that are worth choosing', () => {
    const limits = fc.record({ mostLegs: fc.integer({ min: 1, max: 4 }), hours: fc.integer({ min: 6, max: 72 }) });
    fc.assert(
      fc.property(question, limits, (drawn, { mostLegs, hours }) => {
        const at = instantOn(drawn.laid.firstDate, drawn.at);
        const untilSeconds = at + hours * 3600;
        const brute = new BruteForce(drawn.laid.timetable, drawn.laid.firstDate, DAYS);
        const journeys = new Planner(networkOf(drawn.laid)).choices(wayOf(asked(drawn)), at, {
          untilSeconds,
          mostLegs,
        });
        const all = brute.outcomes(asked(drawn), at, mostLegs).filter(({ availableAt }) => availableAt <= untilSeconds);
        const isBetter = (a: Outcome, b: Outcome) =>
          a.availableAt <= b.availableAt &&
          a.legs <= b.legs &&
          a.priceCents <= b.priceCents &&
          (a.availableAt < b.availableAt || a.legs < b.legs || a.priceCents < b.priceCents);
        const best = all.filter((outcome) => !all.some((other) => isBetter(other, outcome)));
        const told = ({ availableAt, legs, priceCents }: Outcome) => `${availableAt} ${legs} ${priceCents}`;
        const ours = journeys.map(({ legs, ...rest }) => told({ ...rest, legs: legs.length }));
        expect(ours.toSorted()).toEqual([...new Set(best.map(told))].sort());
        for (const journey of journeys) expect(holds(brute, asked(drawn), journey)).toBe(true);
      }),
      EFFORT,
    );
  });

  it('are missing for reasons without which they would be there', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 72 }), (drawn, hours) => {
        const at = instantOn(drawn.laid.firstDate, drawn.at);
        const by = at + hours * 3600;
        const planner = new Planner(networkOf(drawn.laid));
        const noWay = whyNoWay(planner, wayOf(asked(drawn)), at, by);
        const brute = new BruteForce(drawn.laid.timetable, drawn.laid.firstDate, DAYS);
        const earliest = (other: Partial<Asked>) => brute.earliest({ ...asked(drawn), ...other }, at) ?? Infinity;
        expect(noWay === null).toBe(earliest({}) <= by);
        if (noWay === null) return;
        const codes = noWay.reasons.map(({ code }) => code);
        expect(codes.length).toBeGreaterThan(0);
        expect(noWay.first?.availableAt ?? Infinity).toBe(earliest({}));
        if (codes.includes('NO_ROOM')) brute.drives.forEach((drive) => (drive.room = Infinity));
        const otherwise = earliest({
          ...((codes.includes('TOO_HEAVY') || codes.includes('WEIGHT_NOT_SAID')) && { weightGrams: 0 }),
          ...(codes.includes('DROP_OFF_CLOSED') && { dropOff: null }),
          ...(codes.includes('COLLECTION_CLOSED') && { collection: null }),
        });
        const [reason] = noWay.reasons;
        if (reason?.code === 'AFTER_CUT_OFF')
          expect(brute.earliest(asked(drawn), reason.untilSeconds)).toBeLessThanOrEqual(by);
        else if (reason?.code === 'NO_LINE') expect(otherwise).toBe(Infinity);
        else if (reason?.code === 'NO_LINE_ON_DAY') expect(Number.isFinite(otherwise)).toBe(true);
        else expect(otherwise).toBeLessThanOrEqual(by);
      }),
      EFFORT,
    );
  });
});
