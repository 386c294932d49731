package main

import (
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptHTTP is a command of scripts: `http METHOD PATH STATUS PATTERN [TOKEN]` asks the server at $ADDR until it answers with
// that status and a body that the pattern matches, at most 30 seconds long.
func scriptHTTP(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: http METHOD PATH STATUS PATTERN [TOKEN]")
	}
	status, err := strconv.Atoi(args[2])
	ts.Check(err)
	pattern, err := regexp.Compile("(?m)" + args[3])
	ts.Check(err)
	got := ""
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		request, err := http.NewRequest(args[0], "http://"+ts.Getenv("ADDR")+args[1], strings.NewReader(""))
		ts.Check(err)
		if len(args) > 4 {
			request.Header.Set("Authorization", "Bearer "+args[4])
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			got = err.Error()
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err == nil && response.StatusCode == status && pattern.Match(body) {
			return
		}
		got = response.Status + "\n" + string(body)
	}
	ts.Fatalf("%s %s: %s, want %d with %s", args[0], args[1], got, status, pattern)
}
