import fc from 'fast-check';

// Property tests draw new cases at every run. Where a run must be repeatable, as in CI, the seed comes from outside.
const seed = Number.parseInt(process.env.FAST_CHECK_SEED ?? '', 10);
if (Number.isInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

// A look between two edits tries cases for a second each; the tests themselves try all.
const most = Number.parseInt(process.env.PROPERTY_MILLISECONDS ?? '', 10);
if (Number.isInteger(most)) fc.configureGlobal({ ...fc.readConfigureGlobal(), interruptAfterTimeLimit: most });
