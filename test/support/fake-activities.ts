import { cancelled } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { withHeartbeats } from '../../activities/heartbeats.ts';
import type { Activities } from '../../activities/index.ts';
import type { ClockRange } from '../../src/model/clocks.ts';
import type { Host } from '../../src/model/cluster.ts';
import type { Failure, FailureCode } from '../../src/model/failure.ts';
import { failures } from '../../src/model/failure.ts';
import { meshOf } from '../../src/model/mesh.ts';
import type { NodePlan, PlannedStep } from '../../src/model/plan.ts';
import type { NodeProof } from '../../src/model/proof.ts';
import type { LetIn } from '../../src/model/task.ts';
import { stepsOf } from '../../src/phases/catalogue.ts';
import { orderOf, remediesOf } from '../../src/phases/plan-node.ts';
import type { StepContext } from '../../src/steps/define-step.ts';
import { contextFor, spec, ubuntu, versions } from './fixtures.ts';

/** What the hosts behind the fake activities do: a world that remembers what was done to it. */
export interface World {
  /** `node step` of everything that was brought about, in order. */
  readonly done: string[];
  /** Failures that a step meets, one per attempt, by `node step`; the step works once they are used up. */
  readonly failures: Record<string, FailureCode[]>;
  /** Problems that an inspection finds, by node or by address. */
  readonly problems: Record<string, Failure[]>;
  /** Whose the machines are, by address: worlds that share this share the machines. */
  readonly claims: Map<string, string>;
  /** `node address` of machines that another one has taken the role of. */
  readonly retired: string[];
  /** `node addresses` of every look: the node, and where the nodes were said to be. */
  readonly looks: string[];
  /** What each node's firewall lets in: the addresses of the last step or word that it had. */
  readonly lets: Record<string, readonly string[]>;
  /** `node step: REASON` of everything that was cut off while it was held back; jobs on hosts are stopped for `CANCELLED` alone. */
  readonly cutOff: string[];
  /** Whether steps come with their compensating steps; those that are done already find nothing to mend. */
  readonly curable: boolean;
  /** By how much the clocks of nodes are ahead, where a survey finds them off. */
  readonly clocks: Record<string, ClockRange>;
  /** Activities come to their end as if nobody had cancelled them. */
  deaf: boolean;
  /** Called before a step acts; a promise holds it back. */
  before: (node: string, step: string) => Promise<void>;
}

/** A step that begins and does not go on. */
export interface HeldStep {
  readonly reached: Promise<void>;
  readonly letGo: () => void;
}

/** A world in which nothing has been done yet, and nothing goes wrong but what is said. */
export function newWorld(failures: World['failures'] = {}): World {
  return {
    done: [],
    failures,
    problems: {},
    claims: new Map(),
    retired: [],
    looks: [],
    lets: {},
    cutOff: [],
    curable: false,
    clocks: {},
    deaf: false,
    before: async () => undefined,
  };
}

/** A world in which these nodes have been brought about already. */
export function worldWith(nodes: readonly string[], failures: World['failures'] = {}): World {
  const done = nodes.flatMap((node) => stepsOf(contextOf(node)).map(({ step }) => `${node} ${step.id}`));
  return { ...newWorld(failures), done };
}

/** The steps that others wait for, or that a test is likely to watch. */
const landmarks = new Set([
  'install-packages',
  'pull-control-plane-images',
  'pull-worker-images',
  'init-control-plane',
  'join-node',
]);

/** A world of the fixture's hosts on which little is left to do: the landmarks, and what is to go wrong. */
export function preparedWorld(failures: World['failures'] = {}): World {
  const world = worldWith(
    spec.hosts.map(({ name }) => name),
    failures,
  );
  const left = (key: string): boolean => landmarks.has(key.split(' ')[1] ?? '') || key in failures;
  return { ...world, done: world.done.filter((key) => !left(key)) };
}

