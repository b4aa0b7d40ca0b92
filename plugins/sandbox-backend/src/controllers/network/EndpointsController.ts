import type { StoreEvent } from '../../store/History';
import type {
  EndpointAddress,
  EndpointSlice,
  Service,
  ServicePort,
} from '../../store/networkObjects';
import { type KubeObject, objectKey, type Pod } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { randomSuffix } from '../../store/randomSuffix';
import {
  ENDPOINT_SLICES,
  ENDPOINTS,
  PODS,
  SERVICES,
} from '../../store/resources';
import type { Controller } from '../ControlLoop';
import { controllerReference } from '../createOwnedPod';
import { matchesLabels } from '../labelSelector';
import { hasEnded, isReady } from '../podPhase';

const SERVICE_LABEL = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

type ResolvedPort = { name?: string; port: number; protocol: string };

/** Lists the pods behind each service, as endpoints and as one slice. */
export class EndpointsController implements Controller {
  readonly name = 'endpoints';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ type, object, previous }: StoreEvent): readonly string[] {
    if (type === SERVICES) {
      return [objectKey(object)];
    }
    return type === PODS
      ? this.#store
          .list(SERVICES, object.metadata.namespace)
          .filter(
            service =>
              selects(service, object) ||
              (previous !== undefined && selects(service, previous)),
          )
          .map(objectKey)
      : [];
  }

  reconcile(key: string): undefined {
    const service = this.#store.getByKey(SERVICES, key);
    if (!service) {
      const known = this.#store.getByKey(ENDPOINTS, key);
      if (known) {
        const { namespace, name } = known.metadata;
        this.#store.remove(ENDPOINTS, namespace, name);
      }
      return;
    }
    // Without a selector somebody else says where the service is.
    if (!service.spec.selector) {
      return;
    }
    const pods = this.#store
      .list(PODS, service.metadata.namespace)
      .filter(
        pod => selects(service, pod) && pod.status?.podIP && !hasEnded(pod),
      )
      // Always in the same order, so that only a change is one.
      .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name));
    const ports = portsOf(service, pods);
    this.#writeEndpoints(service, pods, ports);
    this.#writeSlice(service, pods, ports);
  }

  #writeEndpoints(
    service: Service,
    pods: readonly Pod[],
    ports: ResolvedPort[],
  ): void {
    const { namespace, name, labels } = service.metadata;
    const staying = pods.filter(pod => !pod.metadata.deletionTimestamp);
    const addresses = staying.filter(isReady).map(addressOf);
    const notReadyAddresses = staying
      .filter(pod => !isReady(pod))
      .map(addressOf);
    const subsets =
      staying.length === 0
        ? undefined
        : [
            {
              ...(addresses.length > 0 && { addresses }),
              ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
              ports,
            },
          ];
    if (!this.#store.get(ENDPOINTS, namespace, name)) {
      this.#store.create(ENDPOINTS, { metadata: { namespace, name, labels } });
    }
    this.#store.modify(ENDPOINTS, namespace, name, draft => {
      draft.subsets = subsets;
    });
  }

  #writeSlice(
    service: Service,
    pods: readonly Pod[],
    ports: ResolvedPort[],
  ): void {
    const { namespace, name } = service.metadata;
    const slice =
      this.#store.ownedBy(ENDPOINT_SLICES, service.metadata.uid).at(0) ??
      this.#store.create<EndpointSlice>(ENDPOINT_SLICES, {
        metadata: {
          namespace,
          name: `${name}-${randomSuffix()}`,
          generateName: `${name}-`,
          labels: {
            [SERVICE_LABEL]: name,
            [MANAGED_BY]: 'endpointslice-controller.k8s.io',
          },
          ownerReferences: [controllerReference(SERVICES, service)],
        },
        addressType: 'IPv4',
        endpoints: [],
      });
    this.#store.modify(
      ENDPOINT_SLICES,
      namespace,
      slice.metadata.name,
      draft => {
        draft.ports = ports;
        draft.endpoints = pods.map(pod => {
          const { ip, nodeName, targetRef } = addressOf(pod);
          const terminating = pod.metadata.deletionTimestamp !== undefined;
          const serving = isReady(pod);
          return {
            addresses: [ip],
            conditions: {
              ready: serving && !terminating,
              serving,
              terminating,
            },
            nodeName,
            targetRef,
          };
        });
      },
    );
  }
}

function selects({ spec }: Service, { metadata }: KubeObject): boolean {
  return (
    spec.selector !== undefined &&
    matchesLabels({ matchLabels: spec.selector }, metadata.labels)
  );
}

function addressOf({ metadata, spec, status }: Pod): EndpointAddress {
  const { namespace, name, uid } = metadata;
  return {
    ip: status?.podIP ?? '',
    nodeName: spec.nodeName,
    targetRef: { kind: PODS.kind, namespace, name, uid },
  };
}

/** A port that names one of the containers' is that of the first pod. */
function portsOf({ spec }: Service, pods: readonly Pod[]): ResolvedPort[] {
  return (spec.ports ?? []).flatMap(port => {
    const target = targetOf(port, pods);
    return target === undefined
      ? []
      : [
          {
            ...(port.name && { name: port.name }),
            port: target,
            protocol: port.protocol ?? 'TCP',
          },
        ];
  });
}

function targetOf(
  { port, targetPort }: ServicePort,
  pods: readonly Pod[],
): number | undefined {
  if (typeof targetPort !== 'string') {
    return targetPort ?? port;
  }
  return pods
    .flatMap(({ spec }) => spec.containers)
    .flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === targetPort)?.containerPort;
}
