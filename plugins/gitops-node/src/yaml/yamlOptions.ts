import type {
  CreateNodeOptions,
  DocumentOptions,
  ParseOptions,
  ScalarTag,
  SchemaOptions,
  ToStringOptions,
} from 'yaml';
import { stringifyString } from 'yaml/util';

/**
 * What every YAML reader takes for the same string without quotes: starts with
 * a letter or `/` (so it is no number, date or sign of YAML 1.1), or is a
 * quantity such as `100m`.
 */
const PLAIN_TEXT =
  /^[A-Za-z/](?:[A-Za-z0-9_./@+-]|:(?=[A-Za-z0-9/])| (?=[A-Za-z0-9]))*$/;
const PLAIN_QUANTITY = /^[0-9]+(?:m|k|[MGTP]|[KMGTPE]i)$/;
/** Constants of YAML 1.1, and `e1`, which some of its readers call a number. */
const WORDS_WITH_MEANING =
  /^(?:y|yes|n|no|on|off|true|false|null|e[+-]?[0-9]+)$/i;

/** Characters that JSON leaves as they are and some YAML readers refuse. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function isPlain(value: string): boolean {
  return (
    PLAIN_QUANTITY.test(value) ||
    (PLAIN_TEXT.test(value) && !WORDS_WITH_MEANING.test(value))
  );
}

function quote(value: string): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Strings that we write are plain only where no reader can take them for
 * something else, and else quoted as in JSON. Strings that people wrote keep
 * their style.
 */
const stringTag: ScalarTag = {
  identify: value => typeof value === 'string',
  default: true,
  tag: 'tag:yaml.org,2002:str',
  resolve: text => text,
  stringify(item, context, onComment, onChompKeep) {
    if (item.source !== undefined) {
      return stringifyString(item, context, onComment, onChompKeep);
    }
    const value = String(item.value);
    return isPlain(value) ? value : quote(value);
  },
};

/** How all YAML of the repository is read and written. */
export const YAML_OPTIONS: ParseOptions &
  DocumentOptions &
  SchemaOptions &
  CreateNodeOptions &
  ToStringOptions = {
  version: '1.2',
  schema: 'core',
  customTags: tags => [
    ...tags.filter(tag => typeof tag === 'string' || tag.tag !== stringTag.tag),
    stringTag,
  ],
  merge: false,
  aliasDuplicateObjects: false,
  // Looking for duplicates is quadratic in the library; the reader does it.
  uniqueKeys: false,
  lineWidth: 0,
  indentSeq: true,
};
