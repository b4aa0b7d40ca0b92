import { z } from 'zod';
import { imageRepository, imageTag } from '../names';
import { quantity } from './common';

/** A TCP port. @public */
export const port = z.number().int().min(1).max(65535);

/** An environment variable's name. @public */
export const envName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error:
      'must be an environment variable name: letters, digits and "_", not starting with a digit',
  });

/**
 * Text that reaches a container as it is: what YAML calls printable, without
 * U+0085. Kustomize fails on control characters and turns U+0085 into a space.
 */
const CARRIED_TEXT =
  /^[\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const CARRIED_TEXT_FAULT =
  'must not contain NUL characters or other control characters, except tabs and line breaks';

/** An environment variable's value. @public */
export const envValue = z
  .string()
  .max(32768)
  .regex(CARRIED_TEXT, { error: CARRIED_TEXT_FAULT });

/** Environment variables by name. @public */
export const envSchema = z
  .record(envName, envValue)
  .refine(env => Object.keys(env).length <= 200, {
    error: 'at most 200 environment variables',
  });

/** How the platform asks a container whether it is well. @public */
export const probeSchema = z.union([
  z.strictObject({
    path: z
      .string()
      .max(500)
      .regex(/^\/[\x21-\x7e]*$/, { error: 'must be a path starting with "/"' }),
    port: port.optional(),
  }),
  z.strictObject({ tcp: port }),
]);

/** Probes of a service. @public */
export const probesSchema = z.strictObject({
  liveness: probeSchema.optional(),
  readiness: probeSchema.optional(),
  startup: probeSchema.optional(),
});

/** The image of a service. @public */
export const imageSchema = z.strictObject({
  repository: imageRepository,
  tag: imageTag,
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, {
      error: 'must be a digest: "sha256:" and 64 hexadecimal digits',
    })
    .optional()
    .describe('Pins the content; the tag then only names it'),
  pullSecret: z
    .string()
    .max(253)
    .regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/, {
      error: 'must be the name of a secret of the tenant',
    })
    .optional()
    .describe('Secret that the registry asks for'),
});

const commandPart = z
  .string()
  .max(4096)
  .regex(CARRIED_TEXT, { error: CARRIED_TEXT_FAULT });

/** What a container runs instead of the image's entry point. @public */
export const commandSchema = z.array(commandPart).max(64);

/** Arguments of what a container runs. @public */
export const argsSchema = z.array(commandPart).max(256);

const MAX_PATH_LENGTH = 500;

/** An absolute path in a container, in its shortest form. @public */
export const containerPath = z
  .string()
  .max(MAX_PATH_LENGTH)
  .regex(/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.@+-]+)+$/, {
    error:
      'must be an absolute path without "..", "//" or a slash at the end, such as /etc/shop/app.yaml',
  });

const MAX_FILE_SIZE = 262_144;
const MAX_FILES = 50;

/** Files by path; they end up in a ConfigMap. @public */
export const filesSchema = z
  .record(
    containerPath,
    z
      .string()
      .max(MAX_FILE_SIZE, {
        error: `must be at most ${MAX_FILE_SIZE} characters`,
      })
      .regex(CARRIED_TEXT, { error: CARRIED_TEXT_FAULT }),
  )
  .refine(files => Object.keys(files).length <= MAX_FILES, {
    error: `at most ${MAX_FILES} files`,
  });

/** Storage that outlives a pod. @public */
export const volumeSchema = z.strictObject({
  name: z
    .string()
    .max(30)
    .regex(/^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/, {
      error:
        'must start with a lower-case letter and contain only lower-case letters, digits and single hyphens',
    }),
  path: containerPath,
  size: quantity,
});

/** Storage that outlives a pod. @public */
export type Volume = z.infer<typeof volumeSchema>;

/** Jobs that run beside the service. @public */
export const jobsSchema = z.strictObject({
  beforeDeploy: z
    .strictObject({
      command: commandSchema.min(1),
      args: argsSchema.optional(),
    })
    .optional()
    .describe(
      'Runs to its end before a release is rolled out; when it fails, nothing is',
    ),
});

/** Secret names with the version that is pinned. @public */
export const secretsSchema = z.record(
  envName,
  z.strictObject({ version: z.number().int().min(1) }),
);

/** Bounds of autoscaling; `cpu` is the wanted use in percent of the request. @public */
export const autoscalingSchema = z
  .strictObject({
    min: z.number().int().min(1).max(50).describe('Fewest replicas'),
    max: z.number().int().min(1).max(50).describe('Most replicas'),
    cpu: z
      .number()
      .int()
      .min(1)
      .max(100)
      .describe('Wanted CPU use in percent of what is requested'),
  })
  .refine(({ min, max }) => min <= max, {
    error: 'min must not be greater than max',
    path: ['min'],
  });

/** Bounds of autoscaling. @public */
export type Autoscaling = z.infer<typeof autoscalingSchema>;

/** A number of replicas. @public */
export const replicas = z
  .number()
  .int()
  .min(0, { error: 'must not be negative' })
  .max(50, { error: 'must be at most 50' });
