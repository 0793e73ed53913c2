import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultJson } from '../../src/cli/show/result-json.ts';
import { asRoot } from './as-root.ts';
import { lab } from './run-lab.ts';
import { seeBuilds } from './seen-build.ts';
import type { BuildsSeen } from './seen-build.ts';
import { startDev } from './slipway.ts';
import type { DevServer } from './slipway.ts';
import { testSite } from './test-site.ts';

/** Blank hosts that are up, and a server to build on them with. */
export interface SlipwaySite {
  /** Where keys, known_hosts and `cluster.yaml` are. */
  readonly output: string;
  /** The path of `cluster.yaml`. */
  readonly spec: string;
  readonly dev: DevServer;
  readonly builds: BuildsSeen;
  readonly asRoot: (host: string, command: string) => Promise<string>;
  /** Builds what the file says, `spec` unless told otherwise. Throws where that gives no result at all. */
  readonly apply: (file?: string) => Promise<ResultJson & { readonly code: number | null }>;
  /** Runs a command that must fail: `EXIT CODE: MESSAGE`. */
  readonly refusal: (...args: readonly string[]) => Promise<string>;
  /** Gives the ids of kubelet to somebody else, which nobody but a person can decide about: the node parks before anything is installed. */
  readonly giveIdsAway: (host: string) => Promise<void>;
  readonly takeIdsBack: (host: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Boots a site of the tests and starts Temporal, with a worker unless told otherwise. Ends what came up where the rest does not. */
export async function slipwaySite(name: string, options: { readonly worker?: boolean } = {}): Promise<SlipwaySite> {
  const site = await testSite(name);
  await lab(...site.up);
  // The database of a run that was killed would go on with its builds, on hosts that know nothing of them.
  await rm(join(site.output, 'dev'), { recursive: true, force: true });
  const dev = await startDev(join(site.output, 'dev'), options).catch(async (error: unknown) => {
    await site.end();
    throw error;
  });
  const builds = await seeBuilds(dev.address);
  const spec = join(site.output, 'cluster.yaml');
  const onHost = (host: string, command: string): Promise<string> => asRoot(`${name}/${host}`, command);
  return {
    output: site.output,
    spec,
    dev,
    builds,
    asRoot: onHost,
    apply: async (file = spec) => {
      const { code, stdout, stderr } = await dev.slipway('apply', '-f', file, '-o', 'json');
      if (!stdout.startsWith('{')) throw new Error(`apply ended with ${code}: ${stdout}${stderr}`);
      const result: ResultJson = JSON.parse(stdout);
      return { code, ...result };
    },
    refusal: async (...args) => {
      const { code, stdout } = await dev.slipway(...args, '-o', 'json');
      const said: { readonly error?: { readonly code: string; readonly message: string } } = JSON.parse(stdout);
      return `${code} ${said.error?.code ?? 'no error'}: ${said.error?.message ?? stdout}`;
    },
    giveIdsAway: async (host) => {
      await onHost(host, 'sed -i /^kubelet:/d /etc/subuid; echo other:589824:65536 >> /etc/subuid');
    },
    takeIdsBack: async (host) => {
      await onHost(host, 'sed -i /^other:/d /etc/subuid');
    },
    end: async () => {
      await builds.close();
      await dev.stop();
      await site.end();
    },
  };
}
