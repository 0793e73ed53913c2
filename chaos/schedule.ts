import { faults } from './faults.ts';
import type { Fault, FaultName } from './faults.ts';
import { moments } from './moments.ts';
import type { Moment, MomentName } from './moments.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';

/** A host as far as a schedule must know it. */
export interface ScheduledHost {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
}

/** One fault of a run: it strikes `offset` seconds after `node` has come to `moment`, and lasts `lasts` seconds. */
export interface PlannedFault {
  readonly fault: FaultName;
  readonly moment: MomentName;
  readonly node: string;
  /** The host that it strikes; absent where it strikes a process. */
  readonly host?: string;
  readonly offset: number;
  readonly lasts: number;
}

type Theme = readonly [FaultName, MomentName];

/** What a run is about. Twenty seeds in a row go through all of it; what else happens in a run, its seed decides. */
const themes: readonly Theme[] = [
  ['reboot', 'packages'],
  ['worker-kill', 'init'],
  ['power', 'join'],
  ['server-kill', 'packages'],
  ['reboot', 'init'],
  ['cut', 'join'],
  ['freeze', 'init'],
  ['power', 'packages'],
  ['worker-stop', 'init'],
  ['reboot', 'join'],
  ['api-outage', 'ready'],
  ['worker-kill', 'packages'],
  ['power', 'init'],
  ['connections', 'packages'],
  ['worker-swap', 'join'],
  ['clock', 'packages'],
  ['server-kill', 'init'],
  ['cut', 'packages'],
  ['api-away', 'join'],
  ['freeze', 'join'],
];

/** The faults of a seed on these hosts. Seed 0 has none: what a build takes that is left in peace. */
export function scheduleOf(seed: number, hosts: readonly ScheduledHost[]): readonly PlannedFault[] {
  if (seed === 0) return [];
  const random = randomOf(seed);
  const theme = themes[(seed - 1) % themes.length];
  if (!theme) throw new Error('there is a theme for every seed');
  const others = Array.from({ length: random.pick([1, 1, 2]) }, (): Theme => anyTheme(random));
  return [theme, ...others].map((each) => planned(each, hosts, random));
}

function anyTheme(random: Random): Theme {
  const fault = random.pick(namesOf(faults).filter((name) => !isLong(faults[name])));
  return [fault, random.pick(faults[fault].moments)];
}

const isLong = ({ parks }: Fault): boolean => parks !== undefined;

function planned([name, moment]: Theme, hosts: readonly ScheduledHost[], random: Random): PlannedFault {
  const { strikes, lasts }: Fault = faults[name];
  const { role, offset }: Moment = moments[moment];
  // Once there is an API, its own absence is seen by those who join.
  const wanted = strikes === 'control-plane' ? 'worker' : role;
  const node = random.pick(hosts.filter((host) => wanted === 'any' || host.role === wanted)).name;
  const leader = hosts.find((host) => host.role === 'control-plane')?.name ?? node;
  const host = strikes === 'control-plane' ? leader : strikes === 'host' ? node : undefined;
  return {
    fault: name,
    moment,
    node,
    ...(host === undefined ? {} : { host }),
    offset: random.between(...offset),
    lasts: random.between(...lasts),
  };
}

function namesOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table).filter((name): name is K => name in table);
}
