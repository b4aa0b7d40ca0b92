import type { KubeObject } from '../store/objects';
import { humanDuration } from './humanDuration';

export type Cell = string | number;

/** A column of the tables that kubectl prints. */
export interface Column<T> {
  name: string;
  cell: (object: T, now: Date) => Cell;
  /** Shown only with `-o wide`. */
  wide?: boolean;
  integer?: boolean;
}

export const NAME: Column<KubeObject> = {
  name: 'Name',
  cell: object => object.metadata.name,
};
export const AGE: Column<KubeObject> = {
  name: 'Age',
  cell: (object, now) => since(object.metadata.creationTimestamp, now),
};

/** How long ago something was. */
export function since(time: string, now: Date): string {
  return humanDuration(now.getTime() - Date.parse(time));
}

/** Names as one cell, or that there are none. */
export function listed(values: readonly string[]): string {
  return values.join(',') || '<none>';
}

/** Labels as one cell, in their order. */
export function pairs(labels: Readonly<Record<string, string>> = {}): string {
  return listed(
    Object.keys(labels)
      .sort()
      .map(key => `${key}=${labels[key]}`),
  );
}
