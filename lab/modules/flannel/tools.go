//go:build tools

// Package flannel names the commands that the lab builds, so that go.sum covers all they import.
package flannel

import (
	_ "github.com/flannel-io/flannel"
	_ "github.com/flannel-io/flannel/cmd/install_conf"
)
