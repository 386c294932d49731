package main

import (
	"math"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/cloud-pi-native/parcours/graph"
	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// queryLimits are the flags for [graph.Limits], field by field; a test compares the defaults.
type queryLimits struct {
	DocumentBytes      int           `env:"DOCUMENT_BYTES" default:"16384" help:"Bytes of a query's text."`
	Tokens             int           `env:"TOKENS" default:"4000" help:"Tokens of a query's text, comments included."`
	Depth              int           `env:"DEPTH" default:"20" help:"Depth of nested fields, and of what is nested in a variable."`
	Selections         int           `env:"SELECTIONS" default:"600" help:"Fields, spreads and inline fragments in the text."`
	Aliases            int           `env:"ALIASES" default:"60" help:"Renamed fields in the text."`
	RootFields         int           `env:"ROOT_FIELDS" default:"20" help:"Fields at the root of an operation."`
	Directives         int           `env:"DIRECTIVES" default:"50" help:"Directives in the text."`
	Repeats            int           `env:"REPEATS" default:"10" help:"Repetitions of one field in one selection set."`
	Expanded           int           `env:"EXPANDED" default:"1500" help:"Selections of an operation, each spread replaced by its fragment."`
	IntrospectionRoots int           `env:"INTROSPECTION_ROOTS" default:"2" help:"__schema and __type in an operation."`
	Introspection      int           `env:"INTROSPECTION" default:"300" help:"Selections below __schema and __type, expanded."`
	Cost               int           `env:"COST" default:"50000" help:"Values that an operation may read, by the length of its lists."`
	PageSize           int           `env:"PAGE_SIZE" default:"100" help:"Elements of a page (first, last)."`
	ListItems          int           `env:"LIST_ITEMS" default:"2000" help:"Elements of all lists in arguments, and in variables."`
	Errors             int           `env:"ERRORS" default:"20" help:"Errors in an answer; the rest is cut off."`
	Time               time.Duration `env:"TIME" default:"1s" help:"Time to execute an operation."`
	AnswerBytes        int           `env:"ANSWER_BYTES" default:"4194304" help:"Bytes of an answer's data."`
	DocumentCache      int           `env:"DOCUMENT_CACHE" default:"33554432" help:"Bytes of memory for parsed queries."`
}

// limits returns what the flags say.
func (l queryLimits) limits() graph.Limits {
	limits := graph.Limits(l)
	limits.DocumentCache = share(limits.DocumentCache)
	return limits
}

// serverLimits are the flags for [httpapi.Limits], field by field; a test compares the defaults.
type serverLimits struct {
	Body        int            `name:"max-body" env:"MAX_BODY" default:"131072" help:"Bytes of a request's body."`
	Header      int            `name:"max-header" env:"MAX_HEADER" default:"32768" help:"Bytes of a request's headers."`
	Connections int            `name:"max-connections" env:"MAX_CONNECTIONS" default:"4096" help:"Connections open at a time; 0 for any number."`
	InFlight    int            `name:"max-in-flight" env:"MAX_IN_FLIGHT" default:"16" help:"Queries computed at a time."`
	Queue       int            `name:"max-queue" env:"MAX_QUEUE" default:"64" help:"Queries that wait to be computed."`
	QueueTime   time.Duration  `name:"queue-time" env:"QUEUE_TIME" default:"500ms" help:"How long they wait before 503."`
	HeaderTime  time.Duration  `name:"header-time" env:"HEADER_TIME" default:"5s" help:"Time to send the headers."`
	ReadTime    time.Duration  `name:"read-time" env:"READ_TIME" default:"8s" help:"Time to send a request."`
	WriteTime   time.Duration  `name:"write-time" env:"WRITE_TIME" default:"15s" help:"Time to read an answer."`
	IdleTime    time.Duration  `name:"idle-time" env:"IDLE_TIME" default:"1m" help:"Time between two requests of a connection."`
	Rate        float64        `name:"rate" env:"RATE" default:"0" help:"Requests a second of one client; 0 for any number."`
	Burst       int            `name:"burst" env:"BURST" default:"50" help:"Requests of one client at once."`
	Proxies     []netip.Prefix `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"CIDR" help:"Networks whose X-Forwarded-For is believed."`
	DrainTime   time.Duration  `name:"drain-time" env:"DRAIN_TIME" default:"1s" help:"Time between SIGTERM and the last new connection; /readyz says no."`
}

// caches are the flags for what is kept, here and elsewhere.
type caches struct {
	Answers int           `name:"answer-cache" env:"ANSWER_CACHE" default:"67108864" help:"Bytes of memory for answers; 0 keeps none."`
	Queries int           `name:"persisted-queries" env:"PERSISTED_QUERIES" default:"8388608" help:"Bytes of memory for queries that clients have given a hash."`
	Fresh   time.Duration `name:"fresh" env:"FRESH" default:"1m" help:"How long a shared cache may answer a GET by itself."`
	Stale   time.Duration `name:"stale" env:"STALE" default:"10m" help:"How much longer it may while it asks again."`
}

// share keeps what is cached below a quarter of the memory that GOMEMLIMIT leaves to the process, if it is set.
func share(bytes int) int {
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		return int(min(int64(bytes), limit/4))
	}
	return bytes
}

// limits returns what the flags say.
func (l serverLimits) limits() httpapi.Limits { return httpapi.Limits(l) }
