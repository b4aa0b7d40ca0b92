import type { LoggerService } from '@backstage/backend-plugin-api';
import { BareGitRepository } from '../BareGitRepository';

/**
 * A process of its own that commits to a repository until it is killed. Each
 * commit writes its number into three files. It prints the operations of each
 * group once they are acknowledged.
 *
 * Arguments: folder of the repository, a prefix for ids of operations, and how
 * many commits make a group.
 */
const [directory, prefix, size] = process.argv.slice(2);

const logger: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => logger,
};

async function main(): Promise<void> {
  const repository = await BareGitRepository.create({
    directory,
    branch: 'main',
    logger,
  });
  for (let number = 0; ; number += Number(size)) {
    const { commit: base } = await repository.refresh();
    const numbers = Array.from(
      { length: Number(size) },
      (_, index) => number + index,
    );
    const result = await repository.commitGroup({
      base,
      commits: numbers.map(each => ({
        operationId: `${prefix}${each}`,
        changes: ['a', 'b', 'c'].map(name => ({
          path: `tenants/acme/${name}.txt`,
          content: `${prefix}${each}\n`,
        })),
        writes: ['tenants/acme/'],
        title: `feat(acme): ${prefix}${each}`,
        trailers: {},
      })),
    });
    if (result.outcome !== 'committed') {
      throw new Error(`${prefix}${number}: ${JSON.stringify(result)}`);
    }
    process.stdout.write(numbers.map(each => `${prefix}${each}\n`).join(''));
  }
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
