import fc from 'fast-check';
import { failureOf } from '../testing/failureOf';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import { StatusError } from '../store/StatusError';
import { ServiceLogs } from './ServiceLogs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function start(options: Parameters<FaultCluster['release']>[1] = {}) {
  const cluster = new FaultCluster();
  cluster.release('1.4.0', options);
  const logs = ServiceLogs.create(cluster);
  const read = (previous = false, container = 'shop') =>
    logs.read(cluster.pod, container, { previous, at: cluster.clock.now() });
  const text = (previous = false) =>
    read(previous)
      .map(line => line.text)
      .join('\n');
  return { cluster, logs, read, text };
}

describe('logs of a running service', () => {
  it('begin with how it started', () => {
    const { text } = start();
    expect(text().split('\n').slice(0, 3)).toEqual([
      '2026-01-01T00:00:00.000Z INFO starting ghcr.io/acme/shop:1.4.0',
      '2026-01-01T00:00:00.000Z INFO configuration read: 0 variables',
      '2026-01-01T00:00:00.200Z INFO listening on :8080',
    ]);
  });

  it('go on with requests over time', () => {
    const { cluster, read } = start();
    cluster.clock.advance(10 * MINUTE);
    const requests = read()
      .slice(3)
      .map(({ text }) => text);
    expect(requests.length).toBeGreaterThan(280);
    const shape =
      /^2026-01-01T00:\d\d:\d\d\.\d{3}Z (?:INFO|WARN) (?:slow request )?(?:GET|POST) \/\S* (?:200|404) \d+ms$/;
    expect(requests.filter(line => !shape.test(line))).toEqual([]);
    expect(requests.some(line => line.includes('WARN slow request'))).toBe(
      true,
    );
  });

  it('are the same when they are read again, and in order', () => {
    const { cluster, read } = start();
    fc.assert(
      fc.property(fc.array(fc.nat(40 * SECOND), { maxLength: 8 }), steps => {
        const before = read();
        let last = before;
        for (const step of steps) {
          cluster.clock.advance(step);
          const now = read();
          expect(now.slice(0, last.length)).toEqual(last);
          last = now;
        }
        const times = last.map(({ time }) => time);
        expect(times).toEqual([...times].sort());
      }),
      { numRuns: 20 },
    );
  });

  it('keep an hour or two of a long life', () => {
    const { cluster, read } = start();
    cluster.clock.advance(30 * 60 * MINUTE);
    const lines = read();
    expect(lines.length).toBeLessThan(3700);
    const age = cluster.clock.now().getTime() - Date.parse(lines[0].time);
    expect(age).toBeGreaterThan(59 * MINUTE);
    expect(age).toBeLessThan(121 * MINUTE);
  });

  it('differ between pods', () => {
    const { cluster, text } = start();
    cluster.clock.advance(MINUTE);
    const first = text();
    cluster.release('1.4.1');
    cluster.clock.advance(MINUTE);
    expect(text().split('\n').slice(3)).not.toEqual(first.split('\n').slice(3));
  });

  it('tell of work when there is no port to ask', () => {
    const { cluster, text } = start({ container: { ports: [] } });
    cluster.clock.advance(MINUTE);
    expect(text()).toContain('INFO waiting for work');
    expect(text()).toMatch(/INFO job \d+ done in \d+ms/);
  });

  it('are handed out line by line, exactly those that are read then', () => {
    const { cluster, logs, read } = start();
    const before = read().length;
    const followed: unknown[] = [];
    const stop = logs.subscribe(cluster.pod, 'shop', line =>
      followed.push(line),
    );
    cluster.clock.advance(5 * MINUTE);
    expect(followed).toEqual(read().slice(before));
    expect(followed.length).toBeGreaterThan(100);
    stop();
    cluster.clock.advance(5 * MINUTE);
    expect(read().length).toBeGreaterThan(before + followed.length);
  });
});

describe('logs in the form of a language', () => {
  const firstLine = (container: object) => {
    const { text } = start({ container });
    return text().split('\n')[0];
  };

  it('JSON of pino when LOG_FORMAT asks for it', () => {
    expect(
      JSON.parse(firstLine({ env: [{ name: 'LOG_FORMAT', value: 'json' }] })),
    ).toEqual({
      level: 'info',
      time: Date.parse('2026-01-01T00:00:00Z'),
      pid: 1,
      msg: 'starting ghcr.io/acme/shop:1.4.0',
    });
  });

  it('Spring Boot for Java', () => {
    expect(firstLine({ command: ['java', '-jar', 'app.jar'] })).toMatch(
      /^2026-01-01T00:00:00\.000Z {2}INFO 1 --- \[nio-8080-exec-1\] ai\.mctl\S+ +: starting/,
    );
  });

  it('slog for Go: JSON, or text when asked for', () => {
    const env = [{ name: 'GOMEMLIMIT', value: '200MiB' }];
    expect(JSON.parse(firstLine({ env }))).toMatchObject({
      level: 'INFO',
      msg: 'starting ghcr.io/acme/shop:1.4.0',
    });
    expect(
      firstLine({ env: [...env, { name: 'LOG_FORMAT', value: 'text' }] }),
    ).toBe(
      'time=2026-01-01T00:00:00.000Z level=INFO msg="starting ghcr.io/acme/shop:1.4.0"',
    );
  });
});

