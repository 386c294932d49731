package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// marker stands in requests that cannot be read as GraphQL: nothing of them may come back.
const marker = "zanzibar"

// TestRefusals fails in each way that a request can, and reads what the client is told: JSON, a code on every error that
// README lists, few and short messages, nothing that may be kept and nothing of the inside.
func TestRefusals(t *testing.T) {
	h := embedded(t)
	documented := documentedCodes(t)
	seen := map[string]bool{}
	const js = "application/json"
	type sent struct{ method, kind, accept, text string }
	get := func(values ...string) sent {
		query := url.Values{}
		for i := 0; i < len(values); i += 2 {
			query.Add(values[i], values[i+1])
		}
		return sent{http.MethodGet, "", "", query.Encode()}
	}
	raw := func(body string) sent { return sent{http.MethodPost, js, "", body} }
	post := func(text string, more ...any) sent {
		fields := map[string]any{"query": text}
		for i := 0; i < len(more); i += 2 {
			name, _ := more[i].(string)
			fields[name] = more[i+1]
		}
		body, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return raw(string(body))
	}
	vars := func(text, variables string) sent { return post(text, "variables", json.RawMessage(variables)) }
	apq := func(version any, hash string) map[string]any {
		return map[string]any{"persistedQuery": map[string]any{"version": version, "sha256Hash": hash}}
	}
	hash := strings.Repeat("ab", 32)
	const path = "query($p:ProfileInput!){learningPath(profile:$p){fingerprint}}"
	for code, requests := range map[string][]sent{
		"METHOD_NOT_ALLOWED": {
			{"PUT", js, "", marker},
			{"DELETE", "", "", ""},
			{"PATCH", js, "", marker},
			{"TRACE", "", "", ""},
			{"ZANZIBAR", "", "", ""},
			get("query", "mutation{a}"), get("query", "subscription{a}"), get("query", "query a{__typename} mutation b{c}", "operationName", "b"),
		},
		"NOT_ACCEPTABLE": {
			{"POST", js, "text/html", "{" + marker},
			{"POST", js, "application/json;q=0", "{}"},
			{"GET", "", "*/*;q=0", "query={__typename}"},
			{"POST", js, "application/json;charset=latin1", "{}"},
			{"POST", js, "text/event-stream", "{}"},
			{"POST", js, "multipart/mixed;deferSpec=20220824", "{}"},
		},
		"UNSUPPORTED_MEDIA_TYPE": {
			{"POST", "", "", marker},
			{"POST", "text/plain", "", marker},
			{"POST", "application/graphql", "", marker},
			{"POST", "multipart/form-data;boundary=x", "", marker},
			{"POST", "application/x-www-form-urlencoded", "", "query=" + marker},
			{"POST", js + ";charset=utf-16", "", marker},
			{"POST", js + ";" + marker, "", "{}"},
		},
		"BODY_TOO_LARGE": {raw(`{"query":"` + strings.Repeat(marker, 20_000))},
		"BAD_REQUEST": {
			raw(""), raw(marker), raw("{" + marker), raw(`{"query":"` + marker), raw(`{"query":"{__typename}"}` + marker), raw(`["` + marker + `"]`), raw(`"` + marker + `"`),
			raw("null"), raw("{}"), raw(`{"query":null}`), raw(`{"query":""}`), raw(`{"query":["` + marker + `"]}`), raw(`{"query":"{a}","query":"` + marker + `"}`),
			raw(`{"query":"{__typename}","variables":"` + marker + `"}`), raw(`{"query":"{__typename}","variables":["` + marker + `"]}`), raw(`{"query":"{__typename}","extensions":1}`),
			raw(`{"query":"{__typename}","operationName":{"` + marker + `":1}}`), raw(`{"query":"{__typename}","documentId":1}`), raw("{\"query\":\"" + marker + "\xff\"}"), raw("\ufeff{}"),
			raw(`{"query":"{__typename}","documentId":"` + marker + `"}`), raw(`{"QUERY":"` + marker + `"}`), raw(strings.Repeat("[", 60_000)), raw(`{"query":` + strings.Repeat(`{"a":`, 20_000)),
			get(), get("query", ""), get("query", "{a}", "query", marker), get("query", "{a}", "variables", marker), get("query", "{a}", "variables", "[]"), get("query", "{a}", "extensions", `"`+marker+`"`),
			{"GET", "", "", "query=%zz" + marker},
			{"GET", "", "", "query=%ff" + marker},
			{"GET", "", "", "query={a};" + marker},
		},
		"GRAPHQL_PARSE_FAILED": {
			post("{"), post("}"), post("{a"), post("{a{}}"), post("{a(b:)}"), post("qwerty{a}"), post(`{a(b:"`), post("{a(b:\"\\x\")}"), post("{\x00}"), post("type A{b:Int}"), post("{a}" + strings.Repeat("}", 100)),
			post(`{a(b:"` + strings.Repeat("x", 5000)), post(strings.Repeat("z", 5000)), post("{a @}"), post("{...}"), post("query($a){b}"),
		},
		"GRAPHQL_VALIDATION_FAILED": {
			post("{nope}"), post("{steps}"), post("{steps{nope}}"), post("{__typename{a}}"), post("{steps{id(a:1)}}"), post("{step(nope:1){id}}"), post("{role{id}}"), post("{...nope}"), post("{...on Nope{a}}"),
			post("{...on Resource{id}}"), post("{...a}fragment a on Query{...a}"), post("fragment a on Query{__typename}"), post("{__typename}fragment a on Query{__typename}"), post("{a:steps{id}a:roles{id}}"),
			post("query a{__typename}query a{__typename}"), post("query a{__typename}query b{__typename}"), post("query a{__typename}", "operationName", "b"), post("   "), post("# nothing"),
			post("query($a:Int){__typename}"), post("{step(number:$a){id}}"), post("query($a:Nope){step(number:$a){id}}"), post("query($a:String){step(number:$a){id}}"), post("query($a:Step){step(number:$a){id}}"),
			post("query($a:Int,$a:Int){step(number:$a){id}}"), post(`query($a:Int="x"){step(number:$a){id}}`), post("{__typename @nope}"), post("{__typename @skip}"), post("{__typename @skip(if:true) @skip(if:true)}"),
			post("query @skip(if:true){__typename}"), post(`{step(number:"1"){id}}`), post("{step(number:1.5){id}}"), post("{search(text:1){totalCount}}"), post("{search(text:null){totalCount}}"), post("{node(id:true){id}}"),
			post("{resources(orderBy:NOPE){totalCount}}"), post(`{resources(orderBy:"PATH"){totalCount}}`), post("{resources(filter:{nope:1}){totalCount}}"), post("{resources(filter:{kinds:[NOPE]}){totalCount}}"),
			post("{resources(filter:[]){totalCount}}"), post("{learningPath(profile:{}){fingerprint}}"), post("mutation{a}"), post("subscription{a}"),
			post("{" + strings.Repeat("nope ", 8) + "}"), post("{" + strings.Repeat("z", 5000) + "}"), post("{steps{" + many("n%d ", 100) + "}}"), post("query(" + many("$v%d:Int ", 100) + "){__typename}"),
			post("{step(number:99999999999999999999){id}}"), get("query", "{nope}"), get("query", "{steps}"),
		},
		"BAD_USER_INPUT": {
			post("{step(number:1,id:\"a\"){id}}"), post("{step{id}}"), post("{step(number:3000000000){id}}"), post("{step(number:{}){id}}"), post("{__typename @skip(if:{})}"), post("{topics(after:\"" + marker + "\"){totalCount}}"),
			post("{resources(first:-1){totalCount}}"), post("{resources(first:1,last:1){totalCount}}"), post("{resources(orderBy:RELEVANCE){totalCount}}"), post(`{resources(filter:{topics:["nope"]}){totalCount}}`),
			post(`{learningPath(profile:{roles:["nope"]}){fingerprint}}`), post(`{learningPath(profile:{roles:[],from:"nope"}){fingerprint}}`), post(`{assessment(input:{answers:[],asOf:"nope"}){explanation}}`),
			vars("query($a:Int!){step(number:$a){id}}", `{}`), vars("query($a:Int!){step(number:$a){id}}", `{"a":null}`), vars("query($a:Int){step(number:$a){id}}", `{"a":"1"}`),
			vars("query($a:Int){step(number:$a){id}}", `{"a":1.5}`), vars("query($a:Int){step(number:$a){id}}", `{"a":1e2}`), vars("query($a:Int){step(number:$a){id}}", `{"a":2147483648}`),
			vars("query($a:Int){step(number:$a){id}}", `{"a":[1]}`), vars("query($a:Int){step(number:$a){id}}", `{"a":{}}`), vars("query($a:ID!){node(id:$a){id}}", `{"a":1.5}`), vars("query($a:ID!){node(id:$a){id}}", `{"a":true}`),
			vars("query($a:String!){search(text:$a){totalCount}}", `{"a":1}`), vars("query($a:[ID!]!){nodes(ids:$a){id}}", `{"a":[null]}`), vars("query($a:[ID!]!){nodes(ids:$a){id}}", `{"a":[["x"]]}`),
			vars(path, `{"p":null}`), vars(path, `{"p":{}}`), vars(path, `{"p":[]}`), vars(path, `{"p":{"roles":null}}`), vars(path, `{"p":{"roles":[null]}}`), vars(path, `{"p":{"roles":[],"nope":1}}`),
			vars(path, `{"p":{"roles":[],"kinds":["nope"]}}`), vars(path, `{"p":{"roles":[],"kinds":[1]}}`), vars(path, `{"p":{"roles":[],"answers":[{"question":"containers"}]}}`),
			vars(path, `{"p":{"roles":[],"answers":[{"question":"containers","value":"yes"}]}}`), vars(path, `{"p":{"roles":[],"answers":[{"question":"nope","value":"YES"}]}}`),
			vars(path, `{"p":{"roles":[],"answers":[{"question":"containers","value":"YES","answeredOn":1}]}}`), vars(path, `{"p":{"roles":[],"strictAccess":"true"}}`), vars(path, `{"p":{"roles":[],"minutesPerWeek":"1"}}`),
			vars(path, `{"p":{"roles":["`+strings.Repeat("z", 5000)+`"]}}`), get("query", "query($a:Int!){step(number:$a){id}}", "variables", `{"a":"x"}`),
		},
		"LIMIT_EXCEEDED": {
			post("{" + many("a%d:__typename ", 100) + "}"), post("{" + strings.Repeat("__typename ", 50) + "}"), post("{" + strings.Repeat("__typename ", 1000) + "}"), post("{__typename " + strings.Repeat("@a", 100) + "}"),
			post("{" + strings.Repeat("a{", 100) + "b" + strings.Repeat("}", 100) + "}"), post("# " + strings.Repeat("z", 20_000)), post("{resources(first:101){totalCount}}"), post(strings.Repeat("{", 10_000)),
			vars("query($a:Int){resources(first:$a){totalCount}}", `{"a":101}`),
			vars("query($a:[ID!]!){nodes(ids:$a){id}}", `{"a":["`+strings.Repeat(`x","`, 3000)+`"]}`),
		},
		"NOT_SUPPORTED":                 {post("{steps @stream{id}}"), post("{...@defer{steps{id}}}"), post(`{...@defer(label:"` + marker + `"){__typename}}`)},
		"PRIVATE_DATA_IN_URL":           {get("query", `{eligibility(input:{facts:[{fact:"organisation",value:"ministry"}]}){rule{slug}}}`)},
		"PERSISTED_QUERY_NOT_FOUND":     {post("", "extensions", apq(1, hash)), get("extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}`)},
		"PERSISTED_QUERY_HASH_MISMATCH": {post("{__typename}", "extensions", apq(1, hash))},
		"PERSISTED_QUERY_NOT_SUPPORTED": {
			post("", "extensions", apq(2, hash)), post("", "extensions", apq("1", hash)), post("", "extensions", apq(1, marker)), post("", "extensions", map[string]any{"persistedQuery": marker}),
			post("{__typename}", "extensions", apq(2, hash)),
		},
		"DOCUMENT_NOT_FOUND": {raw(`{"documentId":"sha256:` + hash + `"}`), raw(`{"documentId":"` + marker + `"}`), get("documentId", marker)},
	} {
		seen[code] = true
		for _, request := range requests {
			for _, accept := range []string{"application/json", "application/graphql-response+json"} {
				if code == "NOT_ACCEPTABLE" {
					accept = request.accept
				}
				target, body := "/graphql", request.text
				if request.method == http.MethodGet {
					target, body = "/graphql?"+request.text, ""
				}
				r := httptest.NewRequest(request.method, target, strings.NewReader(body))
				r.Header.Set("Content-Type", request.kind)
				r.Header.Set("Accept", accept)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				what := fmt.Sprintf("%s %.120q, accepting %s: %d %.300s", request.method, request.text, accept, w.Code, w.Body)
				readable := []string{"BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"} // whose messages repeat a name
				if strings.Contains(w.Body.String(), marker) && !slices.Contains(readable, code) {
					t.Errorf("%s: what was sent is sent back", what)
				}
				if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Request-Id") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/") {
					t.Errorf("%s: headers %v", what, w.Header())
				}
				for _, inner := range []string{"interface {}", "int32", "map[", "runtime", ".go:", "sqlite", "SELECT", "panic", "/tmp", "input:"} {
					if strings.Contains(w.Body.String(), inner) {
						t.Errorf("%s: tells %q", what, inner)
					}
				}
				check(t, what, w, code, documented)
			}
		}
	}
	for code := range documented { // those that other tests provoke, with a server that is stopped, stuck, overrun or picky
		elsewhere := []string{"INTERNAL", "NOT_READY", "TIMEOUT", "OVERLOADED", "TOO_MANY_REQUESTS", "DOCUMENT_NOT_TRUSTED"}
		if !seen[code] && !slices.Contains(elsewhere, code) {
			t.Errorf("README lists %s, which no request here is refused with", code)
		}
	}
}

// check reads the errors of an answer.
func check(t *testing.T, what string, w *httptest.ResponseRecorder, want string, documented map[string]bool) {
	t.Helper()
	var answer struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || !utf8.Valid(w.Body.Bytes()) {
		t.Errorf("%s: %v", what, err)
		return
	}
	if len(answer.Errors) == 0 || len(answer.Errors) > 20 {
		t.Errorf("%s: %d errors", what, len(answer.Errors))
	}
	for _, e := range answer.Errors {
		code, _ := e.Extensions["code"].(string)
		if code != want || !documented[code] {
			t.Errorf("%s: %q, want %s, which README lists", what, code, want)
		}
		if e.Message == "" || len(e.Message) > 410 {
			t.Errorf("%s: a message of %d bytes", what, len(e.Message))
		}
	}
	executed := answer.Data != nil // an argument that only its resolver can read
	if w.Code == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "application/graphql-response+json") && !executed {
		t.Errorf("%s: 200, and nothing was executed", what)
	}
	if executed && want != "BAD_USER_INPUT" {
		t.Errorf("%s: was executed", what)
	}
}

// documentedCodes returns the codes of the table in README.
func documentedCodes(t *testing.T) map[string]bool {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "| `extensions.code` |")
	section, _, _ = strings.Cut(section, "\n\n")
	codes := map[string]bool{}
	for _, found := range regexp.MustCompile("`([A-Z]+_[A-Z_]+|INTERNAL|TIMEOUT|OVERLOADED)`").FindAllStringSubmatch(section, -1) {
		codes[found[1]] = true
	}
	if len(codes) < 15 {
		t.Fatalf("README lists %d codes", len(codes))
	}
	return codes
}

// many returns a text n times, numbered.
func many(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
