//go:build tools

// Package kubeadm names the commands that the lab builds, so that go.sum covers all they import.
package kubeadm

import (
	_ "k8s.io/kubernetes/cmd/kubeadm"
)
