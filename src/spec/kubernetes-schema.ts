import { z } from 'zod';
import { checked } from './finding.ts';
import { checkPreflightError } from './preflight-errors.ts';
import { checkVersion, supportedMinors } from './kubernetes-version.ts';

const settings = z.record(z.string(), z.json());

/** The `kubernetes` section: what is installed and how its components are configured. */
export const kubernetesSchema = z
  .strictObject({
    version: checked(z.string(), checkVersion).meta({
      description:
        'Kubernetes version in quotes: a minor (`"1.30"`: the newest patch the mirror has) or an exact release (`"1.30.4"`). Without quotes YAML reads 1.30 as the number 1.3.',
      examples: ['1.30'],
      pattern: String.raw`^(${supportedMinors.join('|').replaceAll('.', String.raw`\.`)})(\.\d+)?$`,
    }),
    ignorePreflightErrors: z
      .array(checked(z.string(), checkPreflightError))
      .default([])
      .meta({
        description: 'Checks of kubeadm that do not fit these machines, by name. `all` is refused.',
        examples: [['Swap']],
      }),
    kubeProxy: settings.default({}).meta({
      description: 'Merged into KubeProxyConfiguration, as Kubernetes spells it.',
      examples: [{ conntrack: { maxPerCore: 0 } }],
    }),
    kubelet: settings.default({}).meta({
      description:
        'Merged into KubeletConfiguration, as Kubernetes spells it. Settings that Slipway decides are refused, with the reason.',
      examples: [{ imageGCHighThresholdPercent: 80 }],
    }),
  })
  .meta({ description: 'What is installed.' });