describe('logs of faults', () => {
  const withFault = (
    fault: Parameters<FaultCluster['inject']>[0],
    options: Parameters<FaultCluster['release']>[1] = {},
    ms = MINUTE,
  ) => {
    const started = start(options);
    started.cluster.inject(
      fault,
      fault === 'dependency-down' ? { target: 'database:5433' } : {},
    );
    if (['slow-start', 'image-arch', 'bad-command'].includes(fault)) {
      started.cluster.release('1.5.0', options);
    }
    started.cluster.clock.advance(ms);
    return started;
  };

  it('crash-loop: what the run before wrote last', () => {
    const { text } = withFault('crash-loop');
    expect(text()).toBe(text(true));
    expect(text(true)).toContain('ERROR unhandled exception, exiting');
    expect(text(true)).toContain(
      `Error: Cannot find module '/app/dist/config/production.js'`,
    );
    expect(text(true)).not.toContain('listening');
  });

  it.each([
    [{}, 'Error: connect ECONNREFUSED 10.43.'],
    [
      { command: ['java'] },
      /PSQLException: Connection to database:5433 refused[^]*Caused by: java\.net\.ConnectException: Connection refused: database\/10\.43\.[\d.]+:5433/,
    ],
    [
      { env: [{ name: 'GOMEMLIMIT' }] },
      /"err":"dial tcp 10\.43\.[\d.]+:5433: connect: connection refused"/,
    ],
  ])('dependency-down with %j', (container, words) => {
    const { text } = withFault('dependency-down', { container });
    expect(text()).toMatch(words);
    expect(text()).toContain('502');
  });

  it('dependency-down: only from when it began, and until it was cleared', () => {
    const { cluster, read } = start();
    cluster.clock.advance(MINUTE);
    const healthy = read().length;
    cluster.clock.advance(1);
    cluster.inject('dependency-down', { target: 'db' });
    cluster.clock.advance(MINUTE);
    cluster.faults.clear('acme', 'shop');
    cluster.clock.advance(SECOND);
    const broken = read();
    cluster.clock.advance(MINUTE);
    const errors = (from: number, to: number) =>
      read()
        .slice(from, to)
        .filter(({ text }) => / ERROR /.test(text)).length;
    expect(errors(0, healthy)).toBe(0);
    expect(errors(healthy, broken.length)).toBeGreaterThan(10);
    expect(errors(broken.length, 9999)).toBe(0);
    expect(read().slice(0, broken.length)).toEqual(broken);
  });

  it('disk-full: ENOSPC, with the path of the volume', () => {
    const { text } = withFault('disk-full', {
      container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    });
    expect(text(true)).toContain(
      `Error: ENOSPC: no space left on device, write '/data'`,
    );
  });

  it('credential-rotated: the words of Postgres', () => {
    const { text } = withFault('credential-rotated');
    expect(text()).toContain(
      'error: password authentication failed for user "shop"',
    );
  });

  it('oom: killed without a word', () => {
    const { text } = withFault('oom', {
      container: { resources: { limits: { memory: '256Mi' } } },
    });
    expect(text(true)).toContain('listening on :8080');
    expect(text(true)).not.toContain('ERROR');
  });

  it('leak: warnings of a heap that grows', () => {
    const { text } = withFault('leak');
    expect(text()).toContain('heap grows: full collection freed 1 %');
  });

  it('cpu-throttle: slow answers', () => {
    const { text } = withFault('cpu-throttle');
    expect(text()).toMatch(/WARN GET \S+ 200 2[5-9]\d\dms/);
  });

  it('slow-start: says how long it took', () => {
    const { text } = withFault('slow-start', {
      container: {
        startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 10 },
      },
    });
    expect(text()).toContain('INFO ready in 41s, listening on :8080');
  });

  it('liveness-port: says where it listens', () => {
    const { cluster, text } = start();
    cluster.inject('liveness-port');
    cluster.release('1.5.0');
    cluster.clock.advance(5 * SECOND);
    expect(text()).toContain('INFO health endpoint listening on :8081');
  });

  it('image-arch: the last words of runc, and nothing else', () => {
    const { text } = withFault('image-arch', {
      container: { command: ['/srv'] },
    });
    expect(text()).toBe('exec /srv: exec format error');
  });

  it('bad-command: nothing, as nothing ran', () => {
    expect(withFault('bad-command').text()).toBe('');
  });

  it('logs-forbidden: what the API server says, until it is cleared', () => {
    const { cluster, text } = withFault('logs-forbidden');
    const failure = failureOf(() => text());
    expect(failure).toBeInstanceOf(StatusError);
    expect(failure).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: expect.stringMatching(
        /^pods "shop-.* is forbidden: User "mctl"/,
      ),
    });
    cluster.faults.clear('acme', 'shop');
    expect(text()).toContain('listening');
  });
});

describe('logs of containers that end', () => {
  it('end with what became of them', () => {
    const { cluster } = start({
      pod: { initContainers: [{ name: 'migrate', image: 'acme/shop:1.4.0' }] },
    });
    cluster.clock.advance(3 * SECOND);
    const logs = ServiceLogs.create(cluster);
    expect(
      logs
        .read(cluster.pod, 'migrate', {
          previous: false,
          at: cluster.clock.now(),
        })
        .map(({ text }) => text.replace(/^\S+ /, '')),
    ).toEqual([
      'INFO starting acme/shop:1.4.0',
      'INFO configuration read: 0 variables',
      'INFO done',
    ]);
  });

  it('are empty of a container that there is not', () => {
    const { read } = start();
    expect(read(false, 'other')).toEqual([]);
    expect(read(true)).toEqual([]);
  });
});
