import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { documentJsonSchemas } from './documentJsonSchemas';

const folder = resolve(__dirname, '../../../../gitops/schemas');

describe('documentJsonSchemas', () => {
  it.each(Array.from(documentJsonSchemas()))(
    'is what %s in the repository says; else run "yarn schemas" here',
    (name, text) => {
      expect(readFileSync(resolve(folder, name), 'utf8')).toBe(text);
    },
  );
});
