import { z } from 'zod';

const identitySchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
  }),
});

/** A Kubernetes object as it was parsed, with its identity. @public */
export type RenderedObject = z.infer<typeof identitySchema>;

/** The object in this data, or nothing when it has no identity. */
export function asRenderedObject(data: unknown): RenderedObject | undefined {
  return identitySchema.safeParse(data).data;
}

/** What people call an object, such as `Deployment acme/shop`. @public */
export function nameOfObject({ kind, metadata }: RenderedObject): string {
  const { namespace, name } = metadata;
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}
