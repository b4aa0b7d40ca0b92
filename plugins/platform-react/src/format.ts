/** The name of a user, such as `ada` of `user:default/ada`. @public */
export function userLabel(reference: string): string {
  return reference.replace(/^user:(default\/)?/, '');
}

/** The first characters of a commit, enough to recognize it. @public */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}

/** A capability's name for people: `deploy-service` is "Deploy service". @public */
export function operationLabel(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
