import { createBackend } from '@backstage/backend-defaults';
import { stringifyError } from '@backstage/errors';
import { platformFeatures } from './features';

const backend = createBackend();

backend.add(platformFeatures);

backend.start().catch(error => {
  // Half a platform would neither work nor end by itself.
  process.stderr.write(`${stringifyError(error)}\n`);
  process.exit(1);
});
