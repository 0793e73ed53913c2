//go:build tools

// Package critools names the commands that the lab builds, so that go.sum covers all they import.
package critools

import (
	_ "github.com/kubernetes-sigs/cri-tools/cmd/crictl"
)
