import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/shell/secret.ts';
import { sh } from '../../src/shell/sh.ts';
import type { Job, Remote, Target } from '../../src/remote/remote.ts';
import {
  during,
  endWorkers,
  failureOf,
  followed,
  marked,
  remoteHosts,
  runsOf,
  targetOf,
  worker,
} from './remote-hosts.ts';
import { lab } from './run-lab.ts';
import { testSite } from './test-site.ts';
import type { TestSite } from './test-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite('remote');
  await lab(...site.up);
});
afterAll(async () => {
  await endWorkers();
  await site.end();
});

/** Starts a process that follows the job, and kills it once the job has begun. */
async function followAndDie(target: Target, job: Job): Promise<void> {
  const script = fileURLToPath(new URL('follow-alone.ts', import.meta.url));
  const tsx = ['--import', import.meta.resolve('tsx')];
  const child = spawn(process.execPath, [...tsx, script, JSON.stringify({ target, job })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
}

// The two families side by side, each host one thing after the other.
describe.concurrent.each(remoteHosts)('on %s', (host, address) => {
  let target: Target;
  let at: Remote;
  beforeAll(() => {
    target = targetOf(site, [host, address]);
    at = worker();
  });

  test.sequential('a script runs as root, whether the login user is root or becomes it by a password', async () => {
    const { sudo, ...ssh } = target.ssh;
    expect(sudo).toBeDefined();
    expect((await at.run(target, sh`id -u; hostname`)).stdout).toBe(`0\n${host}\n`);
    expect((await at.run({ ...target, ssh: { ...ssh, user: 'root' } }, sh`id -u`)).stdout).toBe('0\n');
  });

  test.sequential('a job goes on while the network is cut, and its end is told afterwards', async () => {
    const { begun, result } = followed(at, target, marked('cut', 'sleep 8; echo ended'));
    await begun;
    const { code } = await during(['cut', 'heal'], host, () => failureOf(at.run(target, sh`true`)));
    expect(code).toBe('host-unreachable');
    expect(await result).toMatchObject({ exit: { code: 0 }, tail: 'begun\nended\n', bytes: 12, attached: false });
    expect(await runsOf(at, target, 'cut')).toBe(1);
  });

  test.sequential('a job outlives the worker that started it, and the next one finds it', async () => {
    const job = marked('orphan', 'sleep 5; echo ended');
    await followAndDie(target, job);
    expect(await at.follow(target, { ...job, fence: 2 })).toMatchObject({
      exit: { code: 0 },
      tail: 'begun\nended\n',
      attached: true,
    });
    expect(await runsOf(at, target, 'orphan')).toBe(1);
  });

  test.sequential('twenty workers that start the same job at once start it once', async () => {
    const job = marked('race', 'sleep 2; exit 3');
    const results = await Promise.all(
      Array.from({ length: 20 }, () => worker({ handshakeSeconds: 60 }).follow(target, job)),
    );
    expect(results.map(({ exit }) => exit)).toEqual(results.map(() => ({ code: 3 })));
    expect(results.filter(({ attached }) => !attached)).toHaveLength(1);
    expect(await runsOf(at, target, 'race')).toBe(1);
  });

  test.sequential('a finished job is not run again, also when it was acknowledged; its next run is', async () => {
    const job = marked('finished', 'echo said; exit 4');
    const first = await at.follow(target, job);
    expect(first).toMatchObject({ exit: { code: 4 }, tail: 'begun\nsaid\n', attached: false });
    expect(await at.follow(target, job)).toEqual({ ...first, attached: true });
    await at.acknowledge(target, job);
    expect(await at.follow(target, { ...job, fence: 2 })).toEqual({ ...first, attached: true });
    expect(await runsOf(at, target, 'finished')).toBe(1);
    expect(await at.follow(target, { ...job, fence: 3, run: 2 })).toMatchObject({ exit: { code: 4 }, attached: false });
    expect(await runsOf(at, target, 'finished')).toBe(2);
  });

  test.sequential('stop ends a job with everything it started, and only what runs', async () => {
    const children = sh`
      (setsid sleep 86399 &)
      nohup sleep 86399 > /dev/null 2>&1 &
      sh -c 'sleep 86399; :' &
      wait`;
    const { begun, result } = followed(at, target, marked('tree', children.text));
    await begun;
    const sleepers = async (): Promise<string> => (await at.run(target, sh`pgrep -fcx 'sleep 86399'`)).stdout;
    expect(await sleepers()).toBe('3\n');
    expect(await at.stop(target, 'tree', 2)).toBe(true);
    expect(await result).toMatchObject({ exit: { signal: 'TERM' } });
    expect(await sleepers()).toBe('0\n');
    expect(await at.stop(target, 'tree', 3)).toBe(false);
  });

  test.sequential('an older attempt can neither start nor stop anything', async () => {
    const job = marked('fenced', 'sleep 86398', { fence: 5 });
    const { begun, result } = followed(at, target, job);
    await begun;
    expect((await failureOf(at.follow(target, { ...job, fence: 4 }))).code).toBe('job-fenced');
    expect((await failureOf(at.follow(target, { ...job, run: 2, fence: 4 }))).code).toBe('job-fenced');
    expect((await failureOf(at.stop(target, 'fenced', 4))).code).toBe('job-fenced');
    expect(await at.stop(target, 'fenced', 5)).toBe(true);
    await result;
    expect(await runsOf(at, target, 'fenced')).toBe(1);
  });

  test.sequential('another version of a running job is a conflict, unless its attempt is newer: then it takes over', async () => {
    const old = followed(at, target, marked('versions', 'sleep 86397', { fence: 7 }));
    await old.begun;
    const changed = marked('versions', 'pgrep -fcx "sleep 86397"', { fence: 7 });
    expect((await failureOf(at.follow(target, changed))).code).toBe('job-conflict');
    expect(await at.follow(target, { ...changed, fence: 8 })).toMatchObject({ tail: 'begun\n0\n' });
    expect(await old.result).toMatchObject({ exit: { signal: 'TERM' } });
  });

  test.sequential('the host ends a job whose time is over, and a later attempt may run it again', async () => {
    // Its end is told from memory while the host takes its time to record it on the disk.
    const slowly = `sed -i "s/^ *printf '%-126s/sleep 3; &/" /var/lib/slipway/jobs/slow/*/unit`;
    const job = marked('slow', `if [ -e /root/quick ]; then exit 0; fi; ${slowly}; sleep 86396 & wait`, {
      seconds: 15,
    });
    const failure = await failureOf(at.follow(target, job));
    expect(failure).toMatchObject({ code: 'time-limit', host, tail: 'begun\n' });
    expect((await at.run(target, sh`touch /root/quick; pgrep -fcx 'sleep 86396'`)).stdout).toBe('0\n');
    await at.acknowledge(target, job);
    // Its start alone waits for the disk, which may be busy.
    expect(await at.follow(target, { ...job, fence: 2, seconds: 60 })).toMatchObject({ exit: { code: 0 } });
  });

  test.sequential('a secret of a job lies in memory while it runs, for root alone, and nowhere afterwards', async () => {
    const secrets = { token: new Secret('a rare and secret text') };
    const script = sh`
      stat -f -c %T "$SLIPWAY_SECRETS"
      stat -c %a "$SLIPWAY_SECRETS/token"
      until [ -e /root/seen ]; do sleep 0.1; done
      tr a-z A-Z < "$SLIPWAY_SECRETS/token"`;
    const { begun, result } = followed(at, target, { slot: 'secret', script, fence: 1, seconds: 60, secrets });
    await begun;
    const places = ['/run/slipway', '/var/lib/slipway', '/run/systemd/transient', '/run/log', '/var/log'];
    const traces = async (): Promise<string> =>
      (await at.run(target, sh`grep -arl 'rare and secret' ${places}`)).stdout;
    expect(await traces()).toMatch(/^\/run\/slipway\/jobs\/secret\/\w+\/secrets\/token\n$/);
    await at.run(target, sh`touch /root/seen`);
    expect((await result).tail).toBe('tmpfs\n600\nA RARE AND SECRET TEXT');
    expect(await traces()).toBe('');
  });
});
