//go:build tools

// Package etcd names the commands that the lab builds, so that go.sum covers all they import.
package etcd

import (
	_ "go.etcd.io/etcd/server/v3"
)
