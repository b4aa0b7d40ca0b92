import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dependencies } from '../package.json';

const COMPOSED_ROLES = ['backend-plugin', 'backend-plugin-module'];

describe('platformFeatures', () => {
  it('composes every plugin and module that the backend depends on', () => {
    const wanted = Object.keys(dependencies).filter(name =>
      COMPOSED_ROLES.includes(roleOf(name)),
    );
    // Read, not run: jest cannot import dynamically.
    const source = readFileSync(join(__dirname, 'features.ts'), 'utf8');
    const composed = [...source.matchAll(/yield import\(\s*'([^']+)'/g)].map(
      ([, name]) => name,
    );

    expect(composed.length).toBeGreaterThan(20);
    expect([...composed].sort()).toEqual(wanted.sort());
  });
});

function roleOf(name: string): string {
  const folder = createRequire(__filename)
    .resolve.paths(name)
    ?.map(parent => join(parent, name))
    .find(path => existsSync(path));
  if (!folder) {
    throw new Error(`${name} is not installed`);
  }
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    .backstage?.role;
}
