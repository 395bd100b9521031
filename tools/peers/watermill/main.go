// The same hop with Watermill: its router, with a handler for each message in flight, because a
// subscription processes one message at a time.
//
//	watermill URL STREAM DURABLE OUTPUT WINDOW [DEAD]
//
// With DEAD, a subject, Watermill's middlewares Retry and PoisonQueue are used, as its documentation
// recommends. Without it, the router's defaults apply.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill-nats/v2/pkg/jetstream"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/nats-io/nats.go"
	natsjs "github.com/nats-io/nats.go/jetstream"
)

var errUnreadable = errors.New("unreadable")

func main() {
	url, stream, durable, output := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	window, err := strconv.Atoi(os.Args[5])
	check(err)
	connection, err := nats.Connect(url)
	check(err)
	logger := watermill.NopLogger{}
	subscriber, err := jetstream.NewSubscriber(jetstream.SubscriberConfig{
		Conn:     connection,
		Logger:   logger,
		AckAsync: true,
		ResourceInitializer: func(ctx context.Context, js natsjs.JetStream, _ string) (natsjs.Consumer, func(context.Context, watermill.LoggerAdapter), error) {
			consumer, err := js.Consumer(ctx, stream, durable)
			return consumer, nil, err
		},
		ConsumeOptions: []natsjs.PullConsumeOpt{natsjs.PullMaxMessages(2)},
		Unmarshaler:    unmarshaler{},
	})
	check(err)
	publisher, err := jetstream.NewPublisher(jetstream.PublisherConfig{Conn: connection, Logger: logger})
	check(err)
	router, err := message.NewRouter(message.RouterConfig{}, logger)
	check(err)
	if len(os.Args) > 6 {
		unreadable := func(err error) bool { return errors.Is(err, errUnreadable) }
		poison, err := middleware.PoisonQueueWithFilter(publisher, os.Args[6], unreadable)
		check(err)
		retry := middleware.Retry{MaxRetries: 1000, InitialInterval: 100 * time.Millisecond, MaxInterval: time.Second, Multiplier: 2, Logger: logger,
			ShouldRetry: func(params middleware.RetryParams) bool { return !unreadable(params.Err) }}
		router.AddMiddleware(poison, retry.Middleware)
	}
	for number := range window {
		router.AddConsumerHandler(fmt.Sprint("hop-", number), stream, subscriber, func(in *message.Message) error {
			if !json.Valid(in.Payload) {
				return errUnreadable
			}
			out := message.NewMessage(in.UUID, in.Payload)
			out.Metadata.Set(nats.MsgIdHdr, in.UUID+"/"+durable)
			return publisher.Publish(subject(output, in.UUID), out)
		})
	}
	check(router.Run(context.Background()))
}

// The ID of a message is its sequence, so that duplicates are recognised.
type unmarshaler struct{}

func (unmarshaler) Unmarshal(in natsjs.Msg) (*message.Message, error) {
	metadata, err := in.Metadata()
	if err != nil {
		return nil, err
	}
	return message.NewMessage(strconv.FormatUint(metadata.Sequence.Stream, 10), in.Data()), nil
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
