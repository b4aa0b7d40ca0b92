import { mockServices } from '@backstage/backend-test-utils';
import { ControlLoop } from '../../controllers/ControlLoop';
import { NamespaceController } from '../../controllers/NamespaceController';
import { ApplicationController } from '../ApplicationController';
import { IN_CLUSTER } from '../projectRules';
import type { ApplicationTarget } from '../TargetSource';
import type { AppProject } from '../../store/argoObjects';
import type { ObjectStore } from '../../store/ObjectStore';
import { APP_PROJECTS, APPLICATIONS, CONFIG_MAPS } from '../../store/resources';
import { ManualClock } from '../../testing/ManualClock';
import { newStore } from '../../testing/newStore';

/** An application controller whose repository a test makes up. */
export function startApplications(
  options: {
    /** What the project `acme` allows besides its destinations. */
    project?: Partial<AppProject['spec']>;
    /** Goes on with what another controller left behind. */
    store?: ObjectStore;
  } = {},
) {
  const clock = new ManualClock();
  const store =
    options.store ?? newStore({ clock, namespaces: ['argocd', 'acme'] });
  const logger = mockServices.logger.mock();
  const controller = new ApplicationController({
    store,
    clock,
    repositoryUrl: 'file:gitops.git',
    branch: 'main',
  });
  const loop = ControlLoop.create({
    store,
    clock,
    logger,
    controllers: [controller, new NamespaceController({ store })],
  });
  if (!store.get(APP_PROJECTS, 'argocd', 'acme')) {
    store.create(APP_PROJECTS, {
      metadata: { name: 'acme', namespace: 'argocd' },
      spec: {
        destinations: ['acme', 'x'].map(namespace => ({
          server: IN_CLUSTER,
          namespace,
        })),
        ...options.project,
      },
    });
  }
  loop.start();
  let commits = 0;
  /** Has the repository ask for some applications, and syncs them. */
  const commit = (
    applications: Record<string, ApplicationTarget['content']>,
    fields: Partial<ApplicationTarget> = {},
  ) => {
    commits += 1;
    controller
      .setTargets({
        commit: `commit${commits}`,
        applications: new Map(
          Object.entries(applications).map(([name, content]) => [
            name,
            {
              name,
              tenant: 'acme',
              project: 'acme',
              path: `tenants/acme/services/${name}/manifests`,
              namespace: 'acme',
              wave: 2,
              fingerprint: JSON.stringify(content),
              content,
              ...fields,
            },
          ]),
        ),
      })
      .forEach(({ key, withinMs }) =>
        loop.enqueueWithin(controller, key, withinMs),
      );
    clock.advance(100);
  };
  const application = (name: string) => store.get(APPLICATIONS, 'argocd', name);
  const maps = () =>
    store.list(CONFIG_MAPS).map(({ metadata }) => metadata.name);
  return {
    clock,
    store,
    logger,
    commit,
    application,
    maps,
    stop: () => loop.stop(),
  };
}
