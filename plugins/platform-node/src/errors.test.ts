import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  isPlatformError,
  PlatformError,
  toErrorBody,
  toPlatformError,
} from './errors';

describe('toPlatformError', () => {
  it('leaves a platform error as it is', () => {
    const error = new PlatformError('not_found', 'There is no such thing');
    expect(toPlatformError(error)).toBe(error);
    expect(error.status).toBe(404);
  });

  it.each([
    [new InputError('a'), 'invalid_input', 400],
    [new AuthenticationError('a'), 'unauthenticated', 401],
    [new NotAllowedError('a'), 'not_allowed', 403],
    [new NotFoundError('a'), 'not_found', 404],
    [new ConflictError('a'), 'conflict', 409],
    [new ServiceUnavailableError('a'), 'unavailable', 503],
  ])('gives %s a code and keeps its words', (error, code, status) => {
    expect(toPlatformError(error)).toMatchObject({
      code,
      status,
      message: 'a',
      cause: error,
    });
  });

  it.each([
    new Error('connect ECONNREFUSED 10.0.0.1:5432'),
    new TypeError('/srv/app is undefined'),
    'select * from secrets',
    undefined,
    null,
  ])('keeps what %s says to itself', error => {
    const { code, message, hint, status, cause } = toPlatformError(error);
    expect([code, status]).toEqual(['internal', 500]);
    expect(message).toBe('Something went wrong inside the platform');
    expect(hint).toContain('request id');
    expect(cause).toBe(error);
  });

  it('keeps the cause of a Backstage error to itself', () => {
    const cause = new Error('fatal: not a git repository: /srv/gitops.git');
    const error = new ServiceUnavailableError('Git does not answer', cause);
    expect(error.message).toContain('/srv/gitops.git');
    expect(toPlatformError(error).message).toBe('Git does not answer');
  });

  it('knows a platform error of another copy of the package', () => {
    const error = Object.assign(new Error('Not there'), {
      name: 'PlatformError',
      code: 'not_found',
    });
    expect(isPlatformError(error)).toBe(true);
    expect(isPlatformError(new Error('Not there'))).toBe(false);
  });
});

describe('toErrorBody', () => {
  it('says what is wrong, where, and what to do', () => {
    const error = new PlatformError('invalid_input', 'tag: is missing', {
      hint: 'Send a tag.',
      faults: [
        { path: 'tag', message: 'is missing' },
        { path: 'port', message: 'is too large' },
      ],
      operationId: 'op_1',
      details: { rule: 'x' },
      cause: new Error('internal'),
    });
    expect(toErrorBody(error, 'request-1')).toEqual({
      error: {
        code: 'invalid_input',
        message: 'tag: is missing',
        hint: 'Send a tag.',
        path: 'tag',
        faults: [
          { path: 'tag', message: 'is missing' },
          { path: 'port', message: 'is too large' },
        ],
        operationId: 'op_1',
        requestId: 'request-1',
        details: { rule: 'x' },
      },
    });
  });

  it('leaves out what there is not', () => {
    expect(toErrorBody(new PlatformError('not_found', 'Gone'))).toEqual({
      error: { code: 'not_found', message: 'Gone' },
    });
  });
});
