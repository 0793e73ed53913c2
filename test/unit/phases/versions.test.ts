import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../src/model/cluster.ts';
import { chooseVersions } from '../../../src/phases/versions.ts';
import { spec } from '../../support/fixtures.ts';

const mirror = [
  'kubeadm\t1.30.4-1.1',
  'kubeadm\t1.30.14-1.1',
  'kubeadm\t1.30.9-2.1',
  'cri-o\t1.30.5-1.1',
  'cri-o\t1.30.11-1.1',
].join('\n');
const asking = (version: string) => ({ ...settingsOf(spec), kubernetes: { ...spec.kubernetes, version } });

describe('choosing versions', () => {
  test('a minor resolves to the newest patch by number, not by letter', () => {
    expect(chooseVersions(asking('1.30'), mirror)).toEqual({ kubernetes: '1.30.14', crio: '1.30.11' });
  });

  test('an exact version is taken where the mirror has it', () => {
    expect(chooseVersions(asking('1.30.4'), mirror).kubernetes).toBe('1.30.4');
  });

  test('CRI-O is of the minor of Kubernetes where the mirror has one, and else the newest that it has', () => {
    const kubernetes = 'kubeadm\t1.34.3-1.1';
    const both = [kubernetes, 'cri-o\t1.34.0-1.1', 'cri-o\t1.35.2-1.1'].join('\n');
    expect(chooseVersions(asking('1.34'), both).crio).toBe('1.34.0');
    expect(chooseVersions(asking('1.34'), [kubernetes, 'cri-o\t1.35.2-1.1'].join('\n')).crio).toBe('1.35.2');
  });

  test('a version that the mirror lacks is refused with those it has', () => {
    expect(() => chooseVersions(asking('1.30.5'), mirror)).toThrow(
      'the mirror has no kubeadm 1.30.5; it has 1.30.4, 1.30.14, 1.30.9',
    );
  });

  test('a cluster keeps its versions whatever the mirror has by now', () => {
    expect(chooseVersions(asking('1.30'), 'fixed\t1.30.4 1.30.5\n')).toEqual({ kubernetes: '1.30.4', crio: '1.30.5' });
  });

  test('another version than the cluster has is an upgrade and refused', () => {
    expect(() => chooseVersions(asking('1.31'), 'fixed\t1.30.4 1.30.5\n')).toThrow(
      expect.objectContaining({ code: 'upgrade-needed' }),
    );
  });

  test('a mirror that does not answer is a failure that is retried', () => {
    expect(() => chooseVersions(asking('1.30'), 'error.kubeadm\tcurl: (7) refused at http://m/deb/Packages')).toThrow(
      expect.objectContaining({ code: 'mirror-unreachable' }),
    );
  });
});
