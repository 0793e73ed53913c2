import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../model/kubernetes-object.ts';

/** A container of a pod template. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly object[];
  readonly [field: string]: unknown;
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly hostNetwork?: boolean;
  readonly [field: string]: unknown;
}

/** An object that makes pods: a DaemonSet, a Deployment, a Job. */
export interface Workload extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: PodSpec; readonly metadata?: KubernetesObject['metadata'] };
    readonly [field: string]: unknown;
  };
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'apiVersion' in value && 'metadata' in value;
}

/** True for an object with a pod template. */
export function isWorkload(object: KubernetesObject): object is Workload {
  const spec = object['spec'];
  if (typeof spec !== 'object' || spec === null || !('template' in spec)) return false;
  const { template } = spec;
  return typeof template === 'object' && template !== null && 'spec' in template;
}

/**
 * The objects of a manifest, in its order. YAML is read as 1.1, as kubectl does: there `0644` is an octal number. Throws
 * with the parser's words and line where it is no YAML, and where a document is no Kubernetes object.
 */
export function parseManifest(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text, { version: '1.1', merge: true }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(error.message.split('\n')[0] ?? 'it is not YAML');
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    if (!isObject(value)) throw new Error('a document in it is not a Kubernetes object');
    return [value];
  });
}

/** The same object with every container changed. */
export function withContainers(
  object: KubernetesObject,
  change: (container: Container) => Container,
): KubernetesObject {
  if (!isWorkload(object)) return object;
  const { template } = object.spec;
  const { containers, initContainers } = template.spec;
  const spec = {
    ...template.spec,
    ...(initContainers ? { initContainers: initContainers.map(change) } : {}),
    containers: containers.map(change),
  };
  return { ...object, spec: { ...object.spec, template: { ...template, spec } } };
}

/** An image name with its registry: CRI-O refuses short ones since 1.34. */
export function qualified(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length === 0) return `docker.io/library/${image}`;
  return /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`;
}

/** Every image of the objects once, in order. */
export function imagesIn(objects: readonly KubernetesObject[]): readonly string[] {
  const images = objects.filter(isWorkload).flatMap(({ spec }) => {
    const { initContainers = [], containers } = spec.template.spec;
    return [...initContainers, ...containers].map(({ image }) => image);
  });
  return [...new Set(images)];
}
