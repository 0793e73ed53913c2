//go:build tools

// Package temporal names the Temporal CLI, whose development server `slipway dev` runs.
package temporal

import _ "github.com/temporalio/cli/cmd/temporal"
