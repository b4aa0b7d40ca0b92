/** A Kubernetes object that can be written, and may check itself before. */
export interface Manifest {
  /** @throws when the object does not match its schema */
  validate(): void;
  toJSON(): unknown;
}

/** An object of a kind that has no model; planning checks it as it does all. */
export function manifest(object: object): Manifest {
  return { validate() {}, toJSON: () => object };
}
