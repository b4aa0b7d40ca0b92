import { CONFIG_MAPS, DEPLOYMENTS } from './resources';
import { StatusError } from './StatusError';

// The words and fields are those of k8s.io/apimachinery/pkg/api/errors.
describe('StatusError', () => {
  it.each<[string, StatusError, object]>([
    [
      'something is missing',
      StatusError.notFound(CONFIG_MAPS, 'a'),
      {
        code: 404,
        reason: 'NotFound',
        message: 'configmaps "a" not found',
        details: { name: 'a', kind: 'configmaps' },
      },
    ],
    [
      'something of a group is missing',
      StatusError.notFound(DEPLOYMENTS, 'a'),
      {
        code: 404,
        message: 'deployments.apps "a" not found',
        details: { name: 'a', group: 'apps', kind: 'deployments' },
      },
    ],
    [
      'something is there already',
      StatusError.alreadyExists(CONFIG_MAPS, 'a'),
      {
        code: 409,
        reason: 'AlreadyExists',
        message: 'configmaps "a" already exists',
      },
    ],
    [
      'something is not allowed',
      StatusError.forbidden(CONFIG_MAPS, 'a', 'no room'),
      {
        code: 403,
        reason: 'Forbidden',
        message: 'configmaps "a" is forbidden: no room',
      },
    ],
    [
      'somebody was faster',
      StatusError.conflict(DEPLOYMENTS, 'a', 'it was modified'),
      {
        code: 409,
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on deployments.apps "a": it was modified',
      },
    ],
    [
      'a version is forgotten',
      StatusError.expired(3, 9),
      {
        code: 410,
        reason: 'Expired',
        message: 'too old resource version: 3 (9)',
      },
    ],
    [
      'a version is not there yet',
      StatusError.tooLarge(9, 3),
      {
        code: 504,
        reason: 'Timeout',
        message: 'Too large resource version: 9, current: 3',
        details: {
          causes: [
            {
              reason: 'ResourceVersionTooLarge',
              message: 'Too large resource version',
            },
          ],
          retryAfterSeconds: 1,
        },
      },
    ],
  ])('says that %s', (_, error, expected) => {
    expect(error.toStatus()).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      metadata: {},
      ...expected,
    });
  });

  it.each([
    ['spec.replicas: Required value', 'FieldValueRequired', 'spec.replicas'],
    ['spec.x: Forbidden: not here', 'FieldValueForbidden', 'spec.x'],
    ['spec.x: Unsupported value: "a"', 'FieldValueNotSupported', 'spec.x'],
    ['spec.x: Invalid value: 1: too small', 'FieldValueInvalid', 'spec.x'],
    ['nothing is right', 'FieldValueInvalid', undefined],
  ])('takes apart %p', (fault, reason, field) => {
    const error = StatusError.invalid(DEPLOYMENTS, 'a', fault);
    expect(error.code).toBe(422);
    expect(error.message).toBe(`Deployment.apps "a" is invalid: ${fault}`);
    expect(error.details).toEqual({
      name: 'a',
      group: 'apps',
      kind: 'Deployment',
      causes: [
        {
          reason,
          message: field ? fault.slice(field.length + 2) : fault,
          ...(field && { field }),
        },
      ],
    });
  });

  it('lists several faults in brackets', () => {
    const faults = ['a: Required value', 'b: Required value'];
    const error = StatusError.invalid(CONFIG_MAPS, 'x', faults);
    expect(error.message).toBe(
      'ConfigMap "x" is invalid: [a: Required value, b: Required value]',
    );
    expect(error.details?.causes).toHaveLength(2);
  });

  it('leaves out what there is none of', () => {
    const status = new StatusError('BadRequest', 'no').toStatus();
    expect(status).not.toHaveProperty('details');
    expect(status.code).toBe(400);
  });
});
