import { stringifyYaml } from '../yaml/stringifyYaml';
import type { Manifest } from './Manifest';
import type { RenderedFile } from './RenderedFile';

/**
 * Writes one file per object, and the kustomization.yaml that lists them in the
 * order given.
 *
 * @param folder - path that ends with `/`
 * @param objects - by file name without extension
 * @throws when an object is invalid, which is a fault of the renderer
 */
export function renderFolder(
  folder: string,
  objects: ReadonlyMap<string, Manifest>,
): RenderedFile[] {
  const files = Array.from(objects, ([name, object]) => {
    object.validate();
    return {
      path: `${folder}${name}.yaml`,
      content: stringifyYaml(object.toJSON()),
    };
  });
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: Array.from(objects.keys(), name => `${name}.yaml`),
  };
  return [
    {
      path: `${folder}kustomization.yaml`,
      content: stringifyYaml(kustomization),
    },
    ...files,
  ];
}
