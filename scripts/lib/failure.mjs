/** Something a person can mend: one sentence and the remedy. */
export class Failure extends Error {
  constructor(sentence, remedy, cause) {
    super(sentence, { cause });
    this.name = 'Failure';
    this.remedy = remedy;
  }
}

/** Runs a script's main function and reports what a person has to know. */
export async function main(script) {
  try {
    process.exitCode = (await script()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`\n${error.message} ${error.remedy}\n`);
    if (error.cause?.message) {
      process.stderr.write(`Cause: ${error.cause.message}\n`);
    }
  }
}
