import { z } from 'zod';
import { checked } from './finding.ts';
import { checkClusterName, hostSchema, mostHosts } from './host-schema.ts';
import { checkImage } from './image.ts';
import { kubernetesSchema } from './kubernetes-schema.ts';
import { mirrorsSchema } from './mirrors-schema.ts';
import { networkSchema } from './network-schema.ts';
import { sshSchema } from './ssh-schema.ts';
import { userNamespacesSchema } from './user-namespaces-schema.ts';

const metadata = z.strictObject({
  name: checked(z.string(), checkClusterName).meta({
    description:
      'Name of the cluster: a DNS label of at most 63 characters. Two builds with one name exclude each other.',
    examples: ['harbour'],
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    maxLength: 63,
  }),
});

const verification = z.strictObject({
  image: checked(z.string(), checkImage).default('docker.io/library/busybox:1.37').meta({
    description:
      'Image of the pods that prove user namespaces, with its registry. It needs a POSIX shell, `nslookup`, `httpd` and `wget`.',
  }),
});

const spec = z.strictObject({
  kubernetes: kubernetesSchema,
  userNamespaces: userNamespacesSchema.prefault({}),
  network: networkSchema.prefault({}),
  ssh: sshSchema,
  mirrors: mirrorsSchema.prefault({}),
  verification: verification.prefault({}).meta({ description: 'How the finished cluster is proven.' }),
  hosts: z.array(hostSchema).meta({
    description: `The machines: one control plane and workers, at most ${mostHosts}.`,
    minItems: 1,
    maxItems: mostHosts,
  }),
});

/** The shape of `cluster.yaml`. What joins several keys is in `network-checks.ts` and `host-checks.ts`. */
export const clusterFileSchema = z
  .strictObject({
    apiVersion: z.literal('slipway.dev/v1alpha1').meta({
      description: 'Version of this format.',
      examples: ['slipway.dev/v1alpha1'],
    }),
    kind: z.literal('Cluster').meta({ description: 'What the file describes.', examples: ['Cluster'] }),
    metadata: metadata.meta({ description: 'What the cluster is called.' }),
    spec: spec.meta({ description: 'What is to be built.' }),
  })
  .meta({ title: 'Slipway cluster', description: 'A Kubernetes cluster whose pods run in user namespaces.' });

/** A cluster file with every default filled in. */
export type ClusterFile = z.output<typeof clusterFileSchema>;
