import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import type { ResultJson } from '../../src/cli/show/result-json.ts';
import { nodeWorkflowId } from '../../src/model/names.ts';
import type { NodeProgress } from '../../src/model/progress.ts';
import { progressQuery } from '../../workflows/messages.ts';
import { asRoot } from './as-root.ts';
import { textsIn } from './histories.ts';
import { lab } from './run-lab.ts';
import { startDev } from './slipway.ts';
import type { DevServer } from './slipway.ts';
import { testSite } from './test-site.ts';
import { troubledMirror } from './troubled-mirror.ts';
import type { Trouble, TroubledMirror } from './troubled-mirror.ts';

type Node = ResultJson['nodes'][number];

/** Result of a node that has its packages: the stand-in of CRI-O cannot be started, so that it is parked there. */
export const pastPackages = { failure: { code: 'step-failed', message: expect.stringContaining('Start CRI-O') } };

/** A build under way. */
export interface TroubledBuild {
  /** Waits until progress is as wanted; gives the nodes. */
  readonly until: (holds: (nodes: readonly NodeProgress[]) => boolean) => Promise<readonly NodeProgress[]>;
  /** Waits until every node is parked, stops there, and gives what became of each. */
  readonly parked: () => Promise<readonly Node[]>;
}

/** Hosts whose packages of CRI-O come from a mirror that makes trouble. */
export interface TroubledSite {
  readonly dev: DevServer;
  readonly mirror: TroubledMirror;
  readonly onHost: (host: string, script: string) => Promise<string>;
  /** What the tools of a host printed where steps of its last build failed, the failures that were mended included. */
  readonly said: (host: string) => Promise<string>;
  /** Takes the stand-in, its repository, its key and what was downloaded off the hosts; all other packages stay, so that a test takes seconds. */
  readonly clean: () => Promise<void>;
  readonly start: (trouble: Trouble, settings?: { readonly installProvenFiles?: boolean }) => Promise<TroubledBuild>;
  readonly end: () => Promise<void>;
}

/** Boots the site and makes its mirror. Hosts: by name, with the package format of each. */
export async function troubledSite(
  name: string,
  gateway: string,
  hosts: Readonly<Record<string, 'rpm' | 'deb'>>,
): Promise<TroubledSite> {
  const site = await testSite(name);
  await lab(...site.up);
  const mirror = await troubledMirror(join(site.output, 'mirror'), gateway, 8082);
  const dev = await startDev(join(site.output, 'dev'));
  // A command would start a whole program for every look.
  const connection = await Connection.connect({ address: dev.address });
  const client = new Client({ connection });
  const build = client.workflow.getHandle(name);
  const onHost = (host: string, script: string): Promise<string> => asRoot(`${name}/${host}`, script);

  let running: Promise<unknown> | undefined;
  const last8 = mirror.fingerprint.slice(-8).toLowerCase();
  const removals = {
    rpm: `rpm -e cri-o; rpm -qa "gpg-pubkey*" | grep ${last8} | xargs -r rpm -e --allmatches; rm -f /etc/yum.repos.d/slipway-cri-o.repo /etc/pki/rpm-gpg/*cri-o`,
    deb: 'apt-get -q -y --allow-change-held-packages purge cri-o; rm -f /etc/apt/sources.list.d/slipway-cri-o.list /etc/apt/keyrings/*cri-o*',
  };
  const rest =
    'rm -rf /var/cache/dnf/* /var/cache/libdnf5/* /var/cache/apt/archives/*.deb; rm -f /etc/ld.so.preload /usr/local/sbin/chronyc /var/lib/slipway/proven-packages';

  /** Nodes of the build that was begun then; none before it runs: until then the one before it would answer. */
  async function nodesSince(begun: number): Promise<readonly NodeProgress[]> {
    const progress = await build.query(progressQuery).catch((): undefined => undefined);
    return progress && progress.startedAt >= begun ? progress.nodes : [];
  }

  return {
    dev,
    mirror,
    onHost,
    said: async (host) => {
      const { events } = await client.workflow.getHandle(nodeWorkflowId(name, host)).fetchHistory();
      return textsIn(events?.map((event) => event.activityTaskFailedEventAttributes?.failure)).join('\n');
    },
    clean: async () => {
      mirror.serve({});
      // A test that failed may have left both behind.
      if (running) await dev.slipway('abort', name);
      await running;
      running = undefined;
      const each = Object.entries(hosts);
      await Promise.all(
        each.map(([host, format]) =>
          onHost(host, `{ systemctl stop holder; ${removals[format]}; } > /dev/null 2>&1; ${rest}`),
        ),
      );
    },
    start: async (trouble, settings = {}) => {
      mirror.serve(trouble);
      const cluster: { spec: { mirrors: Record<string, unknown> } } = parse(
        await readFile(join(site.output, 'cluster.yaml'), 'utf8'),
      );
      const crio = { url: mirror.url, fingerprint: mirror.fingerprint };
      Object.assign(cluster.spec.mirrors, { crio, ...settings });
      const file = join(site.output, 'troubled.yaml');
      await writeFile(file, stringify(cluster));
      const begun = Date.now();
      const applied = dev.slipway('apply', '-f', file, '-o', 'json');
      running = applied;
      const ended = applied.then(({ stdout, stderr }): never => {
        throw new Error(`the build ended before: ${stdout}${stderr}`);
      });
      ended.catch(() => undefined);
      const until: TroubledBuild['until'] = async (holds) => {
        for (;;) {
          const nodes = await Promise.race([nodesSince(begun), ended]);
          if (nodes.length === Object.keys(hosts).length && holds(nodes)) return nodes;
          await after(300);
        }
      };
      return {
        until,
        parked: async () => {
          await until((nodes) => nodes.every(({ state }) => state === 'parked'));
          await dev.slipway('abort', name);
          const result: ResultJson = JSON.parse((await applied).stdout);
          running = undefined;
          return result.nodes;
        },
      };
    },
    end: async () => {
      await connection.close();
      await dev.stop();
      mirror.close();
      await site.end();
    },
  };
}
