// The service as its users start it, from dist/, in a process of its own that may be killed at any moment. Whoever
// started it may look into its database, and is sent what this process knows over its channel.
const built = (path) => import(new URL(`../../dist/${path}.js`, import.meta.url).href);

const { startService } = await built('src/service');
const { readConfig } = await built('src/platform/config');
const { Clock } = await built('src/platform/clock');
const { Jobs } = await built('src/platform/jobs');
const { TokensService } = await built('src/access/tokens.service');
const { seedProgrammes } = await built('seeds/programmes');

/** A restart takes seconds here, and minutes elsewhere: what a killed process had claimed is free again at once. */
class ClockAhead extends Clock {
  now() {
    return new Date(super.now().getTime() + Number(process.env.CRASH_CLOCK_AHEAD_MS ?? 0));
  }
}

process.once('disconnect', () => process.exit(1));
const service = await startService(readConfig(process.env), { clock: new ClockAhead() });
const { app, database, url } = service;

const ANSWERS = {
  query: ({ sql, values }) => database.dataSource.query(sql, values),
  job: ({ name }) => app.get(Jobs).runNow(name),
  seed: () => seedProgrammes(app).then(() => null),
  now: () => app.get(Clock).now(),
  token: ({ input }) =>
    database.dataSource.transaction(async (tx) => (await app.get(TokensService).issue(tx, input)).secret),
};

process.on('message', async ({ id, ask, ...given }) => {
  try {
    process.send({ id, answer: await ANSWERS[ask](given) });
  } catch (error) {
    process.send({ id, failure: String(error?.message ?? error) });
  }
});
process.send({ url });
