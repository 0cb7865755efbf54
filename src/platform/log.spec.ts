import { spawnSync } from 'node:child_process';

/** What a process writes that logs three lines and then ends in a certain way. */
function linesBefore(end: string): number {
  const script = `
    const { createLog } = await import('./src/platform/log.ts');
    const log = createLog('info');
    for (let line = 1; line <= 3; line += 1) log.info({ line }, 'said');
    ${end}`;
  const args = ['--import', './tools/typescript.mjs', '--input-type=module', '--eval', script];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('"said"')).length;
}

describe('the log', () => {
  it.each([
    ['comes to its end', ''],
    ['is told to exit', 'process.exit(0);'],
    ['fails', 'throw new Error();'],
    ['fails later', 'Promise.reject(new Error());'],
    ['is killed after it said why', "log.fatal('said'); process.kill(process.pid, 'SIGKILL');"],
  ])('holds every line of a process that %s', (_, end) => {
    expect(linesBefore(end)).toBe(end.includes('fatal') ? 4 : 3);
  });
});