/** Holds one step of one node back, from when `reached` resolves until it is let go. */
export function holdBack(world: World, node: string, step: string): HeldStep {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const reached = new Promise<void>((resolve) => {
    world.before = async (...at) => {
      if (at[0] !== node || at[1] !== step) return;
      resolve();
      await held;
    };
  });
  return { reached, letGo };
}

function contextOf(node: string): StepContext {
  return contextFor(node, { ...ubuntu, hostname: node, machineId: node, mac: node });
}

/** A proof with one check that passed. */
function proofOf(node: string): NodeProof {
  return {
    node,
    os: 'Ubuntu 24.04.1 LTS',
    kubelet: 'v1.30.4',
    runtime: 'cri-o://1.30.5',
    ready: true,
    uidMap: [0, 1_638_400, 65_536],
    secondUidMap: [0, 1_703_936, 65_536],
    subordinateIds: [589_824, 7_208_960],
    hostUid: 1_638_400,
    bootId: 'b-1',
    checks: [{ id: 'uid-map', title: 'The map is one of its own', passed: true, expected: 'x', seen: 'x' }],
    seenAt: '2026-01-01T00:00:00Z',
  };
}

function planOf(world: World, host: Host): NodePlan {
  const { name: node, address } = host;
  const at = contextOf(node);
  const steps = stepsOf(at).map(({ phase, step }): PlannedStep => {
    const state = world.done.includes(`${node} ${step.id}`) ? 'ok' : 'needed';
    return {
      id: step.id,
      phase,
      title: step.title,
      kind: step.kind,
      state,
      found: '',
      seconds: step.seconds,
      undo: step.undo,
      ...orderOf(step, host),
      ...(world.curable ? remediesOf(step, at) : {}),
    };
  });
  const problems = world.problems[node] ?? world.problems[address] ?? [];
  return { node, role: at.host.role, facts: at.facts, steps: problems.length > 0 ? [] : steps, problems, warnings: [] };
}

