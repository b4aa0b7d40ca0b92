// Property tests run from one seed, so that a change is judged by what it
// changed and not by the luck of its run. To look for new counterexamples:
// MCTL_TEST_SEED=random npm test. What is found gets a test of its own.
const fc = require('fast-check');

const seed = process.env.MCTL_TEST_SEED ?? '20261122';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
