import { gitBlobId } from '../git/gitBlobId';
import { replaceFolders } from './replaceFolders';

describe('replaceFolders', () => {
  it('writes what differs and removes what is no longer rendered', () => {
    expect(
      replaceFolders({
        rendered: [
          { path: 'a/same.yaml', content: 'same\n' },
          { path: 'a/changed.yaml', content: 'new\n' },
          { path: 'a/added.yaml', content: 'added\n' },
        ],
        existing: [
          { path: 'a/same.yaml', blob: gitBlobId('same\n') },
          { path: 'a/changed.yaml', blob: gitBlobId('old\n') },
          { path: 'a/ingress.yaml', blob: gitBlobId('gone\n') },
        ],
      }),
    ).toEqual([
      { path: 'a/changed.yaml', content: 'new\n' },
      { path: 'a/added.yaml', content: 'added\n' },
      { path: 'a/ingress.yaml', content: null },
    ]);
  });
});
