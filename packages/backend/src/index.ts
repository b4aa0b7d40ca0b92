import { createBackend } from '@backstage/backend-defaults';
import { platformFeatures } from './features';

const backend = createBackend();

backend.add(platformFeatures);

backend.start();
