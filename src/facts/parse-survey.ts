import type { Fetch, HostSurvey } from '../model/survey.ts';
import { told } from './told.ts';

/** What the survey script told, as data. A line that is missing leaves its default. */
export function parseSurvey(stdout: string): HostSurvey {
  const pairs = told(stdout);
  const all = (key: string): readonly string[] => pairs.filter(([name]) => name === key).map(([, value]) => value);
  const text = (key: string): string => all(key).at(-1) ?? '';
  const below = (prefix: string): readonly (readonly [string, string])[] =>
    pairs.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]);
  const speeds = all('speed').map(fetchOf);
  const withSpeed = (key: string): readonly Fetch[] =>
    all(key)
      .map(fetchOf)
      .map((source) => ({ ...source, ...speedOf(speeds.find(({ url }) => url === source.url)) }));
  const synchronised = text('synchronised');
  return {
    places: Object.fromEntries(below('place.').map(([place, value]) => [place, placeOf(value)])),
    writeMs: all('write-us').map((microseconds) => Number(microseconds) / 1000),
    udp: Object.fromEntries(below('udp.')),
    swap: all('swap'),
    leftovers: all('leftover'),
    runtimes: all('runtime'),
    names: Object.fromEntries(below('name.')),
    mirrors: withSpeed('mirror'),
    registries: withSpeed('registry'),
    synchronised: synchronised === 'yes' || synchronised === 'no' ? synchronised : 'unknown',
    modules: Object.fromEntries(
      below('module.').map(([name, value]) => [name, value === 'there' || value === 'loadable' ? value : 'missing']),
    ),
    userNamespaceError: text('user-namespace-error'),
    firewallTarget: text('firewall-target'),
    firewallOpen: text('firewall-open') === 'yes',
  };
}

/** `/ ext4 1234`; btrfs and some others count no inodes and say 0 or `-`. */
function placeOf(value: string): HostSurvey['places'][string] {
  const [mount = '', kind = '', inodes = ''] = value.split(' ');
  const freeInodes = Number.parseInt(inodes, 10);
  return { mount, kind, ...(freeInodes > 0 || (freeInodes === 0 && kind !== 'btrfs') ? { freeInodes } : {}) };
}

/** `URL STATUS SECONDS BYTES-PER-SECOND WORDS`: the words are curl's own where it failed. */
function fetchOf(value: string): Fetch & { readonly rate: number } {
  const [url = '', status = '', seconds = '', rate = '', ...words] = value.split(' ');
  return {
    url,
    status: Number.parseInt(status, 10) || 0,
    seconds: Number.parseFloat(seconds) || 0,
    rate: Number.parseFloat(rate) || 0,
    error: words.join(' ').trim(),
  };
}

function speedOf(fetch: ReturnType<typeof fetchOf> | undefined): { readonly bytesPerSecond?: number } {
  return fetch && (fetch.status === 200 || fetch.status === 206) ? { bytesPerSecond: fetch.rate } : {};
}
