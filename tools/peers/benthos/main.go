// The same hop with the core of Benthos, which doesn't include NATS, and a small plugin for JetStream.
//
//	benthos URL STREAM DURABLE OUTPUT WINDOW [DEAD]
//
// Without DEAD, an unreadable message is rejected (`reject_errored`). With DEAD, it is sent to that
// subject, as the documentation on error handling recommends (`switch` on `errored()`).
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	_ "github.com/redpanda-data/benthos/v4/public/components/pure"
	"github.com/redpanda-data/benthos/v4/public/service"
)

const pipeline = `
input:
  jetstream: { url: %q, stream: %q, durable: %q, window: %s }
pipeline:
  processors:
    - mapping: |
        let parsed = content().parse_json()
        root = content()
output:
%s
logger: { level: NONE }
`

func main() {
	url, stream, durable, output, window := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
	next := fmt.Sprintf("jetstream: { url: %q, subject: %q, durable: %q, max_in_flight: %s }", url, output, durable, window)
	out := "  reject_errored:\n    " + next
	if len(os.Args) > 6 {
		dead := fmt.Sprintf("jetstream: { url: %q, subject: %q, durable: %q, max_in_flight: 1 }", url, os.Args[6], durable)
		out = "  switch:\n    cases:\n      - check: errored()\n        output:\n          " + dead + "\n      - output:\n          " + next
	}
	builder := service.NewStreamBuilder()
	check(builder.SetYAML(fmt.Sprintf(pipeline, url, stream, durable, window, out)))
	running, err := builder.Build()
	check(err)
	check(running.Run(context.Background()))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
