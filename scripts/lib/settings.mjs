// Prints, as JSON, what the other scripts need to know from the app-config.
// Runs with the pinned Node.js, after the dependencies are there.
import { ConfigSources } from '@backstage/config-loader';
import { resolve } from 'node:path';

const config = await ConfigSources.toConfig(
  ConfigSources.default({ watch: false, argv: [] }),
);
const listen = config.getOptional('backend.listen');

process.stdout.write(
  JSON.stringify({
    host: listen?.host ?? '127.0.0.1',
    port: Number(listen?.port ?? 7007),
    portalUrl: config.getString('app.baseUrl'),
    backendUrl: config.getString('backend.baseUrl'),
    mcpUrl:
      config.getOptionalString('mctl.urls.mcp') ??
      `${config.getString('backend.baseUrl')}/mcp`,
    stateFolder: resolve(config.getOptionalString('mctl.stateDir') ?? '.mctl'),
    embedded:
      (config.getOptionalString('mctl.cluster.type') ?? 'sandbox') ===
      'sandbox',
  }),
);
config.close();
