import { settingsOf } from '../src/model/cluster.ts';
import type { ClusterSpec, Host } from '../src/model/cluster.ts';
import { clocksOff } from '../src/model/clocks.ts';
import type { Failure } from '../src/model/failure.ts';
import { sharedIdentities } from '../src/model/identity.ts';
import type { CheckedSight, HostPreflight, Preflight } from '../src/model/preflight.ts';
import type { MeshMember, SurveyedHost } from '../src/model/preflight-task.ts';
import { acting, activities, inspecting } from './policies.ts';

/** Hosts per activity, as for a plan. */
const batch = 50;

/** What preflight starts from. */
export interface PreflightInput {
  readonly spec: ClusterSpec;
  /** False where nothing may listen on the hosts. */
  readonly mesh: boolean;
}

/** Everything that a build may stumble over, of all hosts at once. Hosts that cannot be reached are part of the answer. */
export async function preflightCluster({ spec, mesh }: PreflightInput): Promise<Preflight> {
  const settings = settingsOf(spec);
  const looks: Promise<readonly SurveyedHost[]>[] = [];
  for (let index = 0; index < spec.hosts.length; index += batch) {
    const hosts = spec.hosts.slice(index, index + batch);
    const summary = hosts.length === 1 ? `Survey ${hosts[0]?.name}` : `Survey ${hosts.length} hosts`;
    looks.push(activities.surveyHosts.executeWithOptions({ ...inspecting, summary }, [{ settings, hosts }]));
  }
  const surveyed = (await Promise.all(looks)).flat();
  const members = membersOf(spec.hosts, surveyed);
  const answer = { cluster: spec.name, hosts: withShared(surveyed) };
  if (!mesh || members.length < 2) return answer;
  const options = { ...acting(120 + members.length * 2), summary: `Try the ways between ${members.length} hosts` };
  return { ...answer, mesh: await activities.probeMesh.executeWithOptions(options, [{ settings, members }]) };
}

function membersOf(hosts: readonly Host[], surveyed: readonly SurveyedHost[]): readonly MeshMember[] {
  return surveyed.flatMap(({ report, firewall }): readonly MeshMember[] => {
    const host = hosts.find(({ name }) => name === report.host);
    return host && firewall ? [{ host, firewall }] : [];
  });
}

/** What only shows where hosts are held against each other. */
function withShared(surveyed: readonly SurveyedHost[]): readonly HostPreflight[] {
  const shared = sharedIdentities(surveyed.flatMap(({ identity }) => (identity ? [identity] : [])));
  const clocks = surveyed.flatMap(({ report, clock }) => (clock ? [{ host: report.host, range: clock }] : []));
  const off = clocks.length > 1 ? clocksOff(clocks) : [];
  return surveyed.map(({ report, identity, clock }) => {
    const { host, sights } = report;
    // A clock that is off the worker's is told already.
    const isTold = clock === undefined || clocks.length < 2 || sights.some(({ code }) => code === 'clock-skew');
    return {
      ...report,
      sights: [
        ...sights,
        ...(identity
          ? sightsOf(shared, { host, check: 'identity', fine: 'hostname, machine-id and network card are its own' })
          : []),
        ...(isTold
          ? []
          : sightsOf(off, { host, check: 'clocks', fine: 'the clock agrees with those of the other hosts' })),
      ],
    };
  });
}

/** What was found of one host, or that it is as it should be. */
function sightsOf(
  found: readonly Failure[],
  about: { readonly host: string; readonly check: string; readonly fine: string },
): readonly CheckedSight[] {
  const { check, fine } = about;
  const sights = found
    .filter(({ host }) => host === about.host)
    .map(({ code, message }): CheckedSight => ({ check, code, seen: message }));
  return sights.length > 0 ? sights : [{ check, seen: fine }];
}
