import fc from 'fast-check';

// Property tests draw new cases at every run. Where a run must be repeatable, as in CI, the seed comes from outside.
const seed = Number.parseInt(process.env.FAST_CHECK_SEED ?? '', 10);
if (Number.isInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
