import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { type SandboxState, StateFile } from './StateFile';
import { ObjectStore } from './store/ObjectStore';
import { NAMESPACES, REPLICA_SETS } from './store/resources';
import { ManualClock } from './testing/ManualClock';
import { newStore } from './testing/newStore';

describe('StateFile', () => {
  const logger = mockServices.logger.mock();
  const clock = new ManualClock();
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-state-'));
    file = join(folder, 'objects.json');
    logger.warn.mockClear();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function fill() {
    const store = newStore({ clock, namespaces: ['acme'] });
    const labels = { app: 'shop' };
    store.create(REPLICA_SETS, {
      metadata: { name: 'shop-1', namespace: 'acme', labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
        },
      },
    });
    return store;
  }

  const keep = (read: () => SandboxState) =>
    StateFile.create({ file, clock, logger, read });

  it('brings everything back after a restart', async () => {
    const store = fill();
    const fault = {
      tenant: 'acme',
      service: 'shop',
      fault: 'crash-loop' as const,
      release: '1.5.0',
      activeAt: '2026-01-01T00:00:00.000Z',
    };
    const other = {
      ...fault,
      fault: 'dependency-down' as const,
      target: 'database:5432',
      memoryBytes: 1024,
      port: 8080,
    };
    const past = { ...fault, endedAt: '2026-01-02T00:00:00.000Z' };
    await keep(() => ({
      cluster: store.dump(),
      faults: [fault, other],
      pastFaults: [past],
    })).flush();
    const loaded = await StateFile.load(file, logger);
    expect(loaded?.faults).toEqual([fault, other]);
    expect(loaded?.pastFaults).toEqual([past]);
    const restored = ObjectStore.create({ clock, dump: loaded?.cluster });
    expect(restored.dump()).toEqual(store.dump());
    expect(restored.list(REPLICA_SETS)).toEqual(store.list(REPLICA_SETS));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('has nothing before it was written', async () => {
    expect(await StateFile.load(file, logger)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, (text: string) => string]>([
    ['is truncated', text => text.slice(0, text.length / 2)],
    ['is empty', () => ''],
    ['is of something else', () => '{"name": "package", "version": "1.0.0"}'],
    ['holds a list', () => '[]'],
    [
      'has an object of an unknown kind',
      text => text.replace('"kind":"ReplicaSet"', '"kind":"Widget"'),
    ],
    ['has an object without a uid', text => text.replace(/"uid":"[^"]+",/, '')],
  ])('sets a file aside that %s, and says so', async (_, damage) => {
    const store = fill();
    await keep(() => ({ cluster: store.dump(), faults: [] })).flush();
    const damaged = damage(await readFile(file, 'utf8'));
    await writeFile(file, damaged);
    expect(await StateFile.load(file, logger)).toBeUndefined();
    const [aside, ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(aside).toMatch(/^objects\.json\.unreadable-/);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(damaged);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining(aside));
  });

  it('fails when the file cannot be read at all', async () => {
    await expect(StateFile.load(folder, logger)).rejects.toThrow('EISDIR');
  });

  it('writes changes together, and again after the next one', async () => {
    const store = newStore({ clock, namespaces: [] });
    let reads = 0;
    const state = keep(() => {
      reads += 1;
      return { cluster: store.dump(), faults: [] };
    });
    for (const name of ['a', 'b', 'c']) {
      store.create(NAMESPACES, { metadata: { name } });
      state.touch();
    }
    expect(reads).toBe(0);
    clock.advance(500);
    await state.flush();
    // Once by the clock and once by hand.
    expect(reads).toBe(2);
    const loaded = await StateFile.load(file, logger);
    expect(loaded?.cluster.objects).toHaveLength(3);
  });

  it.each([0, 1, 200, 201, 450])(
    'brings back %i objects, of the moment that writing began',
    async count => {
      const store = newStore({ clock, namespaces: [] });
      for (let index = 0; index < count; index += 1) {
        store.create(NAMESPACES, { metadata: { name: `n-${index}` } });
      }
      const before = store.dump();
      const written = keep(() => ({
        cluster: store.dump(),
        faults: [],
      })).flush();
      // The write has begun: what comes now belongs to the next one.
      await Promise.resolve();
      store.create(NAMESPACES, { metadata: { name: 'late' } });
      await written;
      const loaded = await StateFile.load(file, logger);
      expect(loaded).toEqual({ cluster: before, faults: [] });
    },
  );

  it('writes less often what takes long to write', async () => {
    const store = newStore({ clock, namespaces: ['acme'] });
    let reads = 0;
    const state = keep(() => {
      reads += 1;
      clock.elapse(1000);
      return { cluster: store.dump(), faults: [] };
    });
    await state.flush();
    state.touch();
    clock.advance(19_999);
    expect(reads).toBe(1);
    clock.advance(1);
    await state.flush();
    expect(reads).toBe(3);
  });
});
