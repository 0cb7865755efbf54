// npm run crash -- --kills N [--on embedded|postgres] [--kill service|database] [--seconds N]
// Kills the real service, or a PostgreSQL server of its own, at random moments of its work; nothing may be lost or done twice.
import { parseArgs } from 'node:util';
import { CrashRun, type Plan } from './run.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    on: { type: 'string', default: 'embedded' },
    kill: { type: 'string', default: 'service' },
    seconds: { type: 'string', default: '86400' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const plan = {
  on: values.on,
  victim: values.kill,
  kills: Number(values.kills),
  mostSeconds: Number(values.seconds),
} as Plan;
const isPlan =
  ['embedded', 'postgres'].includes(plan.on) &&
  (plan.victim === 'service' || (plan.victim === 'database' && plan.on === 'postgres')) &&
  plan.kills > 0 &&
  plan.mostSeconds > 0;
if (!isPlan) {
  say('npm run crash -- --kills N --on embedded|postgres [--kill service|database (postgres only)] [--seconds N]');
  process.exit(2);
}

const run = await CrashRun.start(plan);
let complaints: string[] = [];
try {
  complaints = await run.run();
} finally {
  await run.end();
}
say(`${plan.victim} killed, ${plan.on}:`);
for (const line of run.lines) say(`  ${line}`);
if (!run.tally.isTelling) complaints.push('Too many kills met nothing under way to prove anything.');
for (const complaint of complaints.slice(0, 20)) say(`  WRONG: ${complaint}`);
say(complaints.length === 0 ? '  nothing was lost or done twice' : `  ${complaints.length} things do not hold`);
process.exit(complaints.length === 0 ? 0 : 1);
