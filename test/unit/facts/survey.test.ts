import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { settingsOf } from '../../../src/model/cluster.ts';
import { parseSurvey } from '../../../src/facts/parse-survey.ts';
import { surveyScript } from '../../../src/facts/survey-script.ts';
import { spec } from '../../support/fixtures.ts';

const script = surveyScript({ settings: settingsOf(spec), withEtcd: true, packageManager: 'apt' });

test('the script is shell that parses, and is as it was agreed', async () => {
  expect(spawnSync('sh', ['-n'], { input: script.text, encoding: 'utf8' }).stderr).toBe('');
  await expect(`${script.text}\n`).toMatchFileSnapshot('../../golden/survey.sh');
});

test('a host that says nothing has nothing, and is not accused of it', () => {
  expect(parseSurvey('')).toMatchObject({
    places: {},
    writeMs: [],
    swap: [],
    synchronised: 'unknown',
    userNamespaceError: '',
    firewallOpen: false,
  });
});

test('a source is told with its answer, its time, the words of a failure and the speed of a long download', () => {
  const said = [
    'mirror\thttp://m/a/deb/Packages 200 0.012 812 ',
    'mirror\thttp://m/b/deb/Packages 000 5.001 0 curl: (28) Connection timed out after 5001 milliseconds',
    'speed\thttp://m/a/deb/Packages 206 0.4 52428800 ',
    'registry\thttps://r/v2/ 401 0.2 0 ',
  ];
  const { mirrors, registries } = parseSurvey(said.join('\n'));
  expect(mirrors).toMatchObject([
    { url: 'http://m/a/deb/Packages', status: 200, seconds: 0.012, bytesPerSecond: 52_428_800 },
    { status: 0, error: 'curl: (28) Connection timed out after 5001 milliseconds' },
  ]);
  expect(mirrors[1]?.bytesPerSecond).toBeUndefined();
  expect(registries).toMatchObject([{ url: 'https://r/v2/', status: 401 }]);
});

test('a file system without inodes is told apart from one that has none left', () => {
  const { places } = parseSurvey('place./var\t/ btrfs 0\nplace./etc\t/etc ext2/ext3 0\nplace./usr\t/usr xfs -\n');
  expect(places).toEqual({
    '/var': { mount: '/', kind: 'btrfs' },
    '/etc': { mount: '/etc', kind: 'ext2/ext3', freeInodes: 0 },
    '/usr': { mount: '/usr', kind: 'xfs' },
  });
});
