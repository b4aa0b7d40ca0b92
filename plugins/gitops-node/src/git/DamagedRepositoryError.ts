import { CustomErrorBase } from '@backstage/errors';

/** A repository cannot be trusted; the message names the remedy. */
export class DamagedRepositoryError extends CustomErrorBase {
  name = 'DamagedRepositoryError' as const;

  constructor(directory: string, cause: Error) {
    super(
      `the GitOps repository ${directory} is damaged. Stop the platform, move the folder away, restore it from a backup or with "git clone --mirror <a sound copy> ${directory}", and start again`,
      cause,
    );
  }
}
