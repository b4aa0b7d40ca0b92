import { PlatformError } from '@mctl/plugin-platform-react';
import { faultOf, formRequest } from './formRequest';
import { isSubject, readTextOptions } from './textOptions';

describe('what a form asks for', () => {
  it('is what is filled in, without the plan, on top of what is assumed', () => {
    expect(
      formRequest(
        'deploy-service',
        {
          service: 'shop',
          tag: undefined,
          probes: { liveness: {} },
          env: { set: { A: '' } },
          plan: 'sha256:0',
        },
        { tag: 'assumed', service: 'assumed' },
      ),
    ).toEqual({
      operation: 'deploy-service',
      input: { service: 'shop', tag: 'assumed', env: { set: { A: '' } } },
    });
  });
});

describe('the fault of a field', () => {
  const error = (options: Partial<PlatformError>) =>
    new PlatformError({ code: 'conflict', message: 'it is taken', ...options });
  const fault = (path: string) => ({ path, message: 'is wrong' });

  it.each([
    ['its own', { faults: [fault('tenant'), fault('tag')] }, 'Is wrong'],
    ['that of a part of it', { faults: [fault('tenant.x')] }, 'Is wrong'],
    [
      'what to do as well',
      { hint: 'Choose another.' },
      'It is taken. Choose another.',
    ],
    [
      'without what only programs can do',
      {
        code: 'invalid_input' as const,
        hint: 'GET /capabilities shows the schema.',
        faults: [fault('tenant')],
      },
      'Is wrong',
    ],
    ['that of no field, for the subject', {}, 'It is taken'],
    ['not that of another', { faults: [fault('tenants')] }, undefined],
  ])('is %s', (_, options, message) => {
    expect(faultOf(error(options), 'tenant', true)).toBe(message);
  });

  it('is none for another field than the subject', () => {
    expect(faultOf(error({}), 'tag', false)).toBeUndefined();
  });
});

describe('the options of a template', () => {
  it('say which part of which input it is', () => {
    const options = readTextOptions({ operation: 'a', part: 'tenant' });
    expect(isSubject(options)).toBe(true);
    expect(isSubject({ ...options, part: 'tag' })).toBe(false);
    expect(isSubject({ ...options, part: 'service', newOnly: true })).toBe(
      true,
    );
  });

  it.each([undefined, {}, { operation: 'a' }, { part: 'tag', operation: 1 }])(
    'are refused when they are %j',
    options => {
      expect(() => readTextOptions(options)).toThrow(
        'A PlatformText needs "operation" and "part"',
      );
    },
  );
});
