import fc from 'fast-check';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import { isDeeperThan } from './isDeeperThan';
import { ToolCatalog } from './ToolCatalog';

function operation(properties: Record<string, unknown>): CapabilityDescription {
  return {
    name: 'do-it',
    title: 'Do it',
    description: '',
    kind: 'operation',
    risk: 'write',
    role: 'user',
    approval: null,
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties,
    },
    outputSchema: { type: 'object' },
  };
}

describe('ToolCatalog', () => {
  it('refuses an operation whose input takes a reserved name', () => {
    expect(() =>
      ToolCatalog.create([operation({ wait: { type: 'number' } })]),
    ).toThrow('do-it uses names that MCP reserves: wait');
  });

  it('leaves the dialect out, which clients of 2025 would not know', () => {
    const [tool] = ToolCatalog.create([operation({})]).list({
      readOnly: false,
    });
    expect(JSON.stringify(tool)).not.toContain('$schema');
  });
});

describe('isDeeperThan', () => {
  it('counts levels', () => {
    expect(isDeeperThan({ a: [1] }, 1)).toBe(false);
    expect(isDeeperThan({ a: [1] }, 0)).toBe(true);
    expect(isDeeperThan('text', 0)).toBe(false);
  });

  it('agrees with counting brackets', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), depth => {
        const value: unknown = JSON.parse(
          `${'['.repeat(depth)}${']'.repeat(depth)}`,
        );
        expect(isDeeperThan(value, depth - 1)).toBe(false);
        expect(depth > 1 && isDeeperThan(value, depth - 2)).toBe(depth > 1);
      }),
    );
  });
});
