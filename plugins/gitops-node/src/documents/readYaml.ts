import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import { YAML_OPTIONS } from '../yaml/yamlOptions';

/** Size of the largest document that is read, in bytes. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** How the parser reports that the stack was too small for it. */
const STACK_OVERFLOW = 'Maximum call stack';

/** YAML as it was read, or what is wrong with it. */
export type YamlReading =
  { faults: []; yaml: Document.Parsed } | { faults: [string, ...string[]] };

function faultOfKey(key: unknown, seen: Set<string>): string | undefined {
  if (!isScalar(key) || typeof key.value !== 'string') {
    return `the key ${JSON.stringify(String(key))} is no string; put it in quotes`;
  }
  if (key.value === '__proto__') {
    return 'the key "__proto__" is not allowed';
  }
  if (seen.has(key.value)) {
    return `the key ${JSON.stringify(key.value)} occurs twice`;
  }
  seen.add(key.value);
  return undefined;
}

function findFaults(yaml: Document.Parsed): string[] {
  const faults = [...yaml.errors, ...yaml.warnings].map(
    // The rest of the message quotes the text.
    error => error.message.split('\n')[0],
  );
  if (yaml.directives.yaml.explicit) {
    faults.push('directives are not allowed');
  }
  visit(yaml, {
    Node(_, node) {
      if (isAlias(node)) {
        faults.push('aliases are not allowed');
        return;
      }
      if (node.anchor !== undefined) {
        faults.push('anchors are not allowed');
      }
      if (node.tag !== undefined) {
        faults.push('tags are not allowed');
      }
      if (isMap(node)) {
        const seen = new Set<string>();
        for (const { key } of node.items) {
          const fault = faultOfKey(key, seen);
          if (fault) {
            faults.push(fault);
          }
        }
      }
    },
  });
  if (!isCollection(yaml.contents)) {
    faults.push('the document must be a mapping');
  }
  return Array.from(new Set(faults));
}

/**
 * Reads one YAML document that is plain data: no aliases, anchors, tags,
 * directives or repeated keys.
 */
export function readYaml(text: string): YamlReading {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_DOCUMENT_BYTES) {
    return {
      faults: [
        `the document has ${bytes} bytes, more than the ${MAX_DOCUMENT_BYTES} that are allowed`,
      ],
    };
  }
  // The parser descends by recursion, so depth is limited by the stack.
  const tooDeep: YamlReading = {
    faults: ['the document is nested too deeply'],
  };
  try {
    const yaml = parseDocument(text, YAML_OPTIONS);
    if (yaml.errors.some(error => error.message.startsWith(STACK_OVERFLOW))) {
      return tooDeep;
    }
    const [first, ...others] = findFaults(yaml);
    return first === undefined
      ? { faults: [], yaml }
      : { faults: [first, ...others] };
  } catch (error) {
    if (error instanceof RangeError) {
      return tooDeep;
    }
    throw error;
  }
}
