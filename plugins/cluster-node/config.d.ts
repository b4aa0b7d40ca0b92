export interface Config {
  mctl?: {
    /**
     * Where the platform keeps what it writes on this machine: the sandbox
     * cluster's state and kubeconfig among others. A relative path starts at
     * the root of the checkout. Defaults to `.mctl`.
     */
    stateDir?: string;
    /**
     * The cluster that services run in. Backend only: it names addresses and
     * holds a token. Defaults to the embedded sandbox.
     */
    cluster?:
      | {
          /** The cluster embedded in the backend; for laptops and tests. */
          type: 'sandbox';
        }
      | {
          /**
           * A real cluster. Exactly one of `context`, `inCluster` or `url`
           * says how to reach it.
           */
          type: 'kubernetes';
          /** A context of the kubeconfig in `KUBECONFIG` or `~/.kube/config`. */
          context?: string;
          /** Use the service account of the pod that the backend runs in. */
          inCluster?: boolean;
          /** Address of the API server, `https://`. Needs `token`. */
          url?: string;
          /**
           * Bearer token for `url`.
           * @visibility secret
           */
          token?: string;
          /** Certificate authority of `url`, PEM in base64. Defaults to the system's. */
          caData?: string;
          /** Namespace of Argo CD's Applications. Defaults to `argocd`. */
          argocdNamespace?: string;
        };
    logs?: {
      /** Where logs are kept; without it, only pods that exist have some. */
      loki?: {
        /** Address of Loki, such as `http://loki.monitoring:3100`. */
        url?: string;
      };
    };
    metrics?: {
      /**
       * Where the history of usage comes from. The sandbox has its own; with a
       * real cluster there is none unless this is set.
       */
      prometheus?: {
        /** Address of Prometheus, such as `http://prometheus.monitoring:9090`. */
        url?: string;
      };
    };
  };
}
