import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { defaultProgramName } from '../../../lab/content/build-component.ts';
import { components, kubeadms } from '../../../lab/content/components.ts';
import type { Component } from '../../../lab/content/components.ts';
import { allMinors, componentsOf, imageTags, labMinors, versionsOf } from '../../../lab/content/minors.ts';
import { missingPackages } from '../../../lab/prerequisites.ts';

const modules = fileURLToPath(new URL('../../../lab/modules/', import.meta.url));
const rows: readonly Component[] = [...Object.values(components), ...Object.values(kubeadms)];

describe('components', () => {
  it.each(rows)('$name has a module folder that pins its version', async ({ name, version }) => {
    const module = await readFile(`${modules}${name}/go.mod`, 'utf8');
    expect(module).toContain(`module slipway.dev/lab/${name}\n`);
    expect(module).toContain(` v${version}`);
    expect(existsSync(`${modules}${name}/go.sum`)).toBe(true);
  });

  it.each(rows.filter((row) => !row.insideModule))('$name has its programs in tools.go', async ({ name, programs }) => {
    const tools = await readFile(`${modules}${name}/tools.go`, 'utf8');
    for (const path of Object.values(programs)) expect(tools).toContain(`_ "${path}"`);
  });

  it('of a site are what all have in common, and its own minor', () => {
    expect(componentsOf(allMinors)).toEqual(Object.keys(components));
    const others = Object.keys(components).filter((key) => !componentsOf(['1.30']).some((own) => own === key));
    expect(others).toEqual(['kubernetes-1.34', 'etcd-3.6']);
  });

  it.each(Object.values(labMinors))('of $minor are those that its kubeadm lists', ({ minor, kubernetes, etcd }) => {
    const tags = imageTags(labMinors[minor]);
    expect(components[kubernetes].version).toBe(tags.of);
    expect(`${components[etcd].version}-0`).toBe(tags.etcd);
    expect(versionsOf(minor).kubernetes).toBe(tags.of);
  });

  it('are all module folders', async () => {
    expect((await readdir(modules)).sort()).toEqual(rows.map((row) => row.name).sort());
  });
});

it.each([
  ['k8s.io/kubernetes/cmd/kubelet', 'kubelet'],
  ['go.etcd.io/etcd/server/v3', 'server'],
  ['./cmd/crio', 'crio'],
])('go names the program of %s %s', (path, name) => {
  expect(defaultProgramName(path)).toBe(name);
});

it('names the packages whose files are missing', () => {
  expect(missingPackages(() => true)).toEqual([]);
  expect(missingPackages((path) => path !== '/usr/bin/mmdebstrap')).toEqual(['mmdebstrap']);
});
