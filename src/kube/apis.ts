import {
  AppsV1Api,
  CoreV1Api,
  KubernetesObjectApi,
  ServerConfiguration,
  createConfiguration,
} from '@kubernetes/client-node';
import type { ConfigurationOptions, HttpLibrary } from '@kubernetes/client-node';

/** The API of Kubernetes by its kinds. */
export interface Apis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  /** Objects of any kind. Asks the server once per API group for the kinds it has. */
  readonly objects: KubernetesObjectApi;
  /** Option of a call of `core` or `apps`: it ends when the signal does. */
  until(signal: AbortSignal | undefined): ConfigurationOptions;
}

/** The APIs of a server; `httpUntil` gives what sends their requests, and ends them with a signal. */
export function openApis(server: string, httpUntil: (signal?: AbortSignal) => HttpLibrary): Apis {
  const baseServer = new ServerConfiguration(server, {});
  const configuration = createConfiguration({ baseServer, httpApi: httpUntil() });
  return {
    core: new CoreV1Api(configuration),
    apps: new AppsV1Api(configuration),
    objects: new KubernetesObjectApi(configuration),
    until: (signal) => (signal ? { httpApi: httpUntil(signal) } : {}),
  };
}
