import type { ClusterSettings, ClusterSpec } from '../src/model/cluster.ts';
import { currentSettings, currentSpec } from '../src/spec/stored-spec.ts';
import { claimHosts, releaseClaims } from './claim-hosts.ts';
import type { Dependencies } from './dependencies.ts';
import { failingAs } from './failure.ts';
import { awaitApi } from './await-api.ts';
import { drainNode, uncordonNode } from './drain-node.ts';
import { inspectHosts } from './inspect-hosts.ts';
import { letIn } from './let-in.ts';
import { probeMesh } from './probe-mesh.ts';
import { proveCluster } from './prove-cluster.ts';
import { readKubeconfig } from './read-kubeconfig.ts';
import { rebootHost } from './reboot-host.ts';
import { recallProof } from './recall-proof.ts';
import { releaseHost } from './release-host.ts';
import { resetHost } from './reset-host.ts';
import { retireHost } from './retire-host.ts';
import { runBatch } from './run-batch.ts';
import { runJob } from './run-job.ts';
import { runKubeStep } from './run-kube-step.ts';
import { surveyHosts } from './survey-hosts.ts';

/** What a task carries of its cluster, as the version of Slipway that began the build knew it. */
interface Stored {
  readonly settings?: ClusterSettings;
  readonly spec?: ClusterSpec;
}

function bind<T extends Stored, R>(
  deps: Dependencies,
  activity: (deps: Dependencies, task: T) => Promise<R>,
): (task: T) => Promise<R> {
  return (task) =>
    failingAs({}, async () => {
      const { settings, spec } = task;
      const now = {
        ...(settings ? { settings: currentSettings(settings) } : {}),
        ...(spec ? { spec: currentSpec(spec) } : {}),
      };
      return activity(deps, { ...task, ...now });
    });
}

/** Every activity, with what it acts through. Each is one idempotent intent: it may run again after any interruption. */
export function createActivities(deps: Dependencies) {
  return {
    inspectHosts: bind(deps, inspectHosts),
    surveyHosts: bind(deps, surveyHosts),
    probeMesh: bind(deps, probeMesh),
    claimHosts: bind(deps, claimHosts),
    releaseClaims: bind(deps, releaseClaims),
    runBatch: bind(deps, runBatch),
    runJob: bind(deps, runJob),
    runKubeStep: bind(deps, runKubeStep),
    proveCluster: bind(deps, proveCluster),
    recallProof: bind(deps, recallProof),
    awaitApi: bind(deps, awaitApi),
    drainNode: bind(deps, drainNode),
    rebootHost: bind(deps, rebootHost),
    uncordonNode: bind(deps, uncordonNode),
    readKubeconfig: bind(deps, readKubeconfig),
    releaseHost: bind(deps, releaseHost),
    resetHost: bind(deps, resetHost),
    retireHost: bind(deps, retireHost),
    letIn: bind(deps, letIn),
  };
}

/** The activities as workflows see them. */
export type Activities = ReturnType<typeof createActivities>;
