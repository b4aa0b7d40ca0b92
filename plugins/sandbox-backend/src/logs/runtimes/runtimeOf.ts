import type { Container } from '../../store/objects';
import { goRuntime } from './go';
import { javaRuntime } from './java';
import { nodeRuntime } from './node';
import type { Runtime } from './Runtime';

const HINTS: ReadonlyArray<[pattern: RegExp, runtime: Runtime]> = [
  [/\b(?:java|jdk|jre|jvm|spring|kotlin)\b|JAVA_|SPRING_/, javaRuntime],
  [/\b(?:go|golang)\b|GOMEMLIMIT|GOMAXPROCS|GODEBUG/, goRuntime],
];

/**
 * What a container is written in, by its image's name, its command and its
 * variables. Nothing says so for certain; without a hint it is Node.js.
 */
export function runtimeOf({ image, command, args, env }: Container): Runtime {
  const clues = [
    image.split(/[:@][^/]*$/)[0],
    ...(command ?? []),
    ...(args ?? []),
    ...(env ?? []).map(({ name }) => name),
  ].join(' ');
  return HINTS.find(([pattern]) => pattern.test(clues))?.[1] ?? nodeRuntime;
}

/** Whether a container writes JSON: `LOG_FORMAT` says so, or its language. */
export function writesJson(container: Container, runtime: Runtime): boolean {
  const asked = container.env?.find(({ name }) => name === 'LOG_FORMAT')?.value;
  return asked === undefined
    ? runtime.jsonByDefault
    : asked.toLowerCase() === 'json';
}
