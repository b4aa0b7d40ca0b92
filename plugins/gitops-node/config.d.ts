export interface Config {
  mctl?: {
    /**
     * The domain that hosts of services end with:
     * `<service>--<tenant>.<domain>`. Default: `localhost`, so that hosts work
     * on a laptop without DNS.
     */
    domain?: string;
    /** The repository that holds the desired state of everything. */
    gitops?: {
      /**
       * `file:` and the folder of a bare repository, absolute or from the root
       * of the checkout. It is created and seeded from the folder `gitops` when
       * it is not there. Default: `file:.mctl/gitops.git`.
       */
      repository?: string;
      /** The branch that Argo CD follows. Default: `main`. */
      branch?: string;
    };
  };
}
