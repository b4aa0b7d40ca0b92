import { z } from 'zod';
import type { RenderedObject } from '../validation/RenderedObject';

const text = z.record(z.string(), z.string()).optional();

const securityContextSchema = z.looseObject({
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  privileged: z.boolean().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  procMount: z.string().optional(),
  capabilities: z
    .looseObject({
      add: z.array(z.string()).optional(),
      drop: z.array(z.string()).optional(),
    })
    .optional(),
  seccompProfile: z.looseObject({ type: z.string() }).optional(),
});

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  ports: z.array(z.looseObject({ hostPort: z.number().optional() })).optional(),
  resources: z.looseObject({ requests: text, limits: text }).optional(),
  securityContext: securityContextSchema.optional(),
});

const podSchema = z.looseObject({
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  securityContext: securityContextSchema.optional(),
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).optional(),
  volumes: z
    .array(
      z.looseObject({ name: z.string(), hostPath: z.unknown().optional() }),
    )
    .optional(),
});

/** A pod, as far as policies look at it. */
export type PolicyPod = z.infer<typeof podSchema>;

/** A container, as far as policies look at it. */
export type PolicyContainer = z.infer<typeof containerSchema>;

const workloadSchema = z.looseObject({
  spec: z.looseObject({ template: z.looseObject({ spec: podSchema }) }),
});

const cronJobSchema = z.looseObject({
  spec: z.looseObject({ jobTemplate: workloadSchema }),
});

const WORKLOAD_KINDS = ['Deployment', 'Job', 'CronJob'];

/** Whether objects of a kind make pods. */
export function makesPods({ kind }: RenderedObject): boolean {
  return WORKLOAD_KINDS.includes(kind);
}

function readPod(object: RenderedObject): PolicyPod | undefined {
  const workload = workloadSchema.safeParse(object);
  if (workload.success) {
    return workload.data.spec.template.spec;
  }
  return cronJobSchema.safeParse(object).data?.spec.jobTemplate.spec.template
    .spec;
}

/** Every policy asks for the same pods. */
const remembered = new WeakMap<
  RenderedObject,
  { pod: PolicyPod | undefined }
>();

/** The pod that an object makes, or nothing when there is none to be read. */
export function podOf(object: RenderedObject): PolicyPod | undefined {
  if (!makesPods(object)) {
    return undefined;
  }
  const known = remembered.get(object);
  if (known) {
    return known.pod;
  }
  const pod = readPod(object);
  remembered.set(object, { pod });
  return pod;
}

/** All containers of a pod, those that run first included. */
export function containersOf(pod: PolicyPod | undefined): PolicyContainer[] {
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}
