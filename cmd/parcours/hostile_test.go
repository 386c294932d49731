package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-pi-native/parcours/internal/httpapi"
)

// soon is how long a hostile request may take.
const soon = 2 * time.Second

// cut is what is wanted of a request that gets no answer.
const cut = `^$`

// sent returns the bytes of a request; headers are lines.
func sent(method, target, body string, headers ...string) string {
	lines := append([]string{method + " " + target + " HTTP/1.1", "Host: parcours.example", fmt.Sprintf("Content-Length: %d", len(body))}, headers...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

func posted(body string) string {
	return sent("POST", "/graphql", body, "Content-Type: application/json")
}

// document returns the bytes of a request for a document.
func document(text string) string { return posted(query(text)) }

// with returns the bytes of a request with variables, which are JSON.
func with(text, variables string) string {
	return posted(strings.TrimSuffix(query(text), "}") + `,"variables":` + variables + "}")
}

func gotten(query string, headers ...string) string {
	return sent("GET", "/graphql?"+query, "", headers...)
}

// times returns a text of n parts, in each of which %d is its number.
func times(n int, format string) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, strings.ReplaceAll(format, "%d", "%[1]d"), i)
	}
	return s.String()
}

// hostile are requests that nobody sends who means well, and what is wanted of their answers.
func hostile() map[string]struct{ request, want string } {
	const path = "query($p:ProfileInput!){learningPath(profile:$p){fingerprint}}"
	refused := func(limit string) string { return `LIMIT_EXCEEDED.*"limit":"` + limit }
	persisted := func(fields string) string {
		return posted(`{"extensions":{"persistedQuery":` + fields + `}}`)
	}
	const invalid, unparsed, bad = "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", `^HTTP/1.1 400 .*BAD_REQUEST`
	return map[string]struct{ request, want string }{
		// documents
		"fragments that double 60 times":    {document("{steps{...f0}}" + times(60, "fragment f%d on Step{...g%d ...g%d} fragment g%d on Step{...h%d} ") + "fragment h on Step{id}"), "LIMIT_EXCEEDED|" + invalid},
		"fragments that spread the next":    {document("{steps{...f0}}" + strings.Join(chain(60), " ") + "fragment f60 on Step{id}"), refused("expanded")},
		"a ring of fragments":               {document("{steps{...f0}}" + strings.Join(ring(300), " ")), "LIMIT_EXCEEDED|" + invalid},
		"a fragment in itself":              {document("{steps{...f}} fragment f on Step{...f}"), invalid},
		"fragments nobody spreads":          {document("{steps{id}}" + times(400, "fragment f%d on Step{id}")), "LIMIT_EXCEEDED|" + invalid},
		"a thousand fields":                 {document("{steps{" + times(1000, "a%d:id ") + "}}"), refused("")},
		"one field ten thousand times":      {document("{steps{" + strings.Repeat("id,", 5000) + "}}"), refused("")},
		"a hundred root fields":             {document("{" + times(60, "a%d:steps{id}") + "}"), refused("root-fields")},
		"aliases":                           {document("{steps{" + times(61, "a%d:id ") + "}}"), refused("aliases")},
		"repeated objects":                  {document("{" + strings.Repeat("steps{next{next{id}}}", 30) + "}"), refused("")},
		"inline fragments in each other":    {document("{steps{" + strings.Repeat("...{", 900) + "id" + strings.Repeat("}", 902)), refused("selections")},
		"inline fragments beyond the stack": {document("{steps{" + strings.Repeat("...{", 3000)), "LIMIT_EXCEEDED|" + unparsed},
		"depth":                             {document("{steps{" + strings.Repeat("next{", 30) + "id" + strings.Repeat("}", 32)), refused("depth")},
		"depth without end":                 {document("{steps" + strings.Repeat("{next", 2500)), "LIMIT_EXCEEDED|" + unparsed},
		"lists in lists":                    {document("{steps{" + strings.Repeat("placements{resource{", 6) + "id" + strings.Repeat("}}", 6) + "}}"), refused("cost")},
		"the largest pages in each other":   {document("{resources(first:100){nodes{placements{step{placements{resource{placements{resource{id}}}}}}}}}"), refused("cost")},
		"a page of a million":               {document("{resources(first:1000000){totalCount}}"), refused("page-size")},
		"a page of an integer's end":        {document("{resources(first:2147483647){totalCount}}"), refused("page-size")},
		"a page beyond integers":            {document("{resources(first:99999999999999999999){totalCount}}"), "errors"},
		"a page of less than none":          {document("{resources(first:-1){totalCount}}"), "BAD_USER_INPUT"},
		"directives":                        {document("{steps{id " + strings.Repeat("@include(if:true)", 500) + "}}"), refused("directives")},
		"unknown directives":                {document("{steps{id " + strings.Repeat("@a", 49) + "}}"), invalid},
		"@defer":                            {document("{...@defer{steps{id}}}"), "NOT_SUPPORTED"},
		"introspection, again and again":    {document("{" + times(15, "a%d:__schema{types{name}}") + "}"), refused("introspection-roots")},
		"introspection in a circle":         {document("{__schema{types{" + strings.Repeat("fields{type{", 8) + "name" + strings.Repeat("}}", 8) + "}}}"), "errors"},
		"introspection, wide":               {document("{__schema{" + times(42, "a%d:types{name kind description fields{name isDeprecated}}") + "}}"), refused("cost")},
		"introspection, wider":              {document("{__schema{types{" + times(48, "a%d:fields{name description type{name}}") + "}}}"), refused("cost")},
		"a subscription":                    {document("subscription{steps{id}}"), `^HTTP/1.1 \S+ .*errors`},
		"a mutation":                        {document("mutation{steps{id}}"), `^HTTP/1.1 \S+ .*errors`},
		"comments only":                     {document(strings.Repeat("#\n", 8000)), refused("tokens")},
		"brackets only":                     {document(strings.Repeat("{", 16000)), "LIMIT_EXCEEDED|" + unparsed},
		"a list in a list in a list":        {document("{nodes(ids:" + strings.Repeat("[", 3500) + "){id}}"), "LIMIT_EXCEEDED|" + unparsed},
		"an object in an object":            {document("{learningPath(profile:" + strings.Repeat("{a:", 1200) + "){fingerprint}}"), "LIMIT_EXCEEDED|" + unparsed},
		"a name without end":                {document("{" + strings.Repeat("a", 16000) + "}"), invalid},
		"a string without end":              {document(`{step(id:"` + strings.Repeat("a", 16000)), unparsed},
		"a block string without end":        {document(`{step(id:"""` + strings.Repeat("a\n", 8000)), unparsed},
		"escapes":                           {document(`{step(id:"` + strings.Repeat(`\u0000`, 2000) + `"){id}}`), `"step":null|errors`},
		"an escape of nothing":              {document(`{step(id:"\uD800"){id}}`), `"step":null|errors`},
		"a number without end":              {document("{step(number:" + strings.Repeat("9", 16000) + "){id}}"), invalid + "|errors"},
		"a float beyond floats":             {document("{step(number:1e999999999){id}}"), "errors"},
		"a document beyond the limit":       {document("{roles{id}}" + strings.Repeat(" ", 16384)), refused("document-bytes")},
		"a zero byte":                       {document("{steps\x00{id}}"), unparsed},
		"a byte order mark":                 {document("\ufeff{steps{id}}"), `"data"|` + unparsed},
		"a list of operations":              {document(times(300, "query a%d{steps{id}}")), "errors"},
		"no such operation":                 {posted(`{"query":"query A{steps{id}} query B{steps{id}}","operationName":"` + strings.Repeat("C", 50000) + `"}`), "errors"},
		"types instead of a query":          {document(times(300, "type A%d{a:Int}")), unparsed + "|LIMIT_EXCEEDED"},
		"variables that are not used":       {document("query(" + times(900, "$a%d:Int ") + "){steps{id}}"), "errors"},
		"variables that use each other":     {document("query($a:Int=$b,$b:Int=$a){steps{id}}"), "errors"},
		"arguments that are not there":      {document("{steps(" + times(1000, "a%d:1 ") + "){id}}"), "errors"},
		"a search for everything":           {document(`{search(text:"` + strings.Repeat("a e i o u ", 1500) + `"){nodes{id}}}`), `"data"|errors`},
		"a search for operators":            {document(`{search(text:"\"' OR NEAR(a b) * ^ - : \\"){nodes{id}}}`), `"search"`},
		"a search for SQL":                  {document(`{search(text:"'; DROP TABLE text; --"){nodes{id}}}`), `"search"`},
		"a cursor of our own invention":     {document(`{resources(after:"` + strings.Repeat("QUFB", 3000) + `"){nodes{id}}}`), "BAD_USER_INPUT"},
		"an identifier that is a path":      {document(`{node(id:"resource:../../etc/passwd"){id}}`), `"node":null`},

		// variables
		"ten thousand variables":       {with("{steps{id}}", "{"+strings.TrimSuffix(times(9000, `"a%d":1,`), ",")+"}"), `"data"|errors`},
		"a list of 30,000":             {with("query($i:[ID!]!){nodes(ids:$i){id}}", "{\"i\":["+strings.TrimSuffix(strings.Repeat(`"a",`, 30000), ",")+"]}"), refused("list-items")},
		"a list above the limit":       {with("query($i:[ID!]!){nodes(ids:$i){id}}", "{\"i\":["+strings.TrimSuffix(strings.Repeat(`"a",`, 2001), ",")+"]}"), refused("list-items")},
		"lists 10,000 deep":            {with("query($i:[ID!]!){nodes(ids:$i){id}}", `{"i":`+strings.Repeat("[", 20000)+strings.Repeat("]", 20000)+"}"), `BAD_REQUEST|errors`},
		"objects 5,000 deep":           {with(path, `{"p":`+strings.Repeat(`{"a":`, 5000)+"1"+strings.Repeat("}", 5000)+"}"), "BAD_REQUEST"},
		"a number for a text":          {with("query($t:String!){search(text:$t){totalCount}}", `{"t":5}`), "BAD_USER_INPUT"},
		"a text for a number":          {with("query($n:Int){step(number:$n){id}}", `{"n":"1"}`), "BAD_USER_INPUT"},
		"a number that is too large":   {with("query($n:Int){step(number:$n){id}}", `{"n":`+strings.Repeat("9", 5000)+`}`), "BAD_USER_INPUT"},
		"a number of the largest size": {with("query($n:Int){resources(first:$n){totalCount}}", `{"n":1e400}`), "BAD_USER_INPUT"},
		"two of one":                   {with("query($i:ID,$n:Int){step(id:$i,number:$n){id}}", `{"i":"prepare","n":1}`), "BAD_USER_INPUT"},
		"none of one":                  {with("query($i:ID,$n:Int){step(id:$i,number:$n){id}}", `{"i":null,"n":null}`), "BAD_USER_INPUT"},
		"fields that are not there":    {with(path, `{"p":{"roles":[],"__proto__":{"admin":true}}}`), "errors"},
		"a kind in lower case":         {with(path, `{"p":{"roles":[],"kinds":["video"]}}`), "errors"},
		"an answer to nothing":         {with(path, `{"p":{"roles":[],"answers":[{"question":"`+strings.Repeat("x", 90000)+`","value":"YES"}]}}`), "BAD_USER_INPUT"},
		"a date that is none":          {with(path, `{"p":{"roles":[],"answers":[{"question":"containers","value":"YES","answeredOn":"2026-02-31"}]}}`), "errors"},
		"the same answer 700 times":    {with(path, `{"p":{"roles":[],"answers":[`+strings.TrimSuffix(strings.Repeat(`{"question":"containers","value":"YES"},`, 700), ",")+`]}}`), `"data"|errors`},
		"minutes of less than none":    {with(path, `{"p":{"roles":[],"minutesPerWeek":-5}}`), "errors"},
		"variables that are a list":    {with("{steps{id}}", `[1]`), bad},
		"variables that are a text":    {with("{steps{id}}", `"{}"`), bad},
		"variables that are a number":  {with("{steps{id}}", `1`), bad},

		// bodies
		"no body":                      {posted(""), bad},
		"a list of requests":           {posted("[" + query("{steps{id}}") + "]"), bad},
		"two objects":                  {posted(query("{steps{id}}") + query("{steps{id}}")), bad},
		"a number":                     {posted("1"), bad},
		"null":                         {posted("null"), bad},
		"half an object":               {posted(`{"query":"{steps{id}}"`), bad},
		"keys in capitals":             {posted(`{"Query":"{steps{id}}"}`), bad},
		"a query that is a number":     {posted(`{"query":1}`), bad},
		"a query that is a list":       {posted(`{"query":["{steps{id}}"]}`), bad},
		"a key a hundred times":        {posted("{" + strings.Repeat(`"query":"{nope}",`, 100) + `"query":"{steps{id}}"}`), `"data"|errors`},
		"bytes that are no text":       {posted("{\"query\":\"{steps{id}} #\xff\xfe\"}"), bad},
		"a surrogate alone":            {posted(`{"query":"{steps{id}} #\ud800"}`), `"data"|errors`},
		"objects 60,000 deep":          {posted(strings.Repeat(`{"a":`, 20000)), bad},
		"lists 130,000 deep":           {posted(strings.Repeat("[", 130000)), bad},
		"blanks":                       {posted(strings.Repeat(" ", 131072)), bad},
		"more than a body may be":      {posted(strings.Repeat(" ", 131073)), `^HTTP/1.1 413 .*BODY_TOO_LARGE.*"limit":"body"`},
		"ten million bytes":            {posted(strings.Repeat("x", 10<<20)), `^HTTP/1.1 413 .*BODY_TOO_LARGE`},
		"a body by GET":                {sent("GET", "/graphql?query={steps{id}}", strings.Repeat("x", 100000)), `"data"`},
		"multipart":                    {sent("POST", "/graphql", "--x--", "Content-Type: multipart/form-data; boundary=x"), "^HTTP/1.1 415 "},
		"a form":                       {sent("POST", "/graphql", "query={steps{id}}", "Content-Type: application/x-www-form-urlencoded"), "^HTTP/1.1 415 "},
		"text":                         {sent("POST", "/graphql", query("{steps{id}}"), "Content-Type: text/plain"), "^HTTP/1.1 415 "},
		"no type":                      {sent("POST", "/graphql", query("{steps{id}}")), "^HTTP/1.1 415 "},
		"UTF-16":                       {sent("POST", "/graphql", query("{steps{id}}"), "Content-Type: application/json; charset=utf-16"), "^HTTP/1.1 415 "},
		"a type of nonsense":           {sent("POST", "/graphql", query("{steps{id}}"), "Content-Type: application/json;"+strings.Repeat(";", 5000)), `^HTTP/1.1 (200|415) `},
		"what may be a bomb when read": {sent("POST", "/graphql", "\x1f\x8b\x08\x00", "Content-Type: application/json", "Content-Encoding: gzip"), "^HTTP/1.1 415 "},
		"persisted without a hash":     {persisted(`{"version":1}`), "PERSISTED_QUERY_NOT_SUPPORTED"},
		"persisted in another version": {persisted(`{"version":1e99,"sha256Hash":"` + strings.Repeat("0", 64) + `"}`), "PERSISTED_QUERY_NOT_SUPPORTED"},
		"persisted by nobody":          {persisted(`{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}`), "PERSISTED_QUERY_NOT_FOUND"},
		"persisted by another hash":    {posted(`{"query":"{steps{id}}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}}}`), "PERSISTED_QUERY_HASH_MISMATCH"},
		"persisted, 100,000 long":      {persisted(`{"version":1,"sha256Hash":"` + strings.Repeat("0", 100000) + `"}`), "PERSISTED_QUERY_NOT_SUPPORTED"},
		"an id of no document":         {posted(`{"documentId":"../../../etc/passwd"}`), "DOCUMENT_NOT_FOUND"},

		// addresses and headers
		"another method":                  {sent("DELETE", "/graphql", ""), `^HTTP/1.1 405 .*Allow: GET, HEAD, OPTIONS, POST`},
		"a method of our own invention":   {sent(strings.Repeat("M", 3000), "/graphql", ""), `^HTTP/1.1 405 `},
		"TRACE":                           {sent("TRACE", "/graphql", ""), "^HTTP/1.1 405 "},
		"CONNECT":                         {sent("CONNECT", "/graphql", ""), `^HTTP/1.1 4`},
		"a path up and out":               {sent("GET", "/../../../../etc/passwd", ""), `^HTTP/1.1 (30[1-8]|40[04]) `},
		"a path up and out, in disguise":  {sent("GET", "/%2e%2e/%2e%2e/etc/passwd", ""), `^HTTP/1.1 (30[1-8]|40[04]) `},
		"a path of a zero byte":           {sent("GET", "/%00", ""), `^HTTP/1.1 40`},
		"a path of slashes":               {sent("GET", strings.Repeat("/", 20000), ""), `^HTTP/1.1 (30[1-8]|40[04]) `},
		"profiles at the public address":  {sent("GET", "/debug/pprof/", ""), "^HTTP/1.1 404 "},
		"metrics at the public address":   {sent("GET", "/metrics", ""), "^HTTP/1.1 404 "},
		"a reload of somebody":            {sent("POST", "/-/reload", "", "Authorization: Bearer x"), `^HTTP/1.1 40[145] `},
		"an escape of nothing in a URL":   {gotten("query=%zz"), bad},
		"semicolons":                      {gotten("query={steps{id}};variables={}"), bad},
		"bytes that are no text in a URL": {gotten("query=%ff%fe"), bad},
		"ten thousand parameters":         {gotten(strings.Repeat("a=1&", 7000) + "query={steps{id}}"), `"data"|^HTTP/1.1 4`},
		"variables that are cut":          {gotten("query={steps{id}}&variables={"), bad},
		"answers in a URL":                {gotten("query=" + url.QueryEscape(`{assessment(input:{answers:[{question:"containers",value:NO}]}){explanation}}`)), "^HTTP/1.1 405 .*PRIVATE_DATA_IN_URL"},
		"a mutation in a URL":             {gotten("query=mutation{steps{id}}"), `^HTTP/1.1 (405|200) .*errors`},
		"languages":                       {gotten("query={steps{id}}", "Accept-Language: "+strings.Repeat("en-GB-oed;q=0.1,", 1500)), `"data"|errors`},
		"a language of nonsense":          {gotten("query={steps{id}}&lang="+strings.Repeat("x-", 9000), "Accept-Language: "+strings.Repeat("a-", 5000)), `"data"|errors`},
		"what is accepted":                {gotten("query={steps{id}}", "Accept: "+strings.Repeat("a/b;q=0.1,", 2500)), `^HTTP/1.1 (406|200) `},
		"what is accepted, without a q":   {gotten("query={steps{id}}", "Accept: */*;q="+strings.Repeat("0", 20000)), `^HTTP/1.1 (406|200) `},
		"codings":                         {gotten("query={steps{id}}", "Accept-Encoding: "+strings.Repeat("gzip;q=0.5,", 2500)), `"data"`},
		"tags":                            {gotten("query={steps{id}}", "If-None-Match: "+strings.Repeat(`"a",`, 7000)), `"data"`},
		"a range":                         {gotten("query={steps{id}}", "Range: bytes="+strings.Repeat("0-1,", 6000)), `^HTTP/1.1 200 `},
		"where it came from":              {gotten("query={steps{id}}", "X-Forwarded-For: "+strings.Repeat("1.2.3.4,", 3500)), `"data"`},
		"a trace of nonsense":             {gotten("query={steps{id}}", "Traceparent: 00-"+strings.Repeat("f", 9000), "Tracestate: "+strings.Repeat("a=b,", 5000)), `"data"`},
		"a line in a header":              {gotten("query={steps{id}}", "X-A: b\rSet-Cookie: c"), "^HTTP/1.1 400 "},
		"a preflight of everything":       {sent("OPTIONS", "/graphql", "", "Origin: null", "Access-Control-Request-Method: DELETE", "Access-Control-Request-Headers: "+strings.Repeat("x-a,", 5000)), `^HTTP/1.1 20[04] `},
		"headers":                         {gotten("query={steps{id}}", strings.Split(strings.TrimSuffix(times(3000, "X-%d: %d\n"), "\n"), "\n")...), "^HTTP/1.1 431 "},
		"one long header":                 {gotten("query={steps{id}}", "X-Long: "+strings.Repeat("x", 1<<20)), "^HTTP/1.1 431 |" + cut},
		"a long URL":                      {gotten("query=" + strings.Repeat("x", 1<<20)), "^HTTP/1.1 431 |" + cut},
		"an upgrade to a socket":          {sent("GET", "/graphql", "", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), bad},
		"an upgrade to HTTP/2":            {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "^HTTP/1.1 (505|400|405) |" + cut},
		"what the server is to expect":    {sent("POST", "/graphql", "", "Content-Type: application/json", "Expect: the-unexpected"), "^HTTP/1.1 4"},
		"events":                          {sent("POST", "/graphql", query("{steps{id}}"), "Content-Type: application/json", "Accept: text/event-stream"), "^HTTP/1.1 406 "},
		"parts":                           {sent("POST", "/graphql", query("{steps{id}}"), "Content-Type: application/json", "Accept: multipart/mixed"), "^HTTP/1.1 406 "},

		// broken clients
		"no HTTP":                        {"hello\r\n\r\n", "^HTTP/1.1 400 "},
		"a handshake of TLS":             {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("\x00", 500) + "\r\n\r\n", "^HTTP/1.[01] 400 |" + cut},
		"zero bytes":                     {strings.Repeat("\x00", 5000) + "\r\n\r\n", "^HTTP/1.1 400 |" + cut},
		"no host":                        {"GET / HTTP/1.1\r\n\r\n", "^HTTP/1.1 400 "},
		"two hosts":                      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "^HTTP/1.1 400 "},
		"HTTP of the year 1991":          {"GET /\r\n\r\n", "^HTTP/1.1 400 "},
		"HTTP/9":                         {"GET / HTTP/9.9\r\nHost: a\r\n\r\n", "^HTTP/1.1 505 "},
		"two lengths":                    {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}", "^HTTP/1.1 400 "},
		"a length and chunks":            {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", `^HTTP/1.1 400 `},
		"a length of less than nothing":  {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "^HTTP/1.1 400 "},
		"a length without end":           {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9223372036854775807\r\n\r\n{", `^HTTP/1.1 4|` + cut},
		"a chunk without end":            {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{", `^HTTP/1.1 4|` + cut},
		"a chunk of nonsense":            {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{", "^HTTP/1.1 400 "},
		"chunks of a byte each":          {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;"+strings.Repeat("x", 100)+"\r\n \r\n", 20000) + "0\r\n\r\n", `^HTTP/1.1 4|` + cut},
		"an encoding nobody knows":       {"POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: brotli\r\n\r\n", "^HTTP/1.1 501 "},
		"a body that is promised":        {"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"query\":", `^HTTP/1.1 400 |` + cut},
		"headers that never end":         {"POST /graphql HTTP/1.1\r\nHost: a\r\nX-Slow: ", `^HTTP/1.1 408 |` + cut},
		"a line that never ends":         {"GET /gra", `^HTTP/1.1 400 |` + cut},
		"silence":                        {"", cut},
		"header names of nothing":        {"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "^HTTP/1.1 400 "},
		"header names with blanks":       {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n", "^HTTP/1.1 400 "},
		"a host of nonsense":             {"GET / HTTP/1.1\r\nHost: a b/../c\r\n\r\n", "^HTTP/1.1 400 "},
		"an address elsewhere":           {"GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: a\r\n\r\n", "^HTTP/1.1 404 "},
		"two thousand requests in a row": {strings.Repeat(gotten("query={steps{id}}"), 2000), `"data"`},
	}
}

// chain returns fragments each of which spreads the next one twice.
func chain(n int) (fragments []string) {
	for i := range n {
		fragments = append(fragments, fmt.Sprintf("fragment f%d on Step{...f%d ...f%[2]d}", i, i+1))
	}
	return fragments
}

// ring returns fragments each of which spreads the next one, and the last one the first.
func ring(n int) (fragments []string) {
	for i := range n {
		fragments = append(fragments, fmt.Sprintf("fragment f%d on Step{id ...f%d}", i, (i+1)%n))
	}
	return fragments
}

// besieged is a server of the embedded catalogue whose limits are those of the binary, but for times that are shorter.
type besieged struct{ addr string }

func besiege(t *testing.T, flags ...string) besieged {
	t.Helper()
	flags = append([]string{
		"--header-time", "500ms", "--read-time", "1s", "--write-time", "15s", "--idle-time", "500ms", "--drain-time", "0s", "--max-connections", "64",
		"--answer-cache", "4194304", "--persisted-queries", "1048576", "--max-document-cache", "4194304",
	}, flags...)
	h, ok := embedded(t, flags...).(*httpapi.Handler)
	if !ok {
		t.Fatal("not a handler of ours")
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- h.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return besieged{l.Addr().String()}
}

// ask sends the bytes of a request and returns those of the answer, none where the connection was cut, and whether it came
// soon enough.
func (b besieged) ask(t *testing.T, request string) (answer string, inTime bool) {
	t.Helper()
	began := time.Now()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", b.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(began.Add(10 * soon))
	go func() { _, _ = io.WriteString(conn, request) }() // it may be refused before it is read
	read := bufio.NewReader(conn)
	var got bytes.Buffer
	method, _, _ := strings.Cut(request, " ")
	res, err := http.ReadResponse(read, &http.Request{Method: method})
	if err == nil {
		fmt.Fprintf(&got, "HTTP/1.1 %s\r\n", res.Status)
		_ = res.Header.Write(&got) // to memory
		_, err = io.Copy(&got, io.LimitReader(res.Body, 8<<20))
		res.Body.Close()
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "nothing, neither answered nor cut", false
	}
	return got.String(), time.Since(began) < soon
}

// alive fails unless the server answers what is asked every day.
func (b besieged) alive(t *testing.T) {
	t.Helper()
	if got, _ := b.ask(t, document("{steps{title}}")); !strings.HasPrefix(got, "HTTP/1.1 200 OK") || !strings.Contains(got, `{"data":{"steps":`) {
		t.Errorf("an honest request: %.300s", got)
	}
}

// TestHostile sends what nobody sends who means well. Each request is answered or cut within two seconds, says no more than
// it should, and leaves the server as it was. A machine that is busy with something else may be late, but not three times.
func TestHostile(t *testing.T) {
	b := besiege(t)
	b.alive(t)
	before := resting(t)
	requests := hostile()
	if len(requests) < 100 {
		t.Errorf("%d requests", len(requests))
	}
	t.Run("each", func(t *testing.T) {
		for name, tc := range requests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var got string
				inTime := false
				for try := 0; try < 3 && !inTime; try++ {
					got, inTime = b.ask(t, tc.request)
				}
				if !inTime {
					t.Errorf("not within %v, three times", soon)
				}
				if !regexp.MustCompile("(?s)" + tc.want).MatchString(got) {
					t.Errorf("%.600s\nwant %s", got, tc.want)
				}
				for _, secret := range []string{"panic", "goroutine ", ".go:", "sqlite", "SELECT ", "/tmp/", "INTERNAL"} {
					if strings.Contains(got, secret) {
						t.Errorf("%q in %.600s", secret, got)
					}
				}
				b.alive(t)
			})
		}
	})
	b.rests(t, before)
}

// TestFloods sends much at once, some of it costly, most of it new to every cache.
func TestFloods(t *testing.T) {
	b := besiege(t, "--header-time", "2s", "--read-time", "8s") // the machine is busy, too
	impatient := besiege(t, "--write-time", "1s")
	b.alive(t)
	before := resting(t)
	ask := func(request string, want ...string) func(int) {
		return func(i int) {
			got, _ := b.ask(t, strings.ReplaceAll(request, "4242", fmt.Sprintf("%04d", i)))
			for _, prefix := range want {
				if strings.HasPrefix(got, prefix) {
					return
				}
			}
			t.Errorf("%.300s, want %q", got, want)
		}
	}
	const fine, later = "HTTP/1.1 200", "HTTP/1.1 503"
	hash := func(text string) string { sum := sha256.Sum256([]byte(text)); return hex.EncodeToString(sum[:]) }
	for name, flood := range map[string]struct {
		requests, together int
		one                func(i int)
	}{
		"the costliest question, each time another": {40, 20, ask(document("query Q4242{learningPath(profile:{roles:[\"technical\"]}){stages{items{resource{title topics{title}} reasons{kind sentence}}}}}"), fine, later)},
		"new documents":   {300, 8, ask(document("query Q4242{steps{id title slug}}"), fine, later)},
		"new variables":   {200, 8, ask(with("query($t:String!){search(text:$t,first:1){totalCount}}", `{"t":"k4242"}`), fine, later)},
		"refused quickly": {200, 8, ask(document("{nope4242}"), fine, later)},
		"hashes": {100, 8, func(i int) {
			text := fmt.Sprintf("query Q%d{steps{id}} #%s", i, strings.Repeat("x", 8000))
			ask(posted(strings.TrimSuffix(query(text), "}")+`,"extensions":{"persistedQuery":{"version":1,"sha256Hash":"`+hash(text)+`"}}}`), fine, later)(i)
		}},
		"connections that say nothing": {80, 80, func(int) {
			conn, err := net.Dial("tcp", b.addr)
			if err != nil {
				return // the machine has no more
			}
			_ = conn.SetDeadline(time.Now().Add(10 * soon))
			if _, err := io.Copy(io.Discard, conn); err != nil && !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "reset") {
				t.Errorf("a silent connection: %v", err)
			}
			conn.Close()
		}},
		"connections that leave": {200, 16, func(int) {
			conn, err := net.Dial("tcp", b.addr)
			if err != nil {
				return // as above
			}
			fmt.Fprint(conn, document("{resources(first:100){nodes{title summary}}}"))
			conn.Close()
		}},
		"answers that nobody reads": {4, 4, func(i int) {
			conn, err := net.Dial("tcp", impatient.addr)
			if err != nil {
				return // as above
			}
			_ = conn.SetDeadline(time.Now().Add(10 * soon))
			for { // till the server has had enough
				if _, err := fmt.Fprint(conn, document(fmt.Sprintf("query Q%d{resources(first:100){nodes{title summary url topics{title}}}}", i))); err != nil {
					break
				}
			}
			conn.Close()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			numbers := make(chan int)
			for range flood.together {
				all.Go(func() {
					for i := range numbers {
						flood.one(i)
					}
				})
			}
			for i := range flood.requests {
				numbers <- i
			}
			close(numbers)
			all.Wait()
			for try := 0; ; try++ { // connections that were left open are in the way until they are cut
				if got, _ := b.ask(t, document("{steps{title}}")); strings.HasPrefix(got, fine) {
					break
				} else if try == 100 {
					t.Fatalf("an honest request: %.300s", got)
				}
				time.Sleep(50 * time.Millisecond)
			}
		})
	}
	b.rests(t, before)
}

// rest is what a server keeps when nobody asks.
type rest struct {
	heap       uint64
	goroutines int
}

func resting(t *testing.T) rest {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what was in pools goes at the second
	runtime.ReadMemStats(&m)
	return rest{m.HeapAlloc, runtime.NumGoroutine()}
}

// rests waits until the server keeps about as much as before: what its caches may hold, and no goroutine more than a few.
func (b besieged) rests(t *testing.T, before rest) {
	t.Helper()
	const room, few = 32 << 20, 10
	var now rest
	for range 100 {
		now = resting(t)
		if now.heap < before.heap+room && now.goroutines <= before.goroutines+few {
			t.Logf("from %d to %d MB, from %d to %d goroutines", before.heap>>20, now.heap>>20, before.goroutines, now.goroutines)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("keeps %d MB and %d goroutines, %d and %d before", now.heap>>20, now.goroutines, before.heap>>20, before.goroutines)
}
