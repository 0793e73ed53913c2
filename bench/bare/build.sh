#!/usr/bin/env bash
# The peer that Slipway is measured against: the same commands on the same blank hosts by plain parallel ssh, without
# checks, records or a way to resume. Usage: build.sh KEY USER MIRROR REGISTRY CONTROL_PLANE WORKER...   (name=address each)
set -euo pipefail
key=$1 user=$2 mirror=$3 registry=$4 cp=$5
shift 5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
began=$(date +%s%3N)
say() { printf '%7.1f s  %s\n' "$(awk -v b="$began" -v n="$(date +%s%3N)" 'BEGIN { print (n - b) / 1000 }')" "$*"; }
reach() { # ADDRESS COMMAND
  ssh -i "$key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$user@$1" "$2"
}
on() { # ADDRESS < SCRIPT
  reach "$1" 'sudo -n /bin/sh -e -s'
}

prepare() { # ROLE
  cat <<EOF
swapoff -a || true
printf 'overlay\nbr_netfilter\n' > /etc/modules-load.d/k8s.conf
modprobe overlay; modprobe br_netfilter
printf 'net.ipv4.ip_forward=1\nnet.bridge.bridge-nf-call-iptables=1\nnet.bridge.bridge-nf-call-ip6tables=1\n' > /etc/sysctl.d/98-k8s.conf
sysctl -q -p /etc/sysctl.d/98-k8s.conf
useradd --system --no-create-home kubelet
echo kubelet:589824:7208960 >> /etc/subuid; echo kubelet:589824:7208960 >> /etc/subgid
if command -v dnf > /dev/null; then
  firewall-cmd -q --permanent --add-port=10250/tcp --add-port=30000-32767/tcp --add-port=8472/udp
  firewall-cmd -q --permanent --zone=trusted --add-source=10.244.0.0/16 --add-source=10.96.0.0/16
  firewall-cmd -q --reload
  for repo in kubernetes/core:/stable:/v1.30 cri-o/stable:/v1.30; do
    name=\${repo%%/*}
    curl -fsS -o /tmp/\$name.key $mirror/\$repo/rpm/repodata/repomd.xml.key
    rpm --import /tmp/\$name.key
    printf '[%s]\nname=%s\nbaseurl=$mirror/%s/rpm/\nenabled=1\ngpgcheck=1\n' \$name \$name \$repo > /etc/yum.repos.d/\$name.repo
  done
  dnf -q -y --setopt=install_weak_deps=False install kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni container-selinux shadow-utils-subid conntrack-tools ethtool socat iproute-tc > /dev/null
else
  mkdir -p /etc/apt/keyrings
  for repo in kubernetes/core:/stable:/v1.30 cri-o/stable:/v1.30; do
    name=\${repo%%/*}
    curl -fsS $mirror/\$repo/deb/Release.key | gpg --batch --yes --dearmor -o /etc/apt/keyrings/\$name.gpg
    chmod 644 /etc/apt/keyrings/\$name.gpg
    echo "deb [signed-by=/etc/apt/keyrings/\$name.gpg] $mirror/\$repo/deb/ /" > /etc/apt/sources.list.d/\$name.list
  done
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update > /dev/null
  apt-get -qq -y --no-install-recommends install kubelet kubeadm kubectl cri-o cri-tools kubernetes-cni uidmap conntrack ethtool socat > /dev/null
fi
mkdir -p /etc/crio/crio.conf.d /etc/containers/registries.conf.d /etc/kubernetes/patches
printf '[crio.image]\npause_image = "registry.k8s.io/pause:3.9"\n' > /etc/crio/crio.conf.d/20-pause.conf
for r in registry.k8s.io docker.io ghcr.io; do printf '[[registry]]\nprefix = "%s"\nlocation = "$registry"\ninsecure = true\n' \$r; done > /etc/containers/registries.conf.d/mirrors.conf
resolv=/etc/resolv.conf; [ -e /run/systemd/resolve/resolv.conf ] && resolv=/run/systemd/resolve/resolv.conf
printf 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nresolvConf: %s\n' \$resolv > '/etc/kubernetes/patches/kubeletconfiguration0+strategic.yaml'
systemctl -q enable --now crio
systemctl -q enable kubelet
images=\$(kubeadm config images list --kubernetes-version 1.30.4 2> /dev/null)
[ $1 = control-plane ] || images=\$(printf '%s\n' \$images | grep -E '/(kube-proxy|pause):')
for image in \$images $flannel_images docker.io/library/busybox:1.37; do
  crictl --timeout 10m pull \$image > /dev/null
done
EOF
}

control_plane() {
  prepare control-plane | on "${cp#*=}"
  say "${cp%%=*}: prepared"
  { cat <<EOF
cat > /tmp/init.yaml <<'Y'
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: ${cp#*=}}
nodeRegistration: {name: ${cp%%=*}, criSocket: "unix:///var/run/crio/crio.sock", ignorePreflightErrors: [HTTPProxyCIDR, Swap, SystemVerification], kubeletExtraArgs: {node-ip: ${cp#*=}}}
patches: {directory: /etc/kubernetes/patches}
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: v1.30.4
networking: {podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/16}
apiServer: {extraArgs: {feature-gates: UserNamespacesSupport=true}}
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
featureGates: {UserNamespacesSupport: true}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0, min: 0}
Y
kubeadm init --config /tmp/init.yaml > /tmp/init.log 2>&1 || { tail -n 30 /tmp/init.log; exit 1; }
kubeadm token create --print-join-command 2> /dev/null
EOF
  } | on "${cp#*=}" > "$work/join"
  say "${cp%%=*}: initialised"
  { echo "export KUBECONFIG=/etc/kubernetes/admin.conf; kubectl apply -f - <<'Y' > /dev/null"; cat "$flannel"; echo Y; } | on "${cp#*=}"
  mv "$work/join" "$work/ticket"
}

worker() { # NAME=ADDRESS
  prepare worker | on "${1#*=}"
  say "${1%%=*}: prepared"
  until [ -s "$work/ticket" ]; do sleep 0.2; done
  echo "$(cat "$work/ticket") --node-name ${1%%=*} --cri-socket unix:///var/run/crio/crio.sock --ignore-preflight-errors=HTTPProxyCIDR,Swap,SystemVerification --patches /etc/kubernetes/patches > /tmp/join.log 2>&1 || { tail -n 30 /tmp/join.log; exit 1; }" | on "${1#*=}"
  say "${1%%=*}: joined"
}

flannel=${FLANNEL:?the flannel manifest} proof=${PROOF:?the folder of the proof} flannel_images=${FLANNEL_IMAGES:?the images it names}
control_plane & waits=$!
for host; do worker "$host" & waits="$waits $!"; done
for one in $waits; do wait "$one"; done
say 'all nodes have joined'

# The proof: what Slipway's own applies and runs, with kubectl and ssh.
tar -C "$proof" -c . | reach "${cp#*=}" 'mkdir -p /tmp/proof && tar -x -C /tmp/proof'
on "${cp#*=}" > "$work/inside" <<'EOF'
export KUBECONFIG=/etc/kubernetes/admin.conf
cd /tmp/proof
kubectl wait --for=condition=Ready node --all --timeout 300s > /dev/null
kubectl apply -f commons.yaml > /dev/null
until kubectl -n slipway-proof get serviceaccount/default configmap/kube-root-ca.crt > /dev/null 2>&1; do sleep 0.2; done
kubectl apply -f pods.yaml > /dev/null
kubectl -n slipway-proof wait --for=condition=Ready pod --all --timeout 300s > /dev/null
for pod in $(kubectl -n slipway-proof get pods -o name); do
  kubectl -n slipway-proof exec -i "$pod" -- sh < inside.sh > "${pod#pod/}.inside" &
done
wait
kubectl -n kube-system wait --for=condition=Available deployment/coredns --timeout 300s > /dev/null
grep -H uid-map ./*.inside
EOF
on "${cp#*=}" > "$work/pods" <<'EOF'
export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl -n slipway-proof get pods -o custom-columns=:metadata.name,:metadata.uid,:status.podIP --no-headers
kubectl -n slipway-proof get service proof -o custom-columns=:metadata.name,:spec.clusterIP,:spec.ports[0].nodePort --no-headers
EOF
filled() { # FILE NODE
  local edits=() name first second
  while read -r name first second; do
    [ "$name" != proof ] || edits+=(-e "s/@SERVICE@/$first/g" -e "s/65533/$second/g")
    [ "$name" != "$2-control" ] || edits+=(-e "s/@CONTROL@/$first/g")
    edits+=(-e "s/@${name%-first}@/$second/g")
  done < "$work/pods"
  sed "${edits[@]}" "$proof/$1"
}
waits=
for node in "$cp" "$@"; do
  name=${node%%=*}
  { cat "$proof/outside.sh"; echo; filled "host-$name.sh" "$name"; } | on "${node#*=}" > "$work/$name.host" & waits="$waits $!"
  { printf 'export KUBECONFIG=/etc/kubernetes/admin.conf\nkubectl -n slipway-proof exec -i %s-first -- sh <<"PROOF"\n' "$name"; filled "pod-$name.sh" "$name"; printf '\nPROOF\n'; } |
    on "${cp#*=}" > "$work/$name.pod" & waits="$waits $!"
done
for one in $waits; do wait "$one"; done
nodes=$(($# + 1))
expect() { [ "$2" -eq "$3" ] || { echo "$1: $2 instead of $3"; exit 1; }; }
expect 'pods with a user namespace of their own' "$(grep -c ' 65536$' "$work/inside")" $((nodes * 2))
expect 'pods that reach another node' "$(cat "$work"/*.pod | grep -cP '^pod\t.*-first$')" $((nodes * (nodes - 1)))
expect 'nodes that reach the service' "$(cat "$work"/*.host | grep -cP '^service\t.*-first$')" "$nodes"
say "proven on $nodes nodes"
