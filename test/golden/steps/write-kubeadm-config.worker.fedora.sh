# check
is /etc/slipway/patches/kubeletconfiguration0+strategic.yaml 600 'apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
resolvConf: /run/systemd/resolve/resolv.conf
'

# apply
put /etc/slipway/patches/kubeletconfiguration0+strategic.yaml 600 'apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
resolvConf: /run/systemd/resolve/resolv.conf
'
