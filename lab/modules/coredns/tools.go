//go:build tools

// Package coredns names the commands that the lab builds, so that go.sum covers all they import.
package coredns

import (
	_ "slipway.dev/lab/coredns/coredns"
)
