// SPDX-License-Identifier: Apache-2.0

// Scores CloudTrail records, a line of JSON each, from standard input:
//
//	go run ./examples/score [-server HOST:PORT] [-token-file FILE] [-tls-ca-file FILE] < records.ndjson
//
// Prints a line for each record, in order. A batch whose call failed is sent again: the server counts an event once.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	farcallv1 "github.com/farcall/farcall/clients/go/farcall/v1"
)

const (
	batchEvents     = 500
	batchBytes      = 3 << 20
	recordBytesMax  = 1 << 20
	answerBytesMax  = 64 << 20
	attemptTimeout  = 30 * time.Second
	retryTotal      = 2 * time.Minute
	retryFirstPause = 100 * time.Millisecond
	retryPauseMax   = 10 * time.Second
)

// The wait that the server asks for; 0 = it did not ask.
func retryDelay(err error) time.Duration {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return info.GetRetryDelay().AsDuration()
		}
	}
	return 0
}

// Whether the server, or the network, may do better next time.
func mayRetry(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.Aborted, codes.Canceled, codes.DeadlineExceeded:
		return true
	default:
		return retryDelay(err) > 0
	}
}

// Sends a batch until it is answered, fails for good, or retryTotal has passed.
func score(ctx context.Context, service farcallv1.ScoringServiceClient, batch []*farcallv1.EventInput) ([]*farcallv1.EventResult, error) {
	pause, end := retryFirstPause, time.Now().Add(retryTotal)
	for {
		attempt, cancel := context.WithTimeout(ctx, attemptTimeout)
		answer, err := service.ScoreEvents(attempt, &farcallv1.ScoreEventsRequest{Events: batch}, grpc.WaitForReady(true))
		cancel()
		if err == nil {
			return answer.GetResults(), nil
		}
		wait := max(pause, retryDelay(err))
		if ctx.Err() != nil || !mayRetry(err) || time.Now().Add(wait).After(end) {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%v: sent again in %v\n", err, wait)
		time.Sleep(wait)
		pause = min(2*pause, retryPauseMax)
	}
}

func describe(result *farcallv1.EventResult) string {
	name := cmp.Or(result.GetEventId(), "-")
	switch outcome := result.GetOutcome().(type) {
	case *farcallv1.EventResult_Error:
		return fmt.Sprintf("%s error %s: %s", name, outcome.Error.GetField(), outcome.Error.GetMessage())
	case *farcallv1.EventResult_Skipped:
		return name + " skipped " + outcome.Skipped.String()
	}
	risk := strings.TrimPrefix(result.GetScore().GetRiskLevel().String(), "RISK_LEVEL_")
	return fmt.Sprintf("%s %.2f %s %s %s %s duplicate=%t alert=%t", name, result.GetScore().GetScore(), risk, result.GetPrincipal(),
		result.GetCommand(), result.GetOrigin(), result.GetDuplicate(), result.GetScore().GetAlert())
}

// Scores the lines of `in`. A batch is sent when it is full.
func scoreLines(ctx context.Context, service farcallv1.ScoringServiceClient, in io.Reader, out io.Writer) error {
	var batch []*farcallv1.EventInput
	size := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		results, err := score(ctx, service, batch)
		if err != nil {
			return err
		}
		for _, result := range results {
			fmt.Fprintln(out, describe(result))
		}
		batch, size = nil, 0
		return nil
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, recordBytesMax+1)
	for lines.Scan() {
		record := bytes.Clone(bytes.TrimSpace(lines.Bytes()))
		if len(record) == 0 {
			continue
		}
		if len(batch) == batchEvents || size+len(record) > batchBytes {
			if err := flush(); err != nil {
				return err
			}
		}
		size += len(record)
		batch = append(batch, &farcallv1.EventInput{Input: &farcallv1.EventInput_CloudtrailRecord{
			CloudtrailRecord: &farcallv1.CloudTrailRecord{Json: record}}})
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return flush()
}

func run() error {
	server := flag.String("server", "127.0.0.1:50051", "address of the server")
	tokenFile := flag.String("token-file", os.Getenv("FARCALL_TOKEN_FILE"), "file with a bearer token")
	caFile := flag.String("tls-ca-file", os.Getenv("FARCALL_TLS_CA_FILE"), "encrypt; file with the authority of the server's certificate")
	flag.Parse()
	encryption := insecure.NewCredentials()
	if *caFile != "" {
		var err error
		if encryption, err = credentials.NewClientTLSFromFile(*caFile, ""); err != nil {
			return err
		}
	}
	ctx := context.Background()
	if *tokenFile != "" {
		token, err := os.ReadFile(*tokenFile)
		if err != nil {
			return err
		}
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+string(bytes.TrimSpace(token)))
	}
	connection, err := grpc.NewClient(*server, grpc.WithTransportCredentials(encryption),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(answerBytesMax)))
	if err != nil {
		return err
	}
	defer connection.Close()
	return scoreLines(ctx, farcallv1.NewScoringServiceClient(connection), os.Stdin, os.Stdout)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
