import { isDeepStrictEqual } from 'node:util';
import {
  isMap,
  isScalar,
  isSeq,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

type Data = Record<string, unknown>;

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dataOf(node: unknown, yaml: Document): unknown {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.toJS(yaml) : node;
}

/** Makes a node for a value, with the comments of the node it replaces. */
function replaceNode(yaml: Document, node: unknown, value: unknown): unknown {
  const next = yaml.createNode(value);
  if (isScalar(node) || isMap(node) || isSeq(node)) {
    next.commentBefore = node.commentBefore;
    next.comment = node.comment;
    next.spaceBefore = node.spaceBefore;
  }
  return next;
}

function updateMap(yaml: Document, map: YAMLMap, next: Data): void {
  const keyOf = (key: unknown) => (isScalar(key) ? key.value : key);
  const isWanted = (key: unknown) => next[String(keyOf(key))] !== undefined;
  map.items = map.items.filter(pair => isWanted(pair.key));
  const present = new Set<string>();
  for (const pair of map.items) {
    const key = String(keyOf(pair.key));
    present.add(key);
    pair.value = updateNode(yaml, pair.value, next[key]);
  }
  for (const [key, value] of Object.entries(next)) {
    if (!present.has(key) && value !== undefined) {
      map.add(yaml.createPair(key, value));
    }
  }
}

/**
 * Items that stay keep their node, wherever they are moved to; an item that
 * changed takes over the node at its place.
 */
function updateSequence(
  yaml: Document,
  sequence: YAMLSeq,
  next: readonly unknown[],
): void {
  const unused = new Set<number>(sequence.items.keys());
  const before = sequence.items.map(item => dataOf(item, yaml));
  const kept = next.map(value => {
    for (const index of unused) {
      if (isDeepStrictEqual(before[index], value)) {
        unused.delete(index);
        return index;
      }
    }
    return undefined;
  });
  sequence.items = next.map((value, place) => {
    const index = kept[place];
    if (index !== undefined) {
      return sequence.items[index];
    }
    return unused.has(place)
      ? updateNode(yaml, sequence.items[place], value)
      : yaml.createNode(value);
  });
}

/**
 * Makes a node hold a value. Only what differs is touched, at any depth, so
 * comments, order and style of the rest stay.
 *
 * @returns the node, or the one that takes its place
 */
export function updateNode(
  yaml: Document,
  node: unknown,
  value: unknown,
): unknown {
  if (isMap(node) && isData(value)) {
    updateMap(yaml, node, value);
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    updateSequence(yaml, node, value);
    return node;
  }
  return isDeepStrictEqual(dataOf(node, yaml), value)
    ? node
    : replaceNode(yaml, node, value);
}
