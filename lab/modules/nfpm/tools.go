//go:build tools

// Package nfpm names the commands that the lab builds, so that go.sum covers all they import.
package nfpm

import (
	_ "github.com/goreleaser/nfpm/v2/cmd/nfpm"
)
