/** A person of the embedded default. @public */
export interface LocalPerson {
  /** Name in the catalog, in the namespace `default`. */
  name: string;
  displayName: string;
}

/**
 * The three people of the embedded default, who sign in by choosing a name.
 * Who of them is a platform admin is a matter of the app-config.
 *
 * @public
 */
export const LOCAL_PEOPLE: readonly LocalPerson[] = [
  { name: 'guest', displayName: 'Guest' },
  { name: 'ada', displayName: 'Ada' },
  { name: 'ben', displayName: 'Ben' },
];

/** The entity reference of a user by name, such as `user:default/ada`. @public */
export function userRef(name: string): string {
  return `user:default/${name}`;
}
