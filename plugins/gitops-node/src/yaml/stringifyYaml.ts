import { Document } from 'yaml';
import { YAML_OPTIONS } from './yamlOptions';

/**
 * Writes data as YAML that every reader, of YAML 1.1 as of 1.2, takes for the
 * same data.
 */
export function stringifyYaml(data: unknown): string {
  return new Document(data, YAML_OPTIONS).toString(YAML_OPTIONS);
}
