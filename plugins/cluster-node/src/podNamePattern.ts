const NAME = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/;

/**
 * A regular expression for the names of a service's pods, as Loki and
 * Prometheus take it: the whole name must fit.
 *
 * @remarks
 * Pods of a deployment are called `<service>-<hash>-<random>`, runs of a cron
 * job `<service>-<time>-<random>`, the job before a deploy
 * `<service>--before-deploy-<random>`. Those of a service `shop-api` have one
 * part more than those of `shop`.
 *
 * @throws RangeError when the name is none: nothing else may get into a query
 */
export function podNamePattern(service: string): string {
  requireName(service);
  return `${service}(?:--before-deploy|-[a-z0-9]{1,16})-[a-z0-9]{5}`;
}

/**
 * A name that may stand in a query as it is.
 *
 * @throws RangeError when it is none
 */
export function requireName(name: string): string {
  if (name.length > 63 || !NAME.test(name)) {
    throw new RangeError(`${JSON.stringify(name)} is no name`);
  }
  return name;
}
