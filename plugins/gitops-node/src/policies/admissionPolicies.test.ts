import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { parse, parseAllDocuments } from 'yaml';
import { findUnknownKeys } from '../validation/findUnknownKeys';

const SEED = resolve(__dirname, '../../../../gitops/platform');
const FOLDER = join(SEED, 'policies');

const files = readdirSync(FOLDER).filter(name => name !== 'kustomization.yaml');

const MODELS = { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding };

interface Policy {
  kind: keyof typeof MODELS;
  metadata: { name: string };
  spec: {
    failurePolicy?: string;
    policyName?: string;
    validationActions?: string[];
    validations?: Array<{ message?: string; messageExpression?: string }>;
  };
}

function read(file: string): Policy[] {
  return parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map(
    document => document.toJS(),
  );
}

describe('the admission policies of the cluster', () => {
  it('are all listed, and part of production', () => {
    const listed = parse(
      readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8'),
    ).resources;
    expect([...listed].sort()).toEqual(files);
    expect(
      parse(
        readFileSync(
          join(SEED, 'overlays/production/kustomization.yaml'),
          'utf8',
        ),
      ).resources,
    ).toContain('../../policies');
  });

  it.each(files)('in %s are valid, bound, and deny with a reason', file => {
    const objects = read(file);
    expect(objects.map(({ kind }) => kind)).toEqual([
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ]);
    for (const object of objects) {
      const Model = MODELS[object.kind];
      expect(() => new Model(object as never).validate()).not.toThrow();
      expect(findUnknownKeys(object, `V1${object.kind}`)).toEqual([]);
    }
    const [policy, binding] = objects;
    expect(policy.spec.failurePolicy).toBe('Fail');
    expect(binding.spec).toMatchObject({
      policyName: policy.metadata.name,
      validationActions: expect.arrayContaining(['Deny']),
    });
    for (const { message, messageExpression } of policy.spec.validations ??
      []) {
      expect(message ?? messageExpression).toMatch(/tenant/);
    }
  });
});
