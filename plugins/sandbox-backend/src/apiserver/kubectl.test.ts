import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  PODS,
  REPLICA_SETS,
} from '../store/resources';
import { createShop } from '../testing/createShop';
import {
  describeWithKubectl,
  kubectlArguments,
  runKubectl,
  tableRows,
} from '../testing/kubectl';
import { TestApi } from './__testUtils__/TestApi';

jest.setTimeout(60_000);

describeWithKubectl('kubectl on every kind (skipped without kubectl)', () => {
  let api: TestApi;

  const run = (...args: string[]) => runKubectl(api.kubeConfigFile, args);
  const failure = (...args: string[]) =>
    run(...args).then(
      output => ({ code: 0, stderr: output }),
      (error: { code: number; stderr: string }) => error,
    );
  async function file(name: string, content: object): Promise<string> {
    const path = join(api.folder, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  beforeEach(async () => {
    api = await TestApi.start();
    createShop(api.store);
  });

  afterEach(() => api.stop());

  it('describes each kind', async () => {
    const expected: Record<string, string[]> = {
      'pod/shop-1-a': [
        'Controlled By:  ReplicaSet/shop-1',
        'Port:           8080/TCP',
        "<set to the key 'k' in secret 's'>",
        'Warning  BackOff',
        'kubelet  Back-off restarting failed container',
      ],
      'deploy/shop': [
        'Replicas:               1 desired',
        'NewReplicaSet:     shop-1 (0/1 replicas created)',
      ],
      'rs/shop-1': [
        'Controlled By:  Deployment/shop',
        'Pods Status:    1 Running / 0 Waiting',
      ],
      'svc/shop': ['Type:                     ClusterIP', '80/TCP', '10.43.'],
      'ing/shop': ['shop.localhost', '/   shop:80', 'Default backend:'],
      'hpa/shop': ['Deployment/shop', '<unknown> / 80%', 'Max replicas:'],
      'job/migrate': ['Backoff Limit:    6', 'Completions:      1'],
      'cj/nightly': ['Schedule:                      0 3 * * *'],
      'pvc/data': ['Status:        Pending', 'VolumeMode:    Filesystem'],
      'quota/quota': ['Resource    Used  Hard', 'pods        1     10'],
      'limits/limits': ['Container   cpu       -    -    1                1'],
      'node/node': [
        'Non-terminated Pods:          (1 in total)',
        'shop-1-a    100m (2%)',
      ],
      'netpol/policy': ['To Port: 80/TCP', 'Policy Types: Ingress'],
      'cm/config': ['color:\n----\nred'],
      'secret/s': ['Type:  Opaque', 'k:  3 bytes'],
      'pdb/budget': ['Min available:  1'],
      'ns/default': ['Resource Quotas', 'Resource Limits'],
    };
    for (const [name, parts] of Object.entries(expected)) {
      const text = await run('describe', name);
      for (const part of parts) {
        expect(text).toContain(part);
      }
    }
  });

  it('lists each kind with its own columns', async () => {
    const cells = async (kind: string) => tableRows(await run('get', kind));
    expect(await cells('svc')).toEqual([
      ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
      [
        'shop',
        'ClusterIP',
        expect.any(String),
        '<none>',
        '80/TCP',
        expect.any(String),
      ],
    ]);
    expect((await cells('hpa'))[1].slice(0, 5)).toEqual([
      'shop',
      'Deployment/shop',
      'cpu: <unknown>/80%',
      '1',
      '3',
    ]);
    expect((await cells('job'))[1].slice(0, 3)).toEqual([
      'migrate',
      'Running',
      '0/1',
    ]);
    expect((await cells('cj'))[1].slice(0, 5)).toEqual([
      'nightly',
      '0 3 * * *',
      '<none>',
      'False',
      '0',
    ]);
    expect((await cells('ing'))[1].slice(0, 3)).toEqual([
      'shop',
      '<none>',
      'shop.localhost',
    ]);
    expect((await cells('quota'))[1].slice(0, 2)).toEqual([
      'quota',
      'pods: 1/10',
    ]);
    expect((await cells('node'))[1].slice(0, 2)).toEqual(['node', 'Ready']);
    expect(await run('get', 'cm,secret', '-o', 'name')).toBe(
      'configmap/config\nsecret/s\n',
    );
  });

  it('reads logs as far as somebody wants them', async () => {
    api.logs.present = ['a', 'b', 'c'].map((text, second) => ({
      time: `2026-01-01T00:00:0${second}.000000000Z`,
      text,
    }));
    api.logs.before = [{ time: '2026-01-01T00:00:00Z', text: 'crashed' }];
    const pod = 'shop-1-a';
    expect(await run('logs', pod)).toBe('a\nb\nc\n');
    expect(await run('logs', pod, '--tail=2', '--timestamps')).toBe(
      '2026-01-01T00:00:01.000000000Z b\n2026-01-01T00:00:02.000000000Z c\n',
    );
    expect(await run('logs', pod, '--since-time=2026-01-01T00:00:02Z')).toBe(
      'c\n',
    );
    expect(await run('logs', pod, '--limit-bytes=3')).toBe('a\nb');
    expect(await run('logs', 'deploy/shop', '--since=1s')).toBe('');
    expect((await failure('logs', pod, '--previous')).stderr).toContain(
      'previous terminated container "shop" in pod "shop-1-a" not found',
    );
    expect((await failure('logs', pod, '-c', 'nope')).stderr).toContain('nope');
  });

  it('follows a log until the container ends', async () => {
    api.logs.present = [{ time: '2026-01-01T00:00:00Z', text: 'first' }];
    const { command, args, options } = kubectlArguments(api.kubeConfigFile, [
      'logs',
      '-f',
      'shop-1-a',
    ]);
    const child = spawn(command, args, options);
    const lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    expect((await lines.next()).value).toBe('first');
    api.logs.write({ time: '2026-01-01T00:00:01Z', text: 'second' });
    expect((await lines.next()).value).toBe('second');
    const ended = once(child, 'exit');
    api.store.modify(PODS, 'default', 'shop-1-a', draft => {
      for (const status of draft.status?.containerStatuses ?? []) {
        status.state = { waiting: { reason: 'CrashLoopBackOff' } };
      }
    });
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    [['exec', 'shop-1-a', '--', 'ls'], 'cannot run a command in a container'],
    [['attach', 'shop-1-a'], 'cannot attach to a container'],
    [['port-forward', 'shop-1-a', ':8080'], 'cannot forward a port to a pod'],
    [['cp', 'default/shop-1-a:/a', 'b'], 'cannot run a command in a container'],
    [['debug', 'shop-1-a', '--image=a'], 'cannot debug a pod'],
  ])('refuses %j and says what helps instead', async (args, reason) => {
    const { code, stderr } = await failure(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('look at "kubectl logs"');
  });

  it('runs dry on the server: checked, filled in and not stored', async () => {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config', namespace: 'default' },
      data: { color: 'blue' },
    };
    const before = api.store.resourceVersion;
    const path = await file('map.json', map);
    expect(await run('apply', '--dry-run=server', '-f', path)).toBe(
      'configmap/config configured (server dry run)\n',
    );
    const fresh = await file('new.json', {
      ...map,
      metadata: { name: 'new', namespace: 'default' },
    });
    expect(
      await run('create', '--dry-run=server', '-f', fresh, '-o', 'name'),
    ).toBe('configmap/new\n');
    await run('delete', 'cm', 'config', '--dry-run=server');
    await run('scale', 'deploy', 'shop', '--replicas=4', '--dry-run=server');
    await run('label', 'pod', 'shop-1-a', 'a=b', '--dry-run=server');
    const faulty = await file('faulty.json', { ...map, data: { a: 1 } });
    expect(
      (await failure('apply', '--dry-run=server', '-f', faulty)).stderr,
    ).toContain('The ConfigMap "config" is invalid: data.a: Invalid value: 1');
    expect(api.store.resourceVersion).toBe(before);
  });

  it('applies on the server side', async () => {
    const path = await file('map.json', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config', namespace: 'default' },
      data: { size: 'large' },
    });
    const args = ['apply', '--server-side', '--field-manager=me', '-f', path];
    expect(await run(...args)).toBe('configmap/config serverside-applied\n');
    expect(api.store.get(CONFIG_MAPS, 'default', 'config')?.data).toEqual({
      color: 'red',
      size: 'large',
    });
  });

  it('scales, also only from a number that is expected', async () => {
    await run('scale', 'deploy', 'shop', '--replicas=3');
    await run('scale', 'rs', 'shop-1', '--replicas=2', '--current-replicas=1');
    const replicas = [
      api.store.get(DEPLOYMENTS, 'default', 'shop')?.spec.replicas,
      api.store.get(REPLICA_SETS, 'default', 'shop-1')?.spec.replicas,
    ];
    expect(replicas).toEqual([3, 2]);
    expect(
      (
        await failure(
          'scale',
          'rs',
          'shop-1',
          '--replicas=9',
          '--current-replicas=7',
        )
      ).stderr,
    ).toContain('Expected replicas to be 7, was 2');
    expect(
      (await failure('scale', 'deploy', 'nope', '--replicas=1')).stderr,
    ).toContain('deployments.apps "nope" not found');
  });

  it('changes one container without touching the others', async () => {
    await run('set', 'image', 'deploy/shop', 'shop=acme/shop:2');
    await run('set', 'env', 'deploy/shop', 'MODE=fast');
    await run(
      'patch',
      'deploy',
      'shop',
      '-p',
      JSON.stringify({
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'proxy', image: 'proxy:1' },
                { name: 'shop', ports: [{ containerPort: 9090 }] },
              ],
            },
          },
        },
      }),
    );
    const containers =
      api.store.get(DEPLOYMENTS, 'default', 'shop')?.spec.template.spec
        .containers ?? [];
    expect(containers).toMatchObject([
      {
        name: 'shop',
        image: 'acme/shop:2',
        env: [{ name: 'KEY' }, { name: 'MODE', value: 'fast' }],
        ports: [{ containerPort: 8080 }, { containerPort: 9090 }],
      },
      { name: 'proxy', image: 'proxy:1' },
    ]);
  });

  it('does not evict what a budget protects, and drains the rest', async () => {
    const { code, stderr } = await failure(
      ...['drain', 'node', '--force', '--timeout=1s'],
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      "Cannot evict pod as it would violate the pod's disruption budget.",
    );
    await run('delete', 'pdb', 'budget');
    const drained = run('drain', 'node', '--force');
    await new Promise<void>(resolve => {
      api.store.subscribe(({ type, object }) => {
        if (type === PODS && object.metadata.deletionTimestamp) {
          resolve();
        }
      });
    });
    api.store.remove(PODS, 'default', 'shop-1-a');
    expect(await drained).toContain('node/node drained');
  });

  it('prints what pods and nodes use', async () => {
    api.usage.set('shop-1-a', [
      { container: 'shop', cpuCores: 0.25, memoryBytes: 100 * 1024 ** 2 },
    ]);
    expect(tableRows(await run('top', 'pod', '--containers'))).toEqual([
      ['POD', 'NAME', 'CPU(cores)', 'MEMORY(bytes)'],
      ['shop-1-a', 'shop', '250m', '100Mi'],
    ]);
    expect(tableRows(await run('top', 'node'))[1].slice(0, 3)).toEqual([
      'node',
      '300m',
      '7%',
    ]);
    api.usage.clear();
    expect((await failure('top', 'pod', 'shop-1-a')).stderr).toContain(
      'podmetrics.metrics.k8s.io "default/shop-1-a" not found',
    );
  });

  it('pages through lists and waits for conditions', async () => {
    for (let index = 0; index < 5; index += 1) {
      api.store.create(CONFIG_MAPS, {
        metadata: { name: `m${index}`, namespace: 'default' },
      });
    }
    const all = await run('get', 'cm', '-o', 'name', '--chunk-size=2');
    expect(all.trim().split('\n')).toHaveLength(6);
    expect(await run('wait', '--for=condition=Ready', 'pod/shop-1-a')).toBe(
      'pod/shop-1-a condition met\n',
    );
  });
});
