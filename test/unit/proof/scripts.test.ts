import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hostReachScript, parseHostReach, parsePodReach, podReachScript } from '../../../src/proof/connectivity.ts';
import { insideScript, parseInside } from '../../../src/proof/inside.ts';
import { outsideScript, parseOutside } from '../../../src/proof/outside.ts';

const service = { clusterIp: '10.96.7.7', nodePort: 30_080 };
const scripts = {
  inside: insideScript(),
  outside: outsideScript(),
  podReach: podReachScript([{ node: 'w1', podIp: '10.244.1.5' }], service),
  hostReach: hostReachScript('uid-control', { address: '10.0.0.1', service }),
};

test.each(Object.entries(scripts))('the script %s is POSIX shell', (_name, script) => {
  expect(execFileSync('sh', ['-n'], { input: script.text, encoding: 'utf8' })).toBe('');
});

describe('the view from inside', () => {
  test('of this very process is read from the running script', () => {
    const view = parseInside(execFileSync('sh', ['-c', insideScript().text], { encoding: 'utf8' }));
    expect(view.uidMap[0]?.every(Number.isSafeInteger)).toBe(true);
    expect(view.uidMap.length).toBeGreaterThan(0);
    expect(view.files['config']).toEqual({ owner: '', content: '' });
  });

  test('keeps every line of a map', () => {
    expect(parseInside('uid-map\t0 655360 65536\nuid-map\t65536 0 1\n').uidMap).toEqual([
      [0, 655_360, 65_536],
      [65_536, 0, 1],
    ]);
  });

  test('tells an unreadable file from a missing one', () => {
    const { files } = parseInside('file.secret\t0:0 \nfile.config\t \nfile.token\t0:0 readable\n');
    expect(files).toEqual({
      secret: { owner: '0:0', content: '' },
      config: { owner: '', content: '' },
      token: { owner: '0:0', content: 'readable' },
    });
  });
});

describe('the view from the host', () => {
  const told = [
    'boot-id\tabc-1',
    'user-namespace\tuser:[1]',
    'subuid\t589824 7208960',
    'subgid\t589824 7208960',
    'pid\tu1 4711',
    'uids\tu1 655360 655360 655360 655360',
    'gids\tu1 655360 655360 655360 655360',
    'namespace\tu1 user:[2]',
    'record\tu1 {"uidMappings":[{"hostId":655360,"containerId":0,"length":65536}],"gidMappings":[{"hostId":655360,"containerId":0,"length":65536}]}',
    'written\tu1 0:0',
    'pid\tu10 12',
    'uids\tu10 0 0 0 0',
    'namespace\tu10 user:[1]',
    'written\tu10 ',
  ].join('\n');

  test('has each pod’s own lines', () => {
    const map = [[0, 655_360, 65_536]];
    expect(parseOutside(told)).toEqual({
      bootId: 'abc-1',
      userNamespace: 'user:[1]',
      subordinateUids: [[589_824, 7_208_960]],
      subordinateGids: [[589_824, 7_208_960]],
      pods: {
        u1: {
          pid: 4711,
          uids: [655_360, 655_360, 655_360, 655_360],
          gids: [655_360, 655_360, 655_360, 655_360],
          userNamespace: 'user:[2]',
          record: { uidMap: map, gidMap: map },
          written: '0:0',
        },
        u10: { pid: 12, uids: [0, 0, 0, 0], gids: [], userNamespace: 'user:[1]', written: '' },
      },
    });
  });

  test('takes a record it cannot read for one without maps', () => {
    expect(parseOutside('pid\tu1 1\nrecord\tu1 {').pods['u1']?.record).toEqual({ uidMap: [], gidMap: [] });
  });
});

describe('what a pod reached', () => {
  const answers = 'service\tcluster w1-first\npod\tw1 w1-first\npod\tw2 \nlarge\tw1 262144\nlarge\tw2 0\n';

  test.each([
    [
      'long',
      'dns\tServer:\t\t10.96.0.10\ndns\tAddress:\t10.96.0.10:53\ndns\tName:\tkubernetes\ndns\tAddress: 10.96.0.1',
    ],
    [
      'short',
      'dns\tServer:    10.96.0.10\ndns\tAddress 1: 10.96.0.10 dns\ndns\tName:      kubernetes\ndns\tAddress 1: 10.96.0.1 kubernetes',
    ],
  ])('is read with the %s form of nslookup', (_form, dns) => {
    expect(parsePodReach(`${answers}${dns}\n`)).toEqual({
      dns: ['10.96.0.1'],
      service: 'w1-first',
      pods: { w1: 'w1-first', w2: '' },
      large: { w1: 262_144, w2: 0 },
    });
  });

  test('has no DNS answer where only the server’s own address came', () => {
    expect(parsePodReach('dns\tServer:\t10.96.0.10\ndns\tAddress:\t10.96.0.10:53\n').dns).toEqual([]);
  });

  test('from the host is read likewise', () => {
    expect(parseHostReach('service\tcluster w1-first\nnode-port\town w2-first\n')).toEqual({
      service: 'w1-first',
      nodePort: 'w2-first',
    });
    expect(parseHostReach('')).toEqual({ service: '', nodePort: '' });
  });
});
