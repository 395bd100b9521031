package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// The sequence of a message in its stream, from which the ID of the new message is derived.
const sequence = "sequence"

func init() {
	in := service.NewConfigSpec().Fields(
		service.NewStringField("url"), service.NewStringField("stream"),
		service.NewStringField("durable"), service.NewIntField("window"))
	check(service.RegisterInput("jetstream", in, newInput))
	out := service.NewConfigSpec().Fields(
		service.NewStringField("url"), service.NewStringField("subject"),
		service.NewStringField("durable"), service.NewOutputMaxInFlightField())
	check(service.RegisterOutput("jetstream", out, newOutput))
}

type input struct {
	url, stream, durable string
	window               int
	messages             jetstream.MessagesContext
}

func newInput(conf *service.ParsedConfig, _ *service.Resources) (service.Input, error) {
	var in input
	var err error
	if in.url, err = conf.FieldString("url"); err != nil {
		return nil, err
	}
	if in.stream, err = conf.FieldString("stream"); err != nil {
		return nil, err
	}
	if in.durable, err = conf.FieldString("durable"); err != nil {
		return nil, err
	}
	in.window, err = conf.FieldInt("window")
	return &in, err
}

func (in *input) Connect(ctx context.Context) error {
	js, err := open(in.url)
	if err != nil {
		return err
	}
	consumer, err := js.Consumer(ctx, in.stream, in.durable)
	if err != nil {
		return err
	}
	in.messages, err = consumer.Messages(jetstream.PullMaxMessages(in.window))
	return err
}

func (in *input) Read(context.Context) (*service.Message, service.AckFunc, error) {
	read, err := in.messages.Next()
	if err != nil {
		return nil, nil, err
	}
	metadata, err := read.Metadata()
	if err != nil {
		return nil, nil, err
	}
	message := service.NewMessage(read.Data())
	message.MetaSetMut(sequence, strconv.FormatUint(metadata.Sequence.Stream, 10))
	return message, func(_ context.Context, err error) error {
		if err != nil {
			return read.Nak()
		}
		return read.Ack()
	}, nil
}

func (in *input) Close(context.Context) error { return nil }

type output struct {
	url, subject, durable string
	js                    jetstream.JetStream
}

func newOutput(conf *service.ParsedConfig, _ *service.Resources) (service.Output, int, error) {
	var out output
	var err error
	if out.url, err = conf.FieldString("url"); err != nil {
		return nil, 0, err
	}
	if out.subject, err = conf.FieldString("subject"); err != nil {
		return nil, 0, err
	}
	if out.durable, err = conf.FieldString("durable"); err != nil {
		return nil, 0, err
	}
	most, err := conf.FieldMaxInFlight()
	return &out, most, err
}

func (out *output) Connect(context.Context) error {
	js, err := open(out.url)
	out.js = js
	return err
}

func (out *output) Write(ctx context.Context, message *service.Message) error {
	body, err := message.AsBytes()
	if err != nil {
		return err
	}
	number, _ := message.MetaGet(sequence)
	subject := strings.NewReplacer("{language}", "und", "{id}", number).Replace(out.subject)
	_, err = out.js.Publish(ctx, subject, body, jetstream.WithMsgID(number+"/"+out.durable))
	return err
}

func (out *output) Close(context.Context) error { return nil }

func open(url string) (jetstream.JetStream, error) {
	connection, err := nats.Connect(url)
	if err != nil {
		return nil, err
	}
	return jetstream.New(connection)
}
