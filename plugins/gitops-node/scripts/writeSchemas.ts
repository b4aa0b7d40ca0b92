import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { documentJsonSchemas } from '../src/documents/documentJsonSchemas';

const folder = resolve(__dirname, '../../../gitops/schemas');
mkdirSync(folder, { recursive: true });
for (const [name, text] of documentJsonSchemas()) {
  writeFileSync(resolve(folder, name), text);
}
