export interface Config {
  mctl?: {
    /**
     * The cluster embedded in the backend; only read when
     * `mctl.cluster.type` is `sandbox`, which is the default.
     */
    sandbox?: {
      /** Port of its Kubernetes API on loopback. Defaults to 6445. */
      port?: number;
      /**
       * Image tags that its registry has, with `*` for anything. When left
       * out, it has every tag but those that say they are missing: `missing`,
       * `does-not-exist`, `not-found`, `nope`, `404`, and tags that end with
       * one of them after a `-`, `.` or `_`.
       */
      knownTags?: string[];
    };
  };
}
