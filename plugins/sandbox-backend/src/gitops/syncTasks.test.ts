import fc from 'fast-check';
import type { KubeObject } from '../store/objects';
import type { Manifest } from './loadManifests';
import { inKindOrder, inPruneOrder, isHook, planSync } from './syncTasks';

const ARGO = 'argocd.argoproj.io';

function manifest(
  kind: string,
  name: string,
  annotations: Record<string, string> = {},
): Manifest {
  return { apiVersion: 'v1', kind, metadata: { name, annotations } };
}
const wave = (number: number) => ({ [`${ARGO}/sync-wave`]: String(number) });
const hook = (phases: string) => ({ [`${ARGO}/hook`]: phases });
const object = (
  kind: string,
  name: string,
  annotations: Record<string, string> = {},
) => manifest(kind, name, annotations) as unknown as KubeObject;

/** What a plan does, step by step, in words. */
function words(manifests: Manifest[], superfluous: KubeObject[] = []) {
  return planSync(manifests, superfluous).map(step =>
    [
      `${step.phase} ${step.wave}:`,
      ...step.tasks.map(task =>
        task.does === 'prune'
          ? `-${task.object.metadata.name}`
          : `${task.does === 'hook' ? '!' : '+'}${task.manifest.metadata.name}`,
      ),
    ].join(' '),
  );
}

describe('planSync', () => {
  it('does everything at once when nothing says otherwise', () => {
    expect(
      words(
        [manifest('Ingress', 'i'), manifest('ConfigMap', 'c')],
        [object('ConfigMap', 'old')],
      ),
    ).toEqual(['Sync 0: -old +c +i']);
    expect(words([])).toEqual([]);
  });

  it('goes by phase, and in a phase by wave', () => {
    expect(
      words([
        manifest('Deployment', 'web'),
        manifest('Job', 'after', hook('PostSync')),
        manifest('Job', 'before', { ...hook('PreSync'), ...wave(0) }),
        manifest('ConfigMap', 'first', { ...hook('PreSync'), ...wave(-1) }),
        manifest('Deployment', 'late', wave(2)),
        manifest('Job', 'never', hook('Skip')),
        manifest('Job', 'both', hook('PreSync, PostSync')),
      ]),
    ).toEqual([
      'PreSync -1: !first',
      'PreSync 0: !before !both',
      'Sync 0: +web',
      'Sync 2: +late',
      'PostSync 0: !after !both',
    ]);
  });

  it('prunes in the reverse order of creation', () => {
    expect(
      words(
        [],
        [
          object('Pod', 'a', wave(1)),
          object('Pod', 'c', wave(3)),
          object('Pod', 'b', wave(2)),
        ],
      ),
    ).toEqual(['Sync 1: -c', 'Sync 2: -b', 'Sync 3: -a']);
  });

  it('prunes at the very end what asks for it', () => {
    const last = { [`${ARGO}/sync-options`]: 'Validate=false, PruneLast=true' };
    expect(
      words(
        [manifest('Deployment', 'web', wave(4))],
        [object('ConfigMap', 'old', last), object('Pod', 'gone')],
      ),
    ).toEqual(['Sync 0: -gone', 'Sync 4: +web', 'Sync 5: -old']);
  });

  it('does each thing once, in the order of phases and waves', () => {
    const phase = fc.constantFrom('', 'PreSync', 'Sync', 'PostSync');
    const item = fc.record({ phase, wave: fc.integer({ min: -3, max: 3 }) });
    fc.assert(
      fc.property(fc.array(item), fc.array(item), (wanted, unwanted) => {
        const manifests = wanted.map((each, index) =>
          manifest('ConfigMap', `m${index}`, {
            ...wave(each.wave),
            ...(each.phase && hook(each.phase)),
          }),
        );
        const superfluous = unwanted.map((each, index) =>
          object('ConfigMap', `o${index}`, wave(each.wave)),
        );
        const steps = planSync(manifests, superfluous);
        const tasks = steps.flatMap(step => step.tasks);
        expect(tasks).toHaveLength(wanted.length + unwanted.length);
        const order = steps.map(
          step =>
            ['PreSync', 'Sync', 'PostSync'].indexOf(step.phase) * 100 +
            step.wave,
        );
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
      }),
    );
  });
});

describe('the order of kinds', () => {
  it('creates what others need before them, and deletes it after them', () => {
    const kinds = ['Ingress', 'Widget', 'Deployment', 'ConfigMap', 'Namespace'];
    const names = (list: ReadonlyArray<{ kind?: unknown }>) =>
      list.map(({ kind }) => kind);
    expect(names(inKindOrder(kinds.map(kind => manifest(kind, 'a'))))).toEqual([
      'Namespace',
      'ConfigMap',
      'Deployment',
      'Ingress',
      'Widget',
    ]);
    expect(names(inPruneOrder(kinds.map(kind => object(kind, 'a'))))).toEqual([
      'Widget',
      'Ingress',
      'Deployment',
      'ConfigMap',
      'Namespace',
    ]);
  });

  it('takes nonsense for no wave and no hook', () => {
    const odd = { metadata: { annotations: { [`${ARGO}/hook`]: 5 } } };
    expect(isHook(odd)).toBe(false);
    expect(isHook({ metadata: { annotations: null } })).toBe(false);
    expect(isHook({})).toBe(false);
    const names = inKindOrder([
      manifest('ConfigMap', 'a', { [`${ARGO}/sync-wave`]: 'soon' }),
      manifest('ConfigMap', 'b', wave(-1)),
    ]).map(({ metadata }) => metadata.name);
    expect(names).toEqual(['b', 'a']);
  });
});
