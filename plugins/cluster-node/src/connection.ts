import { join } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { resolveStateDirectory } from './stateDirectory';

const DEFAULT_ARGOCD_NAMESPACE = 'argocd';

const settingsSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('sandbox') }),
  z
    .strictObject({
      type: z.literal('kubernetes'),
      context: z.string().min(1).optional(),
      inCluster: z.boolean().optional(),
      url: z.url({ protocol: /^https$/ }).optional(),
      token: z.string().min(1).optional(),
      caData: z.string().min(1).optional(),
      argocdNamespace: z.string().min(1).default(DEFAULT_ARGOCD_NAMESPACE),
      workflowsNamespace: z.string().min(1).optional(),
    })
    .refine(
      ({ context, inCluster, url }) =>
        [context, inCluster, url].filter(Boolean).length === 1,
      { error: 'name exactly one of context, inCluster or url' },
    )
    .refine(({ url, token }) => Boolean(url) === Boolean(token), {
      error: 'url and token go together',
    }),
]);

/** How to reach the cluster. @public */
export interface ClusterConnection {
  type: 'sandbox' | 'kubernetes';
  /** Namespace of Argo CD's Applications. */
  argocdNamespace: string;
  /**
   * Reads the credentials as they are now.
   *
   * @remarks
   * Asked for on every connection attempt: the sandbox writes its kubeconfig
   * while it starts, and files of a real cluster rotate.
   */
  load(): KubeConfig;
}

/** Where the sandbox cluster writes its kubeconfig. @public */
export function sandboxKubeConfigPath(config: RootConfigService): string {
  return join(resolveStateDirectory(config), 'kubeconfig');
}

/**
 * Reads `mctl.cluster`.
 *
 * @throws InputError when it makes no sense
 *
 * @public
 */
export function readClusterConnection(
  config: RootConfigService,
): ClusterConnection {
  const parsed = settingsSchema.safeParse(
    config.getOptional('mctl.cluster') ?? { type: 'sandbox' },
  );
  if (!parsed.success) {
    throw new InputError(
      `The configuration mctl.cluster is invalid: ${z.prettifyError(parsed.error)}`,
    );
  }
  const settings = parsed.data;
  if (settings.type === 'sandbox') {
    const file = sandboxKubeConfigPath(config);
    return {
      type: 'sandbox',
      argocdNamespace: DEFAULT_ARGOCD_NAMESPACE,
      load() {
        const kubeConfig = new KubeConfig();
        kubeConfig.loadFromFile(file);
        return kubeConfig;
      },
    };
  }
  return {
    type: 'kubernetes',
    argocdNamespace: settings.argocdNamespace,
    load: () => loadKubernetes(settings),
  };
}

type KubernetesSettings = Extract<
  z.infer<typeof settingsSchema>,
  { type: 'kubernetes' }
>;

function loadKubernetes(settings: KubernetesSettings): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (settings.inCluster) {
    kubeConfig.loadFromCluster();
  } else if (settings.url) {
    kubeConfig.loadFromClusterAndUser(
      {
        name: 'cluster',
        server: settings.url.replace(/\/$/, ''),
        caData: settings.caData,
        skipTLSVerify: false,
      },
      { name: 'mctl', token: settings.token },
    );
  } else if (settings.context) {
    kubeConfig.loadFromDefault();
    if (!kubeConfig.getContextObject(settings.context)) {
      throw new InputError(
        `The kubeconfig has no context "${settings.context}"`,
      );
    }
    kubeConfig.setCurrentContext(settings.context);
  }
  return kubeConfig;
}
