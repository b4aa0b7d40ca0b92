import { createDocumentText } from '../documents/createDocumentText';
import { UnsafePathError } from '../git/UnsafePathError';
import {
  samplePlatform,
  sampleService,
  sampleTenant,
} from '../__testUtils__/sampleDocuments';
import { FileTree } from '../git/FileTree';
import type { ChangeSet, OperationCommitRequest } from '../types';
import { changeSnapshot } from './changeSnapshot';
import { DocumentSet } from './DocumentSet';
import { prepareGroup, RefusedCommitError } from './prepareGroup';
import { Snapshot } from './Snapshot';

const TENANT = 'tenants/acme/tenant.yaml';
const SERVICE = 'tenants/acme/services/shop/service.yaml';
const NOTE = 'tenants/acme/notes.txt';

const before = new Snapshot({
  commit: 'a'.repeat(40),
  observedAt: '2026-11-22T00:00:00.000Z',
  tree: FileTree.create([]),
  platform: {
    path: 'platform.yaml',
    document: samplePlatform,
    text: createDocumentText(samplePlatform),
  },
  tenants: new Map(),
  services: new Map(),
  invalid: new Map(),
});

function request(
  operationId: string,
  changes: ChangeSet,
): OperationCommitRequest {
  return {
    operationId,
    changes,
    writes: ['tenants/acme/'],
    title: `feat(acme): ${operationId}`,
    trailers: { Actor: 'user:default/octocat', Via: 'rest' },
  };
}

const write = (operationId: string, path: string, content: string | null) =>
  request(operationId, [{ path, content }]);

describe('prepareGroup', () => {
  afterEach(() => jest.restoreAllMocks());

  it('makes a commit of each request, with its reference and trailers', () => {
    const changes = [{ path: NOTE, content: 'x\n' }];
    const { commits } = prepareGroup(before, [
      request('op_1', changes),
      write('op_2', NOTE, null),
    ]);
    expect(commits).toEqual([
      {
        message: expect.stringContaining('Operation: op_1'),
        changes,
        operationRef: 'refs/mctl/operations/op_1',
      },
      {
        message: expect.stringContaining('Operation: op_2'),
        changes: [{ path: NOTE, content: null }],
        operationRef: 'refs/mctl/operations/op_2',
      },
    ]);
  });

  it('reads what one change set after the other comes to', () => {
    const requests = [
      write('op_1', TENANT, createDocumentText(sampleTenant())),
      write('op_2', SERVICE, createDocumentText(sampleService())),
      write('op_3', TENANT, 'kind: Tenant\n'),
      request('op_4', [
        { path: SERVICE, content: null },
        { path: NOTE, content: 'x\n' },
      ]),
    ];
    for (let count = 0; count <= requests.length; count += 1) {
      const group = requests.slice(0, count);
      const one = prepareGroup(before, group).readSnapshot();
      const other = group.reduce(
        (snapshot, { changes }) => changeSnapshot(snapshot, changes),
        before,
      );
      expect(one.content).toEqual(other.content);
      expect(one.commit).toBe(before.commit);
    }
    expect(before.content.tree.all()).toEqual([]);
  });

  it('checks each commit against what those before it make', () => {
    const remove = write('op_2', NOTE, null);
    expect(
      prepareGroup(before, [write('op_1', NOTE, 'x\n'), remove]).commits,
    ).toHaveLength(2);
    expect(() => prepareGroup(before, [remove])).toThrow(RefusedCommitError);
  });

  it('names the first that must not be made, and why', () => {
    const prepare = () =>
      prepareGroup(before, [
        write('op_1', NOTE, 'x\n'),
        write('op_2', 'tenants/billing/x', 'x\n'),
        write('op_3', 'tenants/../x', 'x\n'),
      ]);
    expect(prepare).toThrow(
      expect.objectContaining({
        operationId: 'op_2',
        reason: expect.any(UnsafePathError),
        message: expect.stringContaining('op_2 is refused: the path'),
      }),
    );
  });

  it('parses no document before it is asked to, and names who breaks that', () => {
    const put = jest.spyOn(DocumentSet.prototype, 'put');
    const group = prepareGroup(before, [
      write('op_1', NOTE, 'x\n'),
      write('op_2', TENANT, createDocumentText(sampleTenant())),
    ]);
    expect(put).not.toHaveBeenCalled();
    put.mockImplementation(() => {
      throw new RangeError('too deep');
    });
    expect(() => group.readSnapshot()).toThrow(
      expect.objectContaining({
        operationId: 'op_2',
        reason: new RangeError('too deep'),
      }),
    );
  });
});
