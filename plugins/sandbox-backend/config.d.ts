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
       * Port on loopback that services answer on, by the hosts of their
       * ingresses (`http://<service>--<tenant>.localhost:8088`); 0 for any
       * that is free, and a port that is taken is an error at start. Under
       * `localhost`, `127.0.0.1` and `metrics.localhost` the same port serves
       * `/metrics` for a Prometheus to scrape, and `/api/v1/query` and
       * `/api/v1/query_range` for `mctl.metrics.prometheus.url`. Defaults to
       * 8088.
       */
      ingressPort?: number;
      /**
       * Image tags that its registry has, with `*` for anything. When left
       * out, it has every tag but those that say they are missing: `missing`,
       * `does-not-exist`, `not-found`, `nope`, `404`, and tags that end with
       * one of them after a `-`, `.` or `_`.
       */
      knownTags?: string[];
      /**
       * How many nodes the cluster has, 1 to 500, each with 8 cores, 32 GiB
       * and room for 110 pods; more only for simulations. Defaults to 3.
       */
      nodes?: number;
    };
  };
}
