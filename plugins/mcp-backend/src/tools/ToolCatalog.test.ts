import type { CapabilityDescription } from '@mctl/plugin-platform-common';
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
