import { TestRepository } from '../__testUtils__/TestRepository';
import { GitProcess } from './GitProcess';
import { ObjectReader } from './ObjectReader';

describe('ObjectReader', () => {
  let test: TestRepository;
  let objects: ObjectReader;

  beforeEach(async () => {
    test = await TestRepository.create();
    await test.open();
    objects = new ObjectReader(new GitProcess(test.directory));
  });

  afterEach(async () => {
    objects.stop();
    await test.remove();
  });

  it('answers in the order asked, with nothing for what is missing', async () => {
    const head = await test.head();
    const seed = await test.read('seed/platform.yaml');
    const [document, missing, commit] = await objects.read([
      'main:platform.yaml',
      'main:absent',
      'main',
    ]);
    expect(document?.content.toString()).toBe(seed);
    expect(missing).toBeUndefined();
    expect(commit).toMatchObject({ id: head, type: 'commit' });
  });

  it('follows a reference that moves while it runs', async () => {
    const before = await objects.look('refs/heads/main');
    const commit = await test.push([{ path: 'x', content: 'x' }]);
    expect(before?.id).not.toBe(commit);
    expect((await objects.look('refs/heads/main'))?.id).toBe(commit);
  });

  it('fails what waits when git ends, and starts again for the next read', async () => {
    await objects.look('main');
    const waiting = objects.look('main');
    objects.stop();
    await Promise.allSettled([waiting]);
    // The end of the process may be noticed only by the next read.
    await Promise.allSettled([objects.look('main')]);
    expect((await objects.look('main'))?.type).toBe('commit');
  });

  it('lets no name smuggle in a command', async () => {
    await expect(objects.look('main\ncontents main')).rejects.toThrow(
      'line break',
    );
    await expect(objects.look('')).rejects.toThrow('empty');
  });
});
