import { failureOf } from '../testing/failureOf';
import { readWatchOptions } from './watchOptions';

const read = (query: string) => readWatchOptions(new URLSearchParams(query));
const initial = {
  sendInitialEvents: 'true',
  resourceVersionMatch: 'NotOlderThan',
  allowWatchBookmarks: 'true',
};

// As "Semantics for watch" of the Kubernetes API concepts.
describe('readWatchOptions', () => {
  it.each([
    ['', { since: undefined, initialEvents: true, initialEventsEnd: false }],
    ['resourceVersion=0', { since: undefined, initialEvents: true }],
    ['resourceVersion=7', { since: 7, initialEvents: false }],
    ['allowWatchBookmarks=1', { bookmarks: true }],
    ['timeoutSeconds=5', { timeoutMs: 5000 }],
    [
      new URLSearchParams({ ...initial, resourceVersion: '7' }).toString(),
      { since: undefined, initialEvents: true, initialEventsEnd: true },
    ],
    [
      new URLSearchParams({
        ...initial,
        sendInitialEvents: 'false',
      }).toString(),
      { since: undefined, initialEvents: false, initialEventsEnd: false },
    ],
  ])('reads "%s"', (query, expected) => {
    expect(read(query)).toMatchObject(expected);
  });

  it.each([
    ['resourceVersionMatch=NotOlderThan', 'forbidden for watch unless'],
    ['sendInitialEvents=true', 'requires setting resourceVersionMatch'],
    [
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan',
      'requires setting allowWatchBookmarks to true',
    ],
  ])('refuses "%s"', (query, message) => {
    expect(failureOf(() => read(query))).toMatchObject({
      code: 422,
      message: expect.stringContaining(message),
    });
  });
});
