// SPDX-License-Identifier: Apache-2.0

// Benthos with its own inputs and outputs, for tests of examples/pipelines. go.sum says what it is built of.
package main

import (
	"context"

	_ "github.com/redpanda-data/benthos/v4/public/components/io"
	_ "github.com/redpanda-data/benthos/v4/public/components/pure"
	"github.com/redpanda-data/benthos/v4/public/service"
)

func main() {
	service.RunCLI(context.Background())
}