/** Activities that act on the world of a cluster instead of on hosts, under the names and with the failures of the real ones. */
export function fakeActivities(worldOf: (cluster: string) => World): Activities {
  async function hold(world: World, node: string, step: string): Promise<void> {
    try {
      await withHeartbeats({}, () => Promise.race([world.before(node, step), ...(world.deaf ? [] : [cancelled()])]));
    } catch (error) {
      world.cutOff.push(`${node} ${step}: ${error instanceof CancelledFailure ? error.message : String(error)}`);
      throw error;
    }
  }
  function fail(world: World, node: string, step: string): void {
    const code = world.failures[`${node} ${step}`]?.shift();
    if (!code) return;
    const nonRetryable = failures[code].retry === 'operator';
    const details = [{ code, message: 'as ordered', host: node, step, tail: 'the last line' }];
    throw ApplicationFailure.create({ type: code, message: 'as ordered', nonRetryable, details });
  }
  function takeOff(world: World, node: string): 'reset' | 'clean' {
    const kept = world.done.filter((key) => !key.startsWith(`${node} `));
    const state = kept.length === world.done.length ? 'clean' : 'reset';
    world.done.splice(0, world.done.length, ...kept);
    return state;
  }
  function giveBack({ claims }: World, cluster: string): void {
    for (const [address, owner] of claims) if (owner === cluster) claims.delete(address);
  }
  async function act(cluster: string, node: string, step: string): Promise<'changed' | 'unchanged'> {
    const world = worldOf(cluster);
    const key = `${node} ${step}`;
    await hold(world, node, step);
    fail(world, node, step);
    if (world.done.includes(key)) return 'unchanged';
    world.done.push(key);
    return 'changed';
  }
  const outcomeOf = async (cluster: string, node: string, step: string) => ({
    step,
    outcome: await act(cluster, node, step),
    detail: '',
    remoteMs: 1,
  });

  return {
    inspectHosts: async ({ settings, hosts }) => {
      const world = worldOf(settings.name);
      for (const { name } of hosts) await hold(world, name, 'inspect-hosts');
      world.looks.push(...hosts.map(({ name }) => [name, ...settings.network.nodes].join(' ')));
      return { remoteMs: 1, versions, nodes: hosts.map((host) => planOf(world, host)) };
    },
    surveyHosts: async ({ settings, hosts }) =>
      hosts.map((host) => ({
        report: {
          host: host.name,
          role: host.role,
          os: ubuntu.os.name,
          sights: [{ check: 'system', seen: 'as ordered' }],
        },
        identity: { host: host.name, values: { hostname: host.name } },
        firewall: 'open',
        clock: worldOf(settings.name).clocks[host.name] ?? [-5, 20],
      })),
    probeMesh: async ({ members }) =>
      meshOf(
        members.map(({ host }) => host.name),
        [],
      ),
    claimHosts: async ({ settings, hosts }) => {
      const world = worldOf(settings.name);
      const problems = hosts.flatMap(({ host }): readonly Failure[] => {
        const owner = world.claims.get(host.address) ?? settings.name;
        world.claims.set(host.address, owner);
        const message = `the host is claimed by cluster ${owner}`;
        return owner === settings.name ? [] : [{ code: 'cluster-exists', message, host: host.name }];
      });
      await hold(world, '', 'claim-hosts');
      if (problems.length > 0) giveBack(world, settings.name);
      return problems;
    },
    releaseClaims: async ({ settings }) => giveBack(worldOf(settings.name), settings.name),
    runBatch: async ({ settings, host, steps }) => {
      const outcomes = [];
      worldOf(settings.name).lets[host.name] = settings.network.nodes;
      for (const step of steps) outcomes.push(await outcomeOf(settings.name, host.name, step));
      return outcomes;
    },
    runJob: ({ settings, host, step }) => outcomeOf(settings.name, host.name, step),
    runKubeStep: async ({ settings, host, step }) => {
      const outcome = await outcomeOf(settings.name, host.name, step);
      return step === 'prove-node' ? { outcome, proof: proofOf(host.name) } : { outcome };
    },
    proveCluster: async () => ({
      remoteMs: 1,
      proof: { checks: [{ id: 'dns', title: 'DNS', passed: true, expected: '', seen: '' }] },
    }),
    recallProof: async ({ bootIds }) => ({
      proven: true,
      nodes: Object.keys(bootIds).map(proofOf),
      cluster: { checks: [] },
    }),
    awaitApi: async () => undefined,
    drainNode: async () => ({ cordoned: true, evicted: 1 }),
    rebootHost: async ({ host }) => ({ bootId: `${host.name}-again`, seconds: 30 }),
    uncordonNode: async () => undefined,
    readKubeconfig: async () => ({ sealed: '' }),
    releaseHost: async ({ settings, host }) =>
      worldOf(settings.name).claims.delete(host.address) ? 'released' : 'unclaimed',
    resetHost: async ({ settings, host }) => takeOff(worldOf(settings.name), host.name),
    retireHost: async ({ settings, host }) => {
      const world = worldOf(settings.name);
      await hold(world, host.name, 'retire');
      fail(world, host.name, 'retire');
      world.retired.push(`${host.name} ${host.address}`);
      return { state: takeOff(world, host.name), why: '' };
    },
    letIn: async ({ settings, hosts }) => {
      const world = worldOf(settings.name);
      await hold(world, '', 'let-in');
      return hosts.map(({ name: node }): LetIn => {
        const code = world.failures[`${node} let-in`]?.shift();
        if (code) return { node, changed: [], why: `${code}: as ordered` };
        if (!world.done.includes(`${node} join-node`) && node !== 'cp-1') return { node, changed: [] };
        const isNew = world.lets[node]?.join(' ') !== settings.network.nodes.join(' ');
        world.lets[node] = settings.network.nodes;
        return { node, changed: isNew ? ['open-firewall'] : [] };
      });
    },
  };
}
