import type { ClusterSettings } from '../model/cluster.ts';
import { minorOf } from '../model/cluster.ts';
import type { Versions } from '../model/facts.ts';
import { SlipwayError } from '../model/failure.ts';
import { repositoriesOf } from '../os/family.ts';
import { lines, sh } from '../shell/sh.ts';
import type { Shell } from '../shell/sh.ts';
import { initialised } from '../steps/init-control-plane.ts';

/**
 * Prints what the mirrors carry, from their flat deb indexes: they are plain text and name the same versions as the rpm
 * ones, so that one script serves hosts of every family.
 */
export function versionsScript(settings: ClusterSettings): Shell {
  const repositories = repositoriesOf(settings, { kubernetes: `${minorOf(settings.kubernetes.version)}.0`, crio: '' });
  return lines(
    sh`if [ -s ${initialised} ]; then printf 'fixed\t%s\n' "$(cat ${initialised})"; exit 0; fi`,
    ...repositories.map(({ id, url }) => {
      const wanted = id === 'kubernetes' ? 'kubeadm' : 'cri-o';
      return sh`
        index=$(curl -fsSL --retry 3 --retry-connrefused --max-time 60 ${`${url}/deb/Packages`} 2>&1) ||
          { printf '%s\t%s\n' ${`error.${wanted}`} "$(printf '%s' "$index" | tail -n 1) at ${url}/deb/Packages"; index=; }
        printf '%s\n' "$index" | awk -v name=${wanted} '$1 == "Package:" { here = $2 == name } here && $1 == "Version:" { print name "\t" $2 }'`;
    }),
  );
}

/** Numbers of a version, for ordering: `1.30.14` is newer than `1.30.4`. */
function numbers(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

function newest(versions: readonly string[]): string | undefined {
  return [...versions]
    .sort((left, right) => {
      const [a, b] = [numbers(left), numbers(right)];
      const index = a.findIndex((part, position) => part !== (b[position] ?? 0));
      return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
    })
    .at(-1);
}

/** Exact versions for a build: those of the cluster where there is one. Errors: `mirror-unreachable`, `package-missing`, `upgrade-needed`. */
export function chooseVersions(settings: ClusterSettings, stdout: string): Versions {
  const wanted = settings.kubernetes.version;
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  const fits = (version: string): boolean =>
    version === wanted || (wanted === minorOf(wanted) && minorOf(version) === wanted);
  const fixed = rows.find(([key]) => key === 'fixed')?.[1]?.split(' ');
  if (fixed) {
    const [kubernetes = '', crio = ''] = fixed;
    if (!fits(kubernetes))
      throw new SlipwayError(
        'upgrade-needed',
        `the cluster has Kubernetes ${kubernetes}, the cluster file asks for ${wanted}`,
      );
    return { kubernetes, crio };
  }
  const broken = rows.find(([key]) => key?.startsWith('error.'));
  if (broken) throw new SlipwayError('mirror-unreachable', broken[1] ?? '');
  const carried = (name: string): readonly string[] =>
    rows.flatMap(([key, version]) => (key === name && version ? [version.replace(/[-~].*$/, '')] : []));
  const kubernetes = newest(carried('kubeadm').filter(fits));
  if (!kubernetes) {
    throw new SlipwayError(
      'package-missing',
      `the mirror has no kubeadm ${wanted}; it has ${carried('kubeadm').join(', ') || 'none'}`,
    );
  }
  // CRI-O follows kubelet's minor; a mirror that keeps one CRI-O for several minors is taken as it is, and the plan says so.
  const runtimes = carried('cri-o');
  const crio = newest(runtimes.filter((version) => minorOf(version) === minorOf(kubernetes))) ?? newest(runtimes);
  if (!crio) throw new SlipwayError('package-missing', 'the CRI-O mirror has no cri-o');
  return { kubernetes, crio };
}
