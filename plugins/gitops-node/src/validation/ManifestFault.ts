/** One thing that is wrong with a rendered object. @public */
export interface ManifestFault {
  /** Path of the file in the repository. */
  file: string;
  /** Such as `Deployment acme/shop`. */
  object: string;
  /** Where in the object, such as `spec.template.spec.containers.0.image`. */
  path: string;
  message: string;
}

/** A fault within an object. */
export interface ObjectFault {
  path: string;
  message: string;
}
