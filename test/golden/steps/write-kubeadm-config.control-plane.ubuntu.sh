# check
is /etc/slipway/patches/kubeletconfiguration0+strategic.yaml 600 'apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
resolvConf: /run/systemd/resolve/resolv.conf
'
is /etc/slipway/kubeadm.yaml 600 'apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
bootstrapTokens:
  - ttl: 5m0s
    usages:
      - signing
      - authentication
    groups:
      - system:bootstrappers:kubeadm:default-node-token
localAPIEndpoint:
  advertiseAddress: 192.0.2.11
  bindPort: 6443
nodeRegistration:
  name: cp-1
  criSocket: unix:///var/run/crio/crio.sock
  ignorePreflightErrors:
    - Mem
  kubeletExtraArgs:
    node-ip: 192.0.2.11
patches:
  directory: /etc/slipway/patches
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
clusterName: harbour
kubernetesVersion: v1.30.4
controlPlaneEndpoint: 192.0.2.11:6443
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
apiServer:
  extraArgs:
    feature-gates: UserNamespacesSupport=true
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
maxPods: 110
featureGates:
  UserNamespacesSupport: true
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack:
  maxPerCore: 0
'

# apply
put /etc/slipway/patches/kubeletconfiguration0+strategic.yaml 600 'apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
resolvConf: /run/systemd/resolve/resolv.conf
'
put /etc/slipway/kubeadm.yaml 600 'apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
bootstrapTokens:
  - ttl: 5m0s
    usages:
      - signing
      - authentication
    groups:
      - system:bootstrappers:kubeadm:default-node-token
localAPIEndpoint:
  advertiseAddress: 192.0.2.11
  bindPort: 6443
nodeRegistration:
  name: cp-1
  criSocket: unix:///var/run/crio/crio.sock
  ignorePreflightErrors:
    - Mem
  kubeletExtraArgs:
    node-ip: 192.0.2.11
patches:
  directory: /etc/slipway/patches
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
clusterName: harbour
kubernetesVersion: v1.30.4
controlPlaneEndpoint: 192.0.2.11:6443
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
apiServer:
  extraArgs:
    feature-gates: UserNamespacesSupport=true
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
maxPods: 110
featureGates:
  UserNamespacesSupport: true
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack:
  maxPerCore: 0
'
