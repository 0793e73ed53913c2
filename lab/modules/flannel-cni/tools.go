//go:build tools

// Package flannelcni names the commands that the lab builds, so that go.sum covers all they import.
package flannelcni

import (
	_ "github.com/containernetworking/plugins/plugins/meta/flannel"
)
