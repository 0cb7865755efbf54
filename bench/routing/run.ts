import { parseArgs } from 'node:util';
import { checkTimetable } from '../../libs/routing/src/index.js';
import { writeSection } from '../results.js';
import { disrupt } from './disruptions.js';
import { measure } from './measure.js';
import { networkOf, type World, worldOf } from './network.js';
import { peersOf, profilesOf } from './peers.js';
import { disruptionsTable, targetsTable, timesTable } from './tables.js';

const QUESTIONS = 2000;

/** npm run bench -- routing [--depots 500] [--departures 100000] [--blocks 5] [--milliseconds 400] */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      depots: { type: 'string', default: '500' },
      departures: { type: 'string', default: '100000' },
      blocks: { type: 'string', default: '5' },
      milliseconds: { type: 'string', default: '400' },
    },
  });
  const effort = { blocks: Number(values.blocks), milliseconds: Number(values.milliseconds) };
  const world = worldOf(Number(values.depots), Number(values.departures), QUESTIONS);
  const [problem] = checkTimetable(world.timetable);
  if (problem) throw new Error(`the timetable is not sound: ${JSON.stringify(problem)}`);
  const network = networkOf(world.timetable);
  const measured = measure(world, peersOf(world, network, profilesOf(world, network)), effort);
  const disrupted = disrupt(world, effort.blocks);
  const parts = [
    introduction(world, network.connections.count),
    `${timesTable(measured)}\n\n${targetsTable(measured)}`,
    `### Disruptions: until every answer is right\n\n${disruptionsTable(disrupted)}`,
  ];
  const text = parts.join('\n\n');
  console.log(`\n${text}`);
  writeSection('routing', `${effort.blocks} blocks of ${effort.milliseconds} ms for each, in turn`, text);
}

function introduction({ timetable, depots }: World, departures: number): string {
  return `When a parcel that is brought to a depot, at any minute of four days, is at another: a generated week with ${departures}
departures of ${timetable.trips.length} trips between ${depots.length} depots and ${timetable.stops.length - depots.length} hubs, with times for sorting, cut-offs, and waves at half of the
hubs. All arrivals were the same. Relais answers one question with every leg of the way; the others with the arrival only.
Dijkstra's algorithm runs on the realistic time-dependent model, on typed arrays. minotor has the same timetable, with stops
split in two for the time of sorting and waves as trips that take no time; it looks for trips of a route from the first of
the week on, as it is made for one day. The pass adds up every number of the connections that Relais scans for the same
question. Each disruption was mended, and then taken back; what was mended equals what is computed from nothing.`;
}
