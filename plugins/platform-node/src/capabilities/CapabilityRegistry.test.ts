import { z } from 'zod';
import { toPlatformError } from '../errors';
import { CapabilityRegistry } from './CapabilityRegistry';
import { defineOperation, defineQuery } from './definitions';

const listThings = defineQuery({
  name: 'list-things',
  title: 'List things',
  description: 'Lists things.',
  role: 'user',
  input: z.object({ limit: z.number().optional() }),
  output: z.object({ items: z.array(z.string()) }),
  run: () => ({ items: [] }),
});
const dropThing = defineOperation({
  name: 'drop-thing',
  title: 'Drop a thing',
  description: 'Drops a thing.',
  risk: 'destructive',
  role: 'owner',
  input: z.object({ tenant: z.string() }),
  subject: ({ tenant }) => `thing:${tenant}`,
  writes: ({ tenant }) => [`tenants/${tenant}/`],
  plan: () => ({ changes: [], summary: 'Gone', title: 'feat: drop' }),
  sync: () => [],
  verify: {
    proves: 'the thing is gone',
    deadline: 1,
    check: () => ({ outcome: 'passed', message: 'Gone' }),
  },
});

function codeOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return toPlatformError(error).code;
  }
  return undefined;
}

describe('CapabilityRegistry', () => {
  it('answers 503 until it is frozen, whatever is asked', () => {
    const registry = CapabilityRegistry.create();
    registry.register(listThings);
    expect(codeOf(() => registry.get('list-things'))).toBe('unavailable');
    expect(codeOf(() => registry.get('nothing'))).toBe('unavailable');
    expect(codeOf(() => registry.describe())).toBe('unavailable');
  });

  it('takes no capability once it is frozen', () => {
    const registry = CapabilityRegistry.create();
    registry.freeze();
    expect(() => registry.register(listThings)).toThrow(
      'only be registered while the backend starts',
    );
    expect(registry.describe()).toEqual([]);
  });

  it('takes no name twice', () => {
    const registry = CapabilityRegistry.create();
    registry.register(listThings);
    expect(() => registry.register(listThings)).toThrow('registered twice');
  });

  it.each(['ListThings', 'list_things', 'list--things', '-list', 'list1', ''])(
    'takes no capability named %j',
    name => {
      const registry = CapabilityRegistry.create();
      expect(() => registry.register({ ...listThings, name })).toThrow(
        'kebab-case',
      );
    },
  );

  it('takes no change in a tenant that its input does not name', () => {
    const registry = CapabilityRegistry.create();
    const nameless = { ...dropThing, input: z.object({ thing: z.string() }) };
    expect(() => registry.register(nameless)).toThrow('does not name');
    // A list filters by what its caller may see.
    registry.register({ ...listThings, role: 'viewer' });
    registry.register({ ...nameless, role: 'admin' });
  });

  it('describes everything in the order of the names', () => {
    const registry = CapabilityRegistry.create();
    registry.register(listThings, dropThing);
    registry.freeze();
    registry.freeze();
    expect(registry.get('drop-thing')).toBe(dropThing);
    expect(codeOf(() => registry.get('nothing'))).toBe('not_found');
    expect(registry.describe()).toMatchObject([
      {
        name: 'drop-thing',
        kind: 'operation',
        risk: 'destructive',
        role: 'owner',
        approval: null,
        verifies: 'the thing is gone',
        inputSchema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          required: ['tenant'],
          additionalProperties: false,
        },
        outputSchema: { required: expect.arrayContaining(['id', 'state']) },
      },
      {
        name: 'list-things',
        kind: 'query',
        risk: 'read',
        role: 'user',
        inputSchema: { additionalProperties: false },
      },
    ]);
    expect(registry.describe()[1]).not.toHaveProperty('verifies');
  });
});
