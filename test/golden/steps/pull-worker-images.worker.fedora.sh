# check
command -v crictl > /dev/null 2>&1 && command -v kubeadm > /dev/null 2>&1 || need "nothing is installed yet"
images=$(kubeadm config images list --kubernetes-version 1.30.4 2> /dev/null | grep -E '/(kube-proxy|pause):')
images="$images "'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3 ghcr.io/flannel-io/flannel:v0.28.9 docker.io/library/busybox:1.37'
have=$(crictl --runtime-endpoint unix:///var/run/crio/crio.sock images -o json 2> /dev/null) || need "CRI-O does not answer yet"
for image in $images; do
  case $have in *"\"$image\""*) ;; *) need "$image is not there" ;; esac
done

# apply
images=$(kubeadm config images list --kubernetes-version 1.30.4 2> /dev/null | grep -E '/(kube-proxy|pause):')
images="$images "'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3 ghcr.io/flannel-io/flannel:v0.28.9 docker.io/library/busybox:1.37'
printf '%s\n' $images | xargs -P 2 -I IMAGE sh -c '
          if said=$(crictl --timeout 15m --runtime-endpoint unix:///var/run/crio/crio.sock pull "$1" 2>&1); then echo "pulled $1"; else echo "pulling $1: $said"; exit 1; fi' pull IMAGE ||
  fail image-pull-failed "not every image could be pulled"
